"""Plain factories of diagnostics: a small edition, rounds opened by the real action, answers in any layer."""

import copy
import json
from datetime import UTC, date, datetime
from functools import cache
from itertools import count
from typing import Any

import pandas as pd

from accounts.permissions import Permission, Role
from accounts.queries import people_who
from diagnostics.assessments.actions import answers, assessments, rounds
from diagnostics.assessments.choices import FILLABLE, Layer, State
from diagnostics.assessments.models import Answer, Assessment, Evidence, EvidenceUse, Round
from diagnostics.instruments.actions import instruments
from diagnostics.instruments.exports.editions import as_yaml
from diagnostics.instruments.loaders.instrument import read_instrument
from diagnostics.instruments.models import InstrumentVersion, Question
from diagnostics.review.actions import declarations, replies, reviews, signing
from diagnostics.review.choices import SignerRole
from diagnostics.review.queries.conflicts import has_declared
from diagnostics.review.queries.reviewing import reviewing_of
from diagnostics.scoring import columns
from diagnostics.scoring import instrument as spec
from files.choices import ProofState
from territory.models import Municipality
from tests.factories.accounts import make_member
from tests.factories.territory import make_municipality
from tests.oracle import Said

AT = datetime(2027, 3, 3, 15, 0, tzinfo=UTC)
LINK = "https://www.ejemplo.gov.co/documento"
_numbers = count(1)

# One question of every type in two dimensions; every number is easy to check by hand.
SMALL: dict[str, Any] = {
    "instrument": {"code": "CHICO", "name": "Instrumento pequeño", "version": "1.0.0"},
    "scoring": {
        "evidence": {"cap_without_accepted_evidence": {"scale": 25, "yes_no": 0, "multi": 0, "choice": 0, "numeric": 0}},
        "coverage": {"minimum_dimension": "0.80", "minimum_global": "0.90"},
        "gates": [{"max_level_without": 1, "rule": "min_dimension_score", "value": 40}],
    },
    "maturity_levels": [
        {"level": 1, "code": "bajo", "name": "Bajo", "from": 0, "to": 50},
        {"level": 2, "code": "alto", "name": "Alto", "from": 50, "to": 100},
    ],
    "municipality_attributes": [{"code": "has_council", "type": "boolean", "name": "Tiene consejo"}],
    "dimensions": [
        {
            "code": "A",
            "name": "Apertura",
            "weight": 60,
            "indicators": [
                {
                    "code": "A.1",
                    "name": "Publicación",
                    "weight": 100,
                    "questions": [
                        {
                            "code": "A-01", "type": "scale", "weight": 2, "text": "¿Publica?",
                            "levels": ["nada", "algo", "la mitad", "casi todo", "todo"],
                            "evidence": {"requirement": "required", "accepts": ["url"]},
                        },
                        {"code": "A-02", "type": "yes_no", "weight": 1, "text": "¿Tiene plan?", "na_allowed": True},
                        {
                            "code": "A-03", "type": "multi", "weight": 1, "text": "¿Qué publica?",
                            "options": [
                                {"code": "a", "text": "Datos", "weight": 50},
                                {"code": "b", "text": "Actas", "weight": 30},
                                {"code": "c", "text": "Contratos", "weight": 20},
                            ],
                            "evidence": {"requirement": "required", "accepts": ["url"]},
                        },
                    ],
                }
            ],
        },
        {
            "code": "B",
            "name": "Diálogo",
            "weight": 40,
            "indicators": [
                {
                    "code": "B.1",
                    "name": "Respuesta",
                    "weight": 100,
                    "questions": [
                        {
                            "code": "B-01", "type": "numeric", "weight": 1, "text": "¿Cuántas responde a tiempo?",
                            "numeric": {"mode": "ratio", "zero_denominator_score": 0},
                            "thresholds": [{"from": 0, "score": 0}, {"from": 50, "score": 50}, {"from": 90, "score": 100}],
                        },
                        {
                            "code": "B-02", "type": "choice", "weight": 1, "text": "¿Cómo responde?",
                            "options": [
                                {"code": "o1", "text": "Por carta", "points": 1},
                                {"code": "o2", "text": "Por la web", "points": 4},
                            ],
                        },
                        {
                            "code": "B-03", "type": "numeric", "weight": 1, "text": "¿Cuántas reuniones?",
                            "numeric": {"mode": "count"},
                            "thresholds": [{"from": 1, "score": 100}],
                            "applies_when": {"attr": "has_council", "op": "eq", "value": True},
                        },
                    ],
                }
            ],
        },
    ],
}  # fmt: skip
STATEMENTS: dict[str, dict[str, str]] = {
    "A-01": {str(level): f"Publica {said}." for level, said in enumerate(["nada", "algo", "la mitad", "casi todo", "todo"])},
    "A-02": {"si": "Tiene plan.", "no": "No tiene plan."},
    "A-03": {"some": "Publica {opciones}.", "all": "Publica todo lo que se pregunta.", "none": "No publica nada."},
    "B-01": {"value": "Respondió a tiempo {numerador} de {denominador} ({porcentaje} %).", "zero": "Nadie preguntó nada."},
    "B-02": {"o1": "Responde por carta.", "o2": "Responde por la web."},
    "B-03": {"value": "Reuniones del año: {numero}."},
}  # fmt: skip
BEST = {"A-01": "4", "A-02": "si", "A-03": "a|b|c", "B-01": "9/10", "B-02": "o2"}  # 100 with evidence, without council


