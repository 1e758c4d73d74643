"""The published documents of municipalities: facts, the public part of answers, evidence, decisions."""

from typing import Any

from django.utils import timezone

from diagnostics.assessments.choices import Layer
from diagnostics.assessments.models import Answer, Assessment, EvidenceUse, Round
from diagnostics.assessments.queries.facts import facts_of
from diagnostics.review.models import AnswerReview, Reply, ReplyDecision, Signature
from diagnostics.scoring.values import YES
from files.choices import ProofState, Visibility

SHOWN = {ProofState.ACCEPTED}


def documents_of(
    round: Round, assessments: list[Assessment], corrections: dict[int, dict[str, Any]]
) -> dict[int, dict[str, Any]]:
    """Return the public document of each municipality, by its primary key (seven queries for all).

    `corrections`: fields of an erratum that replace those of a final answer, by the primary key of that answer.
    Evidence is listed only when it is public and was accepted; names of people never are.
    """
    answers = _answers(round, corrections)
    signed = dict(Signature.objects.filter(assessment__round=round).values_list("assessment", "signed_at"))
    return {
        a.municipality_id: {
            "name": a.municipality.name,
            "official_name": a.municipality.official_name,
            "order": a.municipality.order,
            "state": a.state,
            "withdrawn_because": a.withdrawn_because,
            "facts": facts_of(a) if a.attributes_frozen_at else {},
            "signed_at": timezone.localdate(signed[a.pk]).isoformat() if a.pk in signed else "",
            "answers": answers.get(a.pk, {}),
        }
        for a in assessments
    }


def _answers(round: Round, corrections: dict[int, dict[str, Any]]) -> dict[int, dict[str, dict[str, Any]]]:
    rows = Answer.objects.filter(assessment__round=round, layer=Layer.FINAL)
    fields = (
        "pk",
        "assessment_id",
        "question__code",
        "value",
        "not_applicable",
        "na_accepted",
        "na_reason",
        "evidence_accepted",
    )
    proofs, unpublished, words = _proofs(round), _unpublished(round), _words(round)
    found: dict[int, dict[str, dict[str, Any]]] = {}
    for pk, owner, code, value, is_na, na_accepted, na_reason, evidence in rows.values_list(*fields):
        answer = {
            "value": value,
            "not_applicable": is_na and na_accepted,
            "na_reason": na_reason if is_na and na_accepted else "",
            "evidence_accepted": evidence,
            "evidence": proofs.get(pk, []),
        } | words.get((owner, code), {})
        if pk in unpublished:
            answer["has_unpublished_proof"] = True
        if pk in corrections:
            answer = _corrected(answer, corrections[pk])
        found.setdefault(owner, {})[code] = answer
    return found


def _corrected(answer: dict[str, Any], correction: dict[str, Any]) -> dict[str, Any]:
    """Apply a correction; evidence that it no longer accepts goes, and so does the reason of a revoked «no aplica»."""
    accepted = correction["evidence_accepted"]
    proofs = [p for p in answer["evidence"] if accepted == YES or (accepted and p["option"] in accepted.split("|"))]
    reason = answer["na_reason"] if correction["not_applicable"] else ""
    return answer | correction | {"evidence": proofs, "na_reason": reason, "corrected": True}


def _proofs(round: Round) -> dict[int, list[dict[str, str]]]:
    uses = EvidenceUse.objects.filter(
        answer__assessment__round=round, answer__layer=Layer.FINAL, state__in=SHOWN,
        evidence__visibility=Visibility.PUBLIC, evidence__withheld_at=None,
    )  # fmt: skip
    names = ("option", "place", "evidence__title", "evidence__file_name", "evidence__url", "evidence__sha256")
    found: dict[int, list[dict[str, str]]] = {}
    for answer, option, place, title, file_name, url, sha256 in uses.order_by("pk").values_list("answer", *names):
        proof = {
            "option": option,
            "place": place,
            "name": title or file_name or url,
            "url": url or "",
            "sha256": sha256,
        }
        found.setdefault(answer, []).append(proof)
    return found


def _unpublished(round: Round) -> set[int]:
    """The answers with an accepted proof that is reserved or withheld."""
    uses = EvidenceUse.objects.filter(answer__assessment__round=round, answer__layer=Layer.FINAL, state__in=SHOWN)
    hidden = uses.exclude(evidence__visibility=Visibility.PUBLIC, evidence__withheld_at=None)
    return set(hidden.values_list("answer", flat=True))


def _words(round: Round) -> dict[tuple[int, str], dict[str, Any]]:
    """The public texts about an answer: the reason of the review, the reply and its decision, without names."""
    found: dict[tuple[int, str], dict[str, Any]] = {}

    def of(answer: Answer) -> dict[str, Any]:
        return found.setdefault((answer.assessment_id, answer.question.code), {})

    marks = AnswerReview.objects.filter(answer__assessment__round=round, is_adjusted=True).select_related(
        "answer__question"
    )
    for mark in marks:
        of(mark.answer)["review"] = {"code": mark.reason_code, "reason": mark.reason}
    replies = Reply.objects.filter(answer__assessment__round=round, sent_at__isnull=False).select_related(
        "answer__question"
    )
    for reply in replies:
        of(reply.answer)["reply"] = {"stance": reply.stance, "argument": reply.argument}
    rulings = ReplyDecision.objects.filter(reply__answer__assessment__round=round)
    for ruling in rulings.select_related("reply__answer__question"):
        of(ruling.reply.answer)["decision"] = {
            "ruling": ruling.ruling,
            "code": ruling.reason_code,
            "reason": ruling.reason,
        }
    return found
