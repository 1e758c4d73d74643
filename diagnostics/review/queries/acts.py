"""What a town hall signs: the declared answers and the hashes of their evidence, as one document."""

import hashlib
import json
from dataclasses import asdict
from typing import Any

from django.utils import timezone

from core.words import clock, long_day
from diagnostics.assessments.choices import RoundStatus
from diagnostics.assessments.models import Assessment, Evidence
from diagnostics.assessments.queries.facts import facts_of
from diagnostics.assessments.queries.filling import Filling, filling_of
from diagnostics.assessments.queries.personal_data import LookedAt, looked_at
from diagnostics.review.models import Signature
from diagnostics.scoring.instrument import Instrument
from diagnostics.scoring.values import in_words


def document_of(assessment: Assessment, filling: Filling | None = None) -> dict[str, Any]:
    """Return what is signed: round, edition with its hash, facts, decisions about personal data, each answer with its evidence.

    Two queries, and one more without a `filling`.
    """
    filling = filling or filling_of(assessment)
    version, evidence = assessment.round.version, _evidence(filling)
    return {
        "round": assessment.round.code,
        "municipality": assessment.municipality.divipola,
        "instrument": {"code": filling.instrument.code, "version": version.version, "sha256": version.content_sha256},
        "facts": facts_of(assessment),
        "applicable": filling.whole.total,
        "answered": filling.whole.answered,
        "personal_data": asdict(looked_at(assessment)),
        "answers": [
            {
                "question": code,
                "value": cell.answer.value,
                "not_applicable": cell.answer.not_applicable,
                "na_reason": cell.answer.na_reason,
                "evidence": [
                    {"option": p.option, "place": p.place, "name": p.name, **evidence[p.evidence]} for p in cell.proofs
                ],
            }
            for code, cell in filling.cells.items()
            if cell.is_answered
        ],
    }


def _evidence(filling: Filling) -> dict[int, dict[str, str]]:
    keys = {proof.evidence for proof in filling.proofs}
    rows = Evidence.objects.filter(pk__in=keys).values_list("pk", "url", "sha256")
    return {pk: {"url": url or "", "sha256": sha256} for pk, url, sha256 in rows}


def sha256_of(document: dict[str, Any]) -> str:
    """Return the hash of a document's canonical JSON: sorted keys, no spare spaces, UTF-8."""
    text = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def changed_since(signature: Signature) -> list[str]:
    """Return the questions whose declared answer differs from the signed one, because it was reopened."""
    signed = {a["question"]: (a["value"], a["not_applicable"]) for a in signature.document["answers"]}
    cells = filling_of(signature.assessment).cells
    now = {code: (c.answer.value, c.answer.not_applicable) for code, c in cells.items() if c.is_answered}
    return [code for code in cells if signed.get(code) != now.get(code)]


def personal_data_sentence(signature: Signature) -> str:
    """Say how many files were looked at for personal data and what was decided; "" in records from before that was kept."""
    counts = signature.document.get("personal_data")
    return LookedAt(**counts).sentence if counts else ""


def signature_with(code: str) -> Signature | None:
    """Return the record with a code, for anybody: none of a rehearsal, whose records bind nobody, or of a cancelled round."""
    found = Signature.objects.select_related("assessment__round__version__instrument", "assessment__municipality")
    public = found.filter(assessment__round__is_rehearsal=False).exclude(
        assessment__round__status=RoundStatus.CANCELLED
    )
    return public.defer("assessment__round__version__content").filter(code=code.upper()).first()


def act_in_words(signature: Signature, instrument: Instrument, address: str) -> dict[str, Any]:
    """Return the texts of the printed record (exports.act). `address`: its public verification page."""
    assessment, document = signature.assessment, signature.document
    at = timezone.localtime(signature.signed_at)
    return {
        "place": str(assessment.municipality),
        "round": assessment.round.name,
        "instrument": f"{instrument.short_name}, versión {document['instrument']['version']}",
        "answered": f"{document['answered']} de {document['applicable']}",
        "name": signature.signer_name,
        "role": signature.get_signer_role_display(),
        "position": signature.signer_position,
        "date": f"{long_day(at.date(), with_year=True)}, {clock(at)}",
        "code": signature.code,
        "sha256": signature.sha256,
        "address": address,
        "personal_data": personal_data_sentence(signature),
        "demo": assessment.round.caveat,
        "answers": [_row(answer, instrument) for answer in document["answers"]],
    }


def _row(answer: dict[str, Any], instrument: Instrument) -> dict[str, Any]:
    question = instrument.question_by_code[answer["question"]]
    said = [f"No aplica: {answer['na_reason']}"] if answer["not_applicable"] else in_words(question, answer["value"])
    proofs = [
        {
            "name": " ".join([proof["name"], f"({proof['place']})"] if proof["place"] else [proof["name"]]),
            "mark": proof["sha256"],
        }
        for proof in answer["evidence"]
    ]
    return {"code": question.code, "text": question.text, "said": said, "proofs": proofs}