def edition(**changes: Any) -> dict[str, Any]:
    """A copy of the small edition; `changes` replace top-level sections."""
    return copy.deepcopy(SMALL) | changes


def edition_with_statements(**changes: Any) -> dict[str, Any]:
    """The small edition with what every answer says as a fact."""
    document = edition(**changes)
    for dimension in document["dimensions"]:
        for indicator in dimension["indicators"]:
            for question in indicator["questions"]:
                question["statements"] = dict(STATEMENTS[question["code"]])
    return document


def content_of(document: dict[str, Any] | None = None) -> dict[str, Any]:
    """What the reader makes of an edition written as YAML; each document goes through the reader once."""
    return copy.deepcopy(_read(json.dumps(document or SMALL)))


@cache
def _read(document: str) -> dict[str, Any]:
    return read_instrument(as_yaml(json.loads(document)))


def parsed(document: dict[str, Any] | None = None) -> spec.Instrument:
    """The instrument of an edition, without a database."""
    return spec.parse(content_of(document))


def answers_frame(answers: dict[str, dict[str, Said]]) -> pd.DataFrame:
    """What the engine reads, from answers by municipality and question."""
    rows = [
        (municipality, code, said.value, said.na, said.na_accepted, said.evidence)
        for municipality, given in answers.items()
        for code, said in given.items()
    ]
    return pd.DataFrame(rows, columns=columns.ANSWERS).astype({columns.NOT_APPLICABLE: bool, columns.NA_ACCEPTED: bool})


def make_version(document: dict[str, Any] | None = None) -> InstrumentVersion:
    """An edition loaded as a draft; the same content again is the same version."""
    return instruments.load(content=content_of(document), at=AT)[0]


def make_round(
    *municipalities: Municipality, version: InstrumentVersion | None = None, code: str | None = None, **fields
) -> Round:
    """A round opened through its action, for one municipality when none is named."""
    places = list(municipalities) or [make_municipality(facts={"has_council": "no"})]
    code = code or f"ciclo-{next(_numbers)}"
    return open_any(code=code, version=version or make_version(), municipalities=places, at=AT, **fields)


def open_any(*, is_demo: bool = False, is_rehearsal: bool = False, **fields) -> Round:
    """Open a round on any days, of any kind beside any other, and without a word to anybody.

    As one held elsewhere; its kind is set afterwards, as in portals from before mixing them was refused.
    """
    round = rounds.open_round(**{"held_elsewhere": True, "is_rehearsal": True} | fields)
    round.is_demo, round.is_rehearsal = is_demo, is_rehearsal
    round.save(update_fields=["is_demo", "is_rehearsal"])
    return round


def end_term(round: Round, day: date | None) -> None:
    """The round, and what is still filled of it, ends on that day."""
    round.closes_on = day
    round.save(update_fields=["closes_on"])
    Assessment.objects.filter(round=round, state__in=FILLABLE).update(due_on=day)


def make_answer(assessment: Assessment, question: str, value: str = "", **fields) -> Answer:
    """One answer; in the self-assessed layer unless `layer` says another."""
    values = {"layer": Layer.SELF_ASSESSED, "changed_at": AT}
    row = Question.objects.get(version=assessment.round.version_id, code=question)
    return Answer.objects.create(assessment=assessment, question=row, value=value, **values | fields)


def make_answers(assessment: Assessment, values: dict[str, str] | None = None, **fields) -> list[Answer]:
    """Answers to several questions: the best ones unless told."""
    return [
        make_answer(assessment, code, value, **fields) for code, value in (BEST if values is None else values).items()
    ]


def make_evidence(answer: Answer, url: str = LINK, option: str = "") -> Evidence:
    """A link attached to an answer, or to one option of it."""
    found, _ = Evidence.objects.get_or_create(assessment=answer.assessment, url=url, defaults={"added_at": AT})
    EvidenceUse.objects.create(answer=answer, evidence=found, option=option)
    return found


def typed(
    question: str, *, version: int | str = 0, links: dict[str, str] | None = None, **parts: Any
) -> dict[str, Any]:
    """What a page sends for one question: `value`, `value_num`, `value_den`, `na`, `reason`, `keep`, `clear`."""
    fields = {f"{question}-version": version}
    fields |= {f"{question}-{name.replace('_', '-')}": value for name, value in parts.items()}
    return fields | {f"{question}-links-{option}": text for option, text in (links or {}).items()}


