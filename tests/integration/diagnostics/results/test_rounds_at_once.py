"""Two decisions about rounds at the same moment, on PostgreSQL: one comes first, and the other is told."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from core.models import AuditEntry
from core.refusals import Refusal
from diagnostics.assessments.actions import round_changes
from diagnostics.assessments.actions.rounds import open_round
from diagnostics.assessments.choices import RoundStatus
from diagnostics.assessments.models import Answer, Round
from tests.factories.diagnostics import make_version, typed
from tests.integration.diagnostics.assessments.test_concurrency import at_once, posting

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
TURNS = range(3)  # without its lock a race is still won by luck now and then


def opening(code: str, place, version):
    """A press that opens a round; returns why not, or ""."""
    first = timezone.localdate() + timedelta(days=7)

    def press() -> str:
        try:
            open_round(
                code=code, version=version, municipalities=[place], at=timezone.now(), opens_on=first,
                closes_on=first + timedelta(days=20),
            )  # fmt: skip
        except Refusal as refusal:
            return refusal.message
        return ""

    return press


@pytest.mark.parametrize("turn", TURNS)
def test_two_openings_of_one_code(cast, turn):
    version = make_version()
    said = sorted(at_once(opening("2027-1", cast.here, version), opening("2027-1", cast.there, version)))
    assert said == ["", "Ya existe un ciclo con el código 2027-1."]
    assert Round.objects.count() == AuditEntry.objects.filter(verb="round.opened").count() == 1


@pytest.mark.parametrize("turn", TURNS)
def test_two_openings_for_one_municipality_in_the_same_days(cast, turn):
    version = make_version()
    said = sorted(at_once(opening("uno", cast.here, version), opening("dos", cast.here, version)))
    assert said[0] == ""
    assert said[1].startswith("Aquí ya está en «Ciclo ")
    assert Round.objects.count() == 1


def redating(round: Round, opens_on: date, closes_on: date, by):
    """A press that gives a round other days; returns why not, or ""."""

    def press() -> str:
        try:
            round_changes.redate(
                round=round, opens_on=opens_on, closes_on=closes_on, cutoff_on=None, reason="Elecciones", by=by,
                at=timezone.now(),
            )  # fmt: skip
        except Refusal as refusal:
            return refusal.message
        return ""

    return press


@pytest.mark.parametrize("turn", TURNS)
def test_two_rounds_of_one_municipality_that_move_into_each_other(cast, turn):
    version, today = make_version(), timezone.localdate()
    rounds = [
        open_round(
            code=code, version=version, municipalities=[cast.here], at=timezone.now(),
            opens_on=today + timedelta(days=start), closes_on=today + timedelta(days=start + 20),
        )
        for code, start in (("uno", 10), ("dos", 100))
    ]  # fmt: skip
    opens_on, closes_on = today + timedelta(days=50), today + timedelta(days=70)
    said = sorted(at_once(*(redating(round, opens_on, closes_on, cast.coordinator) for round in rounds)))
    assert said[0] == ""
    assert said[1].startswith("Aquí ya está en «Ciclo ")


@pytest.mark.parametrize("turn", TURNS)
def test_opening_and_a_round_that_moves_into_its_days(cast, turn):
    version, today = make_version(), timezone.localdate()
    round = open_round(
        code="uno", version=version, municipalities=[cast.here], at=timezone.now(),
        opens_on=today + timedelta(days=100), closes_on=today + timedelta(days=120),
    )  # fmt: skip
    days = (today + timedelta(days=8), today + timedelta(days=25))
    said = sorted(at_once(redating(round, *days, cast.coordinator), opening("dos", cast.here, version)))
    assert said[0] == ""
    assert said[1].startswith("Aquí ya está en «Ciclo ")


@pytest.mark.parametrize("turn", TURNS)
def test_answer_and_cancellation(cast, assessment, browser_of, turn):
    """Whatever comes first, nothing is written after the cancellation, and nobody gets an error of the server."""
    save = posting(browser_of(cast.liaison), "/diagnostico/ciclo/aqui/respuestas/A-01/", typed("A-01", value="4"))
    cancel = posting(browser_of(cast.coordinator), "/ciclos/ciclo/cancelar/", {"reason": "Cambió la ley"})
    saved, cancelled = at_once(save, cancel)
    assert cancelled.status_code == 302
    assert Round.objects.get().status == RoundStatus.CANCELLED
    entry = AuditEntry.objects.get(verb="round.cancelled")
    begun = AuditEntry.objects.filter(verb="assessment.begun").first()
    assert Answer.objects.exists() == (begun is not None) == (saved.status_code == 200)
    assert begun is None or begun.pk < entry.pk


@pytest.mark.parametrize("turn", TURNS)
def test_two_changes_of_days(cast, assessment, turn):
    def press(closes_on: date):
        return lambda: round_changes.redate(
            round=assessment.round, opens_on=None, closes_on=closes_on, cutoff_on=None, reason="Elecciones",
            by=cast.coordinator, at=timezone.now(),
        )  # fmt: skip

    first = timezone.localdate() + timedelta(days=20)
    at_once(press(first), press(first + timedelta(days=5)))
    round = Round.objects.get()
    assert set(round.assessments.values_list("due_on", flat=True)) == {round.closes_on}
    last = AuditEntry.objects.filter(verb="round.redated").order_by("pk").last()
    assert last.data["closes_on"][1] == round.closes_on.isoformat()
