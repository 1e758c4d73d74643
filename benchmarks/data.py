"""The portal with N municipalities: random answers written in bulk, then processed by the real actions.

Three rounds of the first edition: two published ones, so that pages can compare, and an open one in progress.
"""

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from django.core.cache import cache
from django.core.management import call_command
from django.db import connection

from accounts.models import Membership, User
from accounts.permissions import Role
from benchmarks.agendas import fill_agenda
from diagnostics.assessments.actions import rounds, scores
from diagnostics.assessments.choices import Layer, Mode, State
from diagnostics.assessments.models import Answer, Assessment, Evidence, EvidenceUse, MunicipalScore, Round
from diagnostics.instruments.actions import instruments
from diagnostics.instruments.loaders.instrument import read_instrument
from diagnostics.instruments.models import InstrumentVersion
from diagnostics.instruments.models import Question as QuestionRow
from diagnostics.results.actions import publications
from diagnostics.scoring.instrument import CHOICE, MULTI, SCALE, YES_NO, Question
from territory.models import Municipality

ROOT = Path(__file__).resolve().parent.parent
EDITION = ROOT / "data" / "instruments" / "ip360-ga.yaml"
AT = datetime(2027, 3, 3, 15, 0, tzinfo=UTC)
BATCH = 5000
LINK = "https://www.ejemplo.gov.co/transparencia/documentos/2027/municipio-{}/evidencia-de-la-pregunta-{}.pdf"
ALL_LAYERS = [Layer.SELF_ASSESSED, Layer.REVIEWED, Layer.FINAL]


@dataclass(frozen=True)
class Portal:
    """Fixtures of the measurements: the rounds, an assessment in progress, and its users."""

    published: Round
    open: Round
    assessment: Assessment
    official: User
    coordinator: User
    slugs: list[str]  # municipalities with a complete result in both published rounds