def make_filled(assessment: Assessment, by, values: dict[str, str] | None = None) -> None:
    """Answers with a link each, saved through their action: the best ones unless told."""
    values = BEST if values is None else values
    drafts = [answers.Draft(code, value, seen_version=0, links={"": [LINK]}) for code, value in values.items()]
    answers.store(assessment=assessment, drafts=drafts, by=by, at=AT)


def make_submitted(assessment: Assessment, by, values: dict[str, str] | None = None) -> Assessment:
    """Filled and sent to the town hall for its signature; one that has no account gets one."""
    make_filled(assessment, by, values)
    if not people_who(Permission.SIGN_ASSESSMENT, assessment.municipality):
        make_member(Role.APPROVER, assessment.municipality)
    return assessments.submit(assessment=assessment, even_if_partial=True, by=by, at=AT)


def make_signed(assessment: Assessment, by, at: datetime = AT) -> Assessment:
    """What was submitted, signed and so in review."""
    signing.sign(
        assessment=assessment, name="Ana Prueba", role=SignerRole.MAYOR, position="Alcaldesa", by=by, at=at
    )  # fmt: skip
    return Assessment.objects.with_context().get(pk=assessment.pk)


def make_sent(assessment: Assessment, by, values: dict[str, str] | None = None) -> Assessment:
    """Filled, sent and signed: in review."""
    return make_signed(make_submitted(assessment, by, values), by)


def declare(round: Round, *people, conflicts: dict[int, str] | None = None) -> None:
    """Each person has said with whom she has a conflict of interest: with nobody unless told."""
    for person in people:
        if conflicts or not has_declared(person, round):
            declarations.declare(round=round, conflicts=conflicts or {}, by=person, at=AT)


def mark_of(item, *, accepts: bool = True, reason: str = "", **parts: Any) -> reviews.Mark:
    """A mark that accepts every proof and every «no aplica» of an item, or none."""
    state = ProofState.ACCEPTED if accepts else ProofState.INSUFFICIENT
    accepted = "|".join(item.proven_options) if item.is_by_option else "si" if item.has_proof else ""
    fields = {
        "evidence_accepted": accepted if accepts else "",
        "na_accepted": accepts and item.cell.is_not_applicable,
        "proofs": {judged.key: state.value for judged in item.judged},
        "reason_code": "otra" if reason else "",
        "reason": reason,
    } | parts
    version = item.review.version if item.review else 0
    return reviews.Mark(item.code, seen_version=version, seen_answer=item.cell.version, **fields)


def mark_answer(assessment: Assessment, mark: reviews.Mark, *, by, at: datetime) -> None:
    """Write a mark that was read before, whatever the answer says by now."""
    reviews.mark(assessment=assessment, question=mark.question, read_mark=lambda item: mark, by=by, at=at)


def judged(
    assessment: Assessment, question: str, found: str | dict[str, str] = "accepted", **parts: Any
) -> dict[str, Any]:
    """What the page of the review sends for one answer: `found` of every proof or, on a multiple, of those of each option.

    `version` and `answer` are what the screen has seen; `na`, `result`, `value`, `reason_code` and `why` as on the page.
    """
    fields = {
        f"{question}-{name.replace('_', '-')}": value for name, value in ({"version": 0, "answer": 1} | parts).items()
    }
    states = found if isinstance(found, dict) else {}
    for proof in reviewing_of(assessment).items[question].judged:
        if state := states.get(proof.option, "") if states else found:
            fields[f"{question}-proof-{proof.key}"] = state
    return fields


def make_marked(assessment: Assessment, by, *, rejects: tuple[str, ...] = ()) -> None:
    """Every proof and every «no aplica» accepted, but for the questions that `rejects` names."""
    declare(assessment.round, by)
    items = reviewing_of(assessment).to_mark
    marks = [
        mark_of(i, accepts=i.code not in rejects, reason="No lo prueba" if i.code in rejects else "") for i in items
    ]
    assert reviews.mark_page(assessment=assessment, marks=marks, by=by, at=AT) == []


def make_closed(
    assessment: Assessment, *, by, reviewer, values: dict[str, str] | None = None, rejects: tuple[str, ...] = ()
) -> Assessment:
    """Filled, sent, signed, marked and closed: definitive, or waiting for the reply to what the review rejected."""
    sent = make_sent(assessment, by, values)
    make_marked(sent, reviewer, rejects=rejects)
    return reviews.close(assessment=sent, approves_many_na=True, by=reviewer, at=AT)


def make_replied(assessment: Assessment, by, *questions: str, stance: str = "disagree") -> Assessment:
    """A reply to these adjustments, sent."""
    for question in questions:
        said = replies.Said(question, stance, "Sí lo prueba", seen_version=0)
        replies.write(assessment=assessment, said=said, by=by, at=AT)
    sent = replies.send(assessment=assessment, by=by, at=AT)
    assert sent.state == (State.REPLY_DECISION if questions and stance != "agree" else State.FINAL_READY)
    return sent
