"""Published results with scores that a person can check: three themes of two questions, every answer one of five levels."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.conf import settings

from accounts.models import User
from core.datasets import actions, registry
from core.datasets.files import Files, Release
from diagnostics.assessments.actions import scores
from diagnostics.assessments.choices import MODE_OF, Layer, State
from diagnostics.assessments.models import Answer, Assessment, Round
from diagnostics.instruments.actions import instruments
from diagnostics.instruments.exports.editions import as_yaml
from diagnostics.instruments.loaders.instrument import read_instrument
from diagnostics.instruments.models import InstrumentVersion, Question
from diagnostics.results.actions import errata, publications
from diagnostics.results.exports.open_data import RESOURCES
from diagnostics.results.models import ErratumProposal, Publication
from diagnostics.results.queries.open_data.rounds import SOURCE, release_of
from diagnostics.scoring import instrument as spec
from territory.models import Municipality
from tests.factories.accounts import make_user
from tests.factories.diagnostics import AT, open_any
from tests.factories.territory import make_municipality

LEVELS = ["Nada.", "Algo.", "La mitad.", "Casi todo.", "Todo."]
NAMES = ["Inicial", "En desarrollo", "Establecido", "Avanzado", "Transformador"]


def _question(code: str, text: str, **more: Any) -> dict[str, Any]:
    return {"code": code, "type": "scale", "weight": 1, "text": text, "levels": LEVELS, **more}


def _theme(code: str, name: str, weight: int, *questions: dict[str, Any]) -> dict[str, Any]:
    indicator = {"code": f"{code}.1", "name": f"Indicador de {name}", "weight": 100, "questions": list(questions)}
    return {
        "code": code,
        "name": f"{name} con la gente",
        "short_name": name,
        "weight": weight,
        "indicators": [indicator],
    }


def edition_of_three(version: str = "1.0.0") -> dict[str, Any]:
    """Weights 50, 30 and 20; gates and minimum coverage as in the first real edition."""
    references = [
        {"norm": "Ley 10 de 2001", "article": "art. 7", "certainty": "alta"},
        {"norm": "Ley 20 de 2002", "article": "art. 9", "certainty": "media"},
    ]
    return {
        "instrument": {"code": "TRES", "name": "Instrumento de tres temas", "version": version},
        "scoring": {
            "coverage": {"minimum_dimension": "0.80", "minimum_global": "0.90"},
            "gates": [
                {"max_level_without": 3, "rule": "min_dimension_score", "value": 40},
                {"max_level_without": 4, "rule": "min_critical_question_score", "value": 50},
            ],
        },
        "maturity_levels": [
            {"level": n, "code": f"n{n}", "name": name, "from": 20 * (n - 1), "to": 20 * n}
            for n, name in enumerate(NAMES, start=1)
        ],
        "dimensions": [
            _theme(
                "INF",
                "Informar",
                50,
                _question("INF-01", "¿Informa?", refs=references),
                _question("INF-02", "¿Publica?"),
            ),
            _theme(
                "ESC",
                "Escuchar",
                30,
                _question("ESC-01", "¿Escucha?", critical=True),
                _question("ESC-02", "¿Responde?"),
            ),
            _theme("RES", "Resolver", 20, _question("RES-01", "¿Resuelve?"), _question("RES-02", "¿Corrige?")),
        ],
    }


def version_of_three(version: str = "1.0.0") -> InstrumentVersion:
    return instruments.load(content=read_instrument(as_yaml(edition_of_three(version))), at=AT)[0]


def answer_with(assessment: Assessment, levels: Mapping[str, int | str], layer: str = Layer.FINAL) -> None:
    """Write a level (0–4), or another value, for each question named; what is not named stays unanswered."""
    questions = dict(Question.objects.filter(version=assessment.round.version_id).values_list("code", "pk"))
    Answer.objects.bulk_create(
        Answer(assessment=assessment, question_id=questions[code], layer=layer, value=str(level), changed_at=AT)
        for code, level in levels.items()
    )


def levels(informar: int, escuchar: int, resolver: int) -> dict[str, int]:
    """The same level for both questions of each theme: 25, 50, 75 or 100 points."""
    return {
        f"{code}-0{n}": level
        for code, level in (("INF", informar), ("ESC", escuchar), ("RES", resolver))
        for n in (1, 2)
    }


def make_scored_round(
    answers: Mapping[Municipality, Mapping[str, int]],
    *,
    code: str,
    layer: str = Layer.FINAL,
    version: str = "1.0.0",
    **fields,
) -> Round:
    """An open round whose answers stand in a layer and are scored; municipalities without answers have not started."""
    round = open_any(code=code, version=version_of_three(version), municipalities=list(answers), at=AT, **fields)
    step = {"state": State.FINAL_READY, "due_on": None} if layer == Layer.FINAL else {"state": State.SELF_ASSESSMENT}
    for assessment in round.assessments.select_related("round", "municipality"):
        given = answers[assessment.municipality]
        if given:
            answer_with(assessment, given, layer)
            Assessment.objects.filter(pk=assessment.pk).update(answered_count=len(given), changed_at=AT, **step)
    scores.compute(round=round, layer=layer, mode=MODE_OF[layer], at=AT)
    return round


def publish_edition(
    edition: dict[str, Any],
    answers: Mapping[Municipality, Mapping[str, Any]],
    *,
    code: str,
    at: datetime = AT,
    evidence: Mapping[str, str] | None = None,
    statements: Mapping[str, Mapping[str, str]] | None = None,
    not_applicable: Iterable[str] = (),
    **fields,
) -> Publication:
    """A published round of an edition given as a document.

    By question: `evidence`, what was accepted; `statements`, what its answers say as facts; `not_applicable`, accepted.
    """
    content = read_instrument(as_yaml(edition))
    for question in (q for d in content["dimensions"] for i in d["indicators"] for q in i["questions"]):
        if statements and question["code"] in statements:
            question["statements"] = dict(statements[question["code"]])
    version = instruments.load(content=content, at=AT)[0]
    round = open_any(code=code, version=version, municipalities=list(answers), at=AT, **fields)
    for assessment in round.assessments.select_related("round", "municipality"):
        given = answers[assessment.municipality]
        answer_with(assessment, given)
        step = {"state": State.FINAL_READY, "due_on": None}
        Assessment.objects.filter(pk=assessment.pk).update(answered_count=len(given), changed_at=AT, **step)
    for question, accepted in (evidence or {}).items():
        Answer.objects.filter(assessment__round=round, question__code=question).update(evidence_accepted=accepted)
    out = Answer.objects.filter(assessment__round=round, question__code__in=not_applicable)
    out.update(value="", not_applicable=True, na_reason="No existe aquí.", na_accepted=True)
    scores.compute(round=round, layer=Layer.FINAL, mode=MODE_OF[Layer.FINAL], at=AT)
    return publications.publish(round=round, at=at + timedelta(minutes=1))


def make_published_round(
    answers: Mapping[Municipality, Mapping[str, int]], *, code: str, at: datetime = AT, **fields
) -> Publication:
    """A round published through its action, a minute after it was opened."""
    return publications.publish(round=make_scored_round(answers, code=code, **fields), at=at + timedelta(minutes=1))


def five_outcomes(places: list[Municipality]) -> dict[Municipality, dict[str, int]]:
    """Complete, held back by a theme, held back by a critical question, partial, and without result."""
    answers = [
        levels(3, 2, 2),  # 62,50: Avanzado
        levels(4, 3, 1),  # 77,50 with 25 in Resolver: Establecido instead of Avanzado
        {**levels(4, 4, 4), "ESC-01": 1, "ESC-02": 3},  # 85,00 with 25 in a critical question: Avanzado
        {"INF-01": 4, "INF-02": 4, "ESC-01": 2},  # 57,50, without the third theme
        {},
    ]
    return dict(zip(places, answers, strict=True))


def make_erratum(publication: Publication, place: Municipality, question: str, value: str) -> Publication:
    """A correction of one answer, a day after the publication."""
    wrong = errata.Corrected(place.divipola, question, value, not_applicable=False, evidence_accepted="")
    at = publication.published_at + timedelta(days=1)
    return errata.correct(
        round=publication.round, corrections=[wrong], reason="Se leyó mal el documento", by=make_user(), at=at
    )


def make_proposal(
    round: Round, place: Municipality, question: str, value: str, *, by: User, evidence_accepted: str = "si"
) -> ErratumProposal:
    """A correction of a published answer that waits for a second person."""
    wrong = errata.Corrected(place.divipola, question, value, False, evidence_accepted)
    return errata.propose(round=round, correction=wrong, reason="Se leyó mal el documento", by=by, at=AT)


def make_real_round(places: list[Municipality], *, code: str, seed: int) -> Publication:
    """A published round of the first real edition, with answers drawn at random; some are left out, some do not apply."""
    file = settings.BASE_DIR / "data" / "instruments" / "ip360-ga.yaml"
    version = instruments.load(content=read_instrument(file.read_text(encoding="utf-8")), at=AT)[0]
    round, draw = (
        open_any(code=code, version=version, municipalities=places, at=AT),
        Random(seed),
    )
    questions = dict(Question.objects.filter(version=version).values_list("code", "pk"))
    for assessment in round.assessments.select_related("municipality"):
        given = [q for q in version.parsed.questions if draw.random() < 0.95]
        Answer.objects.bulk_create(
            Answer(
                assessment=assessment, question_id=questions[q.code], layer=Layer.FINAL, value=_any_value(q, draw),
                evidence_accepted=draw.choice(["si", ""]), changed_at=AT,
            )
            for q in given
        )  # fmt: skip
        facts = {a.code: _any_fact(a, draw) for a in version.parsed.attributes}
        Assessment.objects.filter(pk=assessment.pk).update(
            answered_count=len(given), changed_at=AT, state=State.FINAL_READY, due_on=None, attributes=facts,
            attributes_frozen_at=AT,
        )  # fmt: skip
    return publications.publish(round=round, at=AT + timedelta(minutes=1))


def _any_value(question: spec.Question, draw: Random) -> str:
    codes = [option.code for option in question.options]
    if question.type == spec.NUMERIC:
        whole = draw.randint(1, 99)
        return f"{draw.randint(0, whole)}/{whole}" if question.numeric.is_ratio else str(whole)
    if question.type == spec.MULTI:
        return "|".join(code for code in codes if draw.random() < 0.5) or "ninguna"
    return draw.choice({spec.SCALE: list("01234"), spec.YES_NO: ["si", "no"], spec.CHOICE: codes}[question.type])


def _any_fact(attribute: spec.Attribute, draw: Random) -> str | bool | int:
    if attribute.type == "choice":
        return draw.choice(attribute.values)
    return draw.random() < 0.5 if attribute.type == "boolean" else draw.randint(0, 9)


def make_places(count: int) -> list[Municipality]:
    return [make_municipality(name=f"Lugar {n:02}", slug=f"lugar-{n:02}") for n in range(1, count + 1)]


def file_names(code: str, version: int) -> list[str]:
    """The names of the open data files of a round."""
    return Release(code, version, "", "", AT, RESOURCES, SOURCE, Publication()).file_names


def files_of(publication: Publication) -> Files:
    """The open data files of a publication, made now."""
    return registry.files_of(release_of(Publication.objects.get(pk=publication.pk)))


def write_open_data(publication: Publication) -> int:
    return actions.write(release_of(publication), at=AT)
