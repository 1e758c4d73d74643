"""The demonstration of follow-up: every state and every light occurs, all of it says that it is invented, and it is made once."""

import json
import subprocess
import sys
from collections import Counter
from time import process_time

import pytest
from django.core import mail
from django.utils import timezone

from accounts.permissions import Role
from core.models import AuditEntry
from followup.commitments.choices import State
from followup.commitments.models import ChangeRequest, Commitment, Lowering, SecondReading
from followup.commitments.queries.public import public_commitments
from followup.indicators.actions.counting import count_all
from followup.indicators.choices import MeasurementState
from followup.indicators.models import ApprovedValue, Measurement, ReportingPeriod, Target
from followup.indicators.queries.lights import lights_of
from followup.indicators.queries.series import series_in_force
from followup.pages.actions.demonstration import seed
from followup.pages.exports.script import script
from followup.pages.presenters.series_files import document_of
from followup.rules.lights import Light
from followup.rules.states import Why, standing
from followup.sightings.choices import SightingState
from followup.sightings.models import Sighting
from tests.factories.accounts import make_member
from tests.factories.territory import make_municipality

pytestmark = pytest.mark.django_db
PLACES = ("05079", "05308", "05212", "05088", "05001", "05360", "05266", "05631", "05380", "05129")


@pytest.fixture
def people():
    """The roles of the demonstration, in a portal without rounds or agendas; the municipal ones in the third municipality."""
    places = [make_municipality(divipola=code, order=number) for number, code in enumerate(PLACES, start=1)]
    return {role: make_member(role, places[2] if role.is_municipal else None) for role in Role}


def test_every_state_and_every_light_occurs_and_the_program_agrees(people, tmp_path):
    began = process_time()
    seed(people=people, at=timezone.now())
    assert process_time() - began < 8
    today, found = timezone.localdate(), series_in_force()
    lit = list(lights_of(found, today))
    assert {one.light for one in lit} == set(Light)
    whole = [one.whole for one in lit if one.whole is not None]
    assert any(one.counted == one.of == 10 for one in whole)
    assert any(one.reading.light == Light.LITTLE_COVERAGE for one in whole)
    rows = list(Commitment.objects.with_parts())
    standings = [standing(row.rules, today) for row in rows]
    assert {one.state.value for one in standings} == set(State.values)
    assert Why.ENDED_DONE in {one.why for one in standings}  # waits for its second reading
    assert Why.LOWERED in {one.why for one in standings}
    assert_the_program_agrees(document_of(found, today, "", {}), tmp_path)


def assert_the_program_agrees(document, folder) -> None:
    program, data = folder / "recalcular.py", folder / "indicador.json"
    program.write_bytes(script())
    data.write_text(json.dumps(document))
    done = subprocess.run([sys.executable, "-I", program, data], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert "no coinciden 0" in done.stdout


def test_there_is_work_for_every_role(people):
    seed(people=people, at=timezone.now())
    assert Counter(Measurement.objects.exclude(state="aprobada").values_list("state", flat=True)) == {
        MeasurementState.SENT: 3, MeasurementState.RETURNED: 1, MeasurementState.DRAFT: 1,
    }  # fmt: skip
    assert ReportingPeriod.objects.filter(locked_at__isnull=False).count() == 1
    assert ApprovedValue.objects.filter(number=2).exclude(reason="").count() == 1
    assert ChangeRequest.objects.filter(is_granted=True).count() == 1
    assert ChangeRequest.objects.filter(decided_at=None).count() == 1
    assert Lowering.objects.filter(lifted_on=None).count() == 1
    assert SecondReading.objects.count() == 2
    assert set(Sighting.objects.values_list("state", flat=True)) == {
        SightingState.IN_MODERATION, SightingState.PUBLISHED, SightingState.ANSWERED,
    }  # fmt: skip
    drafts = Commitment.objects.exclude(pk__in=public_commitments())
    assert [row.accepted_on for row in drafts] == [None], "what was only proposed in the portal"


def test_all_of_it_is_of_demonstration_and_the_second_time_changes_nothing(people):
    at = timezone.now()
    seed(people=people, at=at)
    for model in (Measurement, Target, Commitment):
        assert not model.objects.filter(is_demo=False).exists(), model
    assert not AuditEntry.objects.filter(at__gt=at).exists()
    before = AuditEntry.objects.count(), ApprovedValue.objects.count(), len(mail.outbox)
    seed(people=people, at=timezone.now())
    assert (AuditEntry.objects.count(), ApprovedValue.objects.count(), len(mail.outbox)) == before
    counted = ApprovedValue.objects.exclude(run=None)
    assert set(counted.values_list("measurement__indicator__code", flat=True)) == {"IND-20", "IND-21", "IND-22"}
    assert count_all(at=timezone.now()) == 0  # the night after finds nothing real to count
    assert not Measurement.objects.filter(is_demo=False).exists()


def test_the_same_day_makes_the_same_numbers(people):
    at = timezone.now()
    seed(people=people, at=at)
    first = sorted(ApprovedValue.objects.values_list("measurement__indicator__code", "numerator", "denominator"))
    made = len(first)
    assert made > 500
    assert len(set(first)) > made / 4  # they are not all alike
    from followup.pages.actions.demo_series import _places, _Series

    sheet = next(one.rules for one in series_in_force(["IND-03"]))
    again = [_Series(sheet, number, place, at).rows for number, place in enumerate(_places())]
    kept = {
        (one.measurement.municipality_id, one.measurement.period.code): (one.numerator, one.denominator)
        for one in ApprovedValue.objects.filter(number=1, measurement__indicator__code="IND-03").select_related(
            "measurement__period"
        )
    }
    assert kept == {
        (place.pk, row.period.code): (row.numerator, row.denominator)
        for place, rows in zip(_places(), again, strict=True)
        for row in rows
    }


@pytest.mark.django_db(transaction=True)
def test_commitments_are_born_from_a_gap_and_from_an_agreement_of_the_demonstration(demo):
    counted = ApprovedValue.objects.exclude(run=None)
    assert set(counted.values_list("measurement__indicator__code", "measurement__is_demo").distinct()) == {
        (f"IND-{number}", True) for number in ("01", "02", "20", "21", "22")
    }  # fmt: skip
    assert counted.exclude(run__inputs=[]).filter(measurement__indicator__code="IND-21").exists()  # of its own agenda
    origins = set(Commitment.objects.exclude(origin=None).values_list("origin__process", "origin__key"))
    assert origins == {("demo-1", "PAR-08"), ("DEMO-AG-0", "AC-01")}