def fill(number: int) -> Portal:
    """Flush the throw-away database and fill it for `number` municipalities. Deterministic by number."""
    call_command("flush", interactive=False, verbosity=0)
    cache.clear()
    chance = random.Random(number)
    version, _ = instruments.load(content=read_instrument(EDITION.read_text(encoding="utf-8")), at=AT)
    places = Municipality.objects.bulk_create(_place(n, chance) for n in range(number))
    _publish("antes", version, places, [Layer.FINAL], chance)
    published = _publish("ahora", version, places, ALL_LAYERS, chance)
    closes_on = date(2028, 6, 30)
    opened = rounds.open_round(code="abierto", version=version, municipalities=places, at=AT, closes_on=closes_on)
    never = date(2037, 6, 30)  # overdue, whenever the benchmark runs; no round is opened so far ahead
    Round.objects.filter(pk=opened.pk).update(closes_on=never)
    opened.assessments.update(due_on=never)
    opened.refresh_from_db()
    _answer(opened, [Layer.SELF_ASSESSED], chance)
    _move(opened, State.SELF_ASSESSMENT)
    scores.compute(round=opened, layer=Layer.SELF_ASSESSED, mode=Mode.PROVISIONAL, at=AT)
    fill_agenda(places)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # query plans as in production, not as for a table just written
    place = places[number // 2]
    return Portal(
        published=published,
        open=opened,
        assessment=Assessment.objects.with_context().get(round=opened, municipality=place),
        official=_person("enlace@alcaldia.example", Role.LIAISON, place),
        coordinator=_person("coordinacion@area.example", Role.COORDINATOR, None),
        slugs=_complete(),
    )


def _complete() -> list[str]:
    """Partial results are excluded: their pages show less and run fewer queries, so sizes would not be comparable."""
    partial = MunicipalScore.objects.filter(run__publication__isnull=False, partial=True)
    slugs = Municipality.objects.exclude(scores__in=partial).in_river_order().values_list("slug", flat=True)
    return list(slugs)


def _place(n: int, chance: random.Random) -> Municipality:
    facts = {
        "ley617_category": chance.choice(["ESP", "1", "2", "3", "4", "5", "6"]),
        "has_corregimientos": chance.choice(["si", "no"]),
        "has_decentralised_entities": chance.choice(["si", "no"]),
        "has_participation_council": chance.choice(["si", "no"]),
        "uses_automated_decision_systems": chance.choice(["si", "no"]),
        "previous_cycle_commitments": str(chance.randrange(12)),
        "map_row": str(n // 20),
        "map_column": str(n % 20),
    }
    name = f"Municipio de prueba {n:04}"
    return Municipality(
        divipola=f"{n:05}", name=name, slug=f"municipio-{n:04}", sort_key=name.casefold(), order=n + 1, facts=facts
    )


def _person(email: str, role: Role, place: Municipality | None) -> User:
    user = User.objects.create_user(email, name="Persona de prueba")
    Membership.objects.create(user=user, role=role, municipality=place)
    return user


def _publish(code: str, version: InstrumentVersion, places: list, layers: list[Layer], chance: random.Random) -> Round:
    round = rounds.open_round(code=code, version=version, municipalities=places, at=AT)
    _answer(round, layers, chance)
    _move(round, State.FINAL_READY)
    return publications.publish(round=round, at=AT).round


def _move(round: Round, state: State) -> None:
    applicable = len(round.version.parsed.questions)
    counts = {"applicable_count": applicable, "answered_count": applicable - 2, "unproven_count": 3}
    Assessment.objects.filter(round=round).update(state=state, changed_at=AT, **counts)


def _answer(round: Round, layers: list[Layer], chance: random.Random) -> None:
    """Write an answer to about 97 % of the questions of every municipality, the same in each layer, each with a link."""
    ids = dict(QuestionRow.objects.filter(version=round.version).values_list("code", "pk"))
    for assessment in list(Assessment.objects.filter(round=round)):
        rows = []
        for question in round.version.parsed.questions:
            if chance.random() < 0.03:
                continue
            na = question.na_allowed and chance.random() < 0.1
            value = "" if na else value_of(question, chance)
            rows += [_row(assessment, ids[question.code], layer, value, na) for layer in layers]
        rows = Answer.objects.bulk_create(rows, batch_size=BATCH)
        _link(assessment, [row for row in rows if row.layer == Layer.SELF_ASSESSED and row.value])


def _row(assessment: Assessment, question: int, layer: Layer, value: str, na: bool) -> Answer:
    own = layer == Layer.SELF_ASSESSED
    return Answer(
        assessment=assessment, question_id=question, layer=layer, value=value, not_applicable=na,
        na_reason="No hay lo que la pregunta supone: la función la presta otra entidad." if na else "",
        na_accepted=na and not own, evidence_accepted="si" if value and not own else "", changed_at=AT,
    )  # fmt: skip


def _link(assessment: Assessment, rows: list[Answer]) -> None:
    proofs = Evidence.objects.bulk_create(
        Evidence(assessment=assessment, url=LINK.format(assessment.municipality_id, n), added_at=AT)
        for n, _ in enumerate(rows)
    )
    EvidenceUse.objects.bulk_create(
        EvidenceUse(answer=row, evidence=proof) for row, proof in zip(rows, proofs, strict=True)
    )


def value_of(question: Question, chance: random.Random) -> str:
    """Return a random valid value; ratios hardly ever repeat, as in real data."""
    if question.type == SCALE:
        return str(chance.randrange(5))
    if question.type == YES_NO:
        return chance.choice(["si", "no"])
    if question.type == CHOICE:
        return chance.choice(question.options).code
    if question.type == MULTI:
        chosen = [o.code for o in question.options if chance.random() < 0.6]
        return "|".join(chosen) or "ninguna"
    whole = chance.randrange(50, 5000)
    assert question.numeric is not None
    return f"{chance.randrange(whole + 1)}/{whole}" if question.numeric.is_ratio else str(whole)
