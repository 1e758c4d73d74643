"""Measuring: writing, sending, approving, returning, correcting; windows of a period and its lock."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from hashlib import sha256

import pytest
from django.utils import timezone

from accounts.permissions import Role
from core.models import AuditEntry
from core.process.transitions import ReasonMissing, WrongState
from core.refusals import Refusal, Stale
from files.models import DeletedFile
from followup.evidence.choices import MOST_EVIDENCE
from followup.evidence.models import FollowupEvidence
from followup.indicators.actions import approving, measurements, periods
from followup.indicators.actions.approving import MayNotApprove
from followup.indicators.actions.measurements import IsCounted, MayNotWrite, NotComplete, TooManyEvidence
from followup.indicators.actions.periods import MayNotManage, NotYet, PeriodDoesNotFit, PeriodLocked
from followup.indicators.choices import MeasurementState
from followup.indicators.models import ApprovedValue, Measurement, ReportingPeriod
from notices.models import Notification
from tests.factories.accounts import make_member, make_membership
from tests.factories.followup import make_period, make_sheet
from tests.factories.measuring import AT, PERIOD, approve, give_back, reopen, send, write
from tests.factories.works import upload

pytestmark = pytest.mark.django_db
S = MeasurementState
LINK = "https://alcaldia.example/informe.pdf"


@pytest.fixture(autouse=True)
def sheet(db):
    return make_sheet()


def noon(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T12:00-05:00")


def test_from_draft_to_public_value(cast):
    row = write(cast.here, cast.contributor, denominator=None)
    assert (row.state, row.version, row.office) == (S.DRAFT, 1, "Diligenciador/a de Aquí")
    row = send(cast.here, cast.liaison, evidence=[LINK, upload()])
    assert (row.state, row.written_by, row.sent_by) == (S.SENT, cast.liaison, cast.liaison)
    assert row.due_on is not None
    assert not FollowupEvidence.objects.public().exists()
    assert not ApprovedValue.objects.exists()
    value = approve(row, cast.reviewer)
    row.refresh_from_db()
    assert row.state == S.APPROVED
    assert (value.number, value.sheet.version, value.approved_by) == (1, 1, cast.reviewer)
    assert (value.numerator, value.denominator, value.reason) == (1148, 1256, "")
    link, file = row.evidence.order_by("pk")
    assert value.evidence == [
        {"name": LINK, "address": LINK, "sha256": sha256(LINK.encode()).hexdigest()},
        {"name": "Respuesta.docx", "address": f"/seguimiento/evidencias/{file.pk}/", "sha256": upload().sha256},
    ]
    assert link.opens_to_everybody
    assert file.opens_to_everybody
    verbs = list(AuditEntry.of(row).values_list("verb", flat=True))
    assert verbs == ["measurement.saved"] * 2 + ["measurement.sent", "measurement.approved"]


def test_everything_pressed_twice_happens_once(cast):
    for _ in range(2):
        write(cast.here, cast.liaison, seen=0, evidence=[LINK])
    for _ in range(2):
        row = send(cast.here, cast.liaison, seen=1, evidence=[LINK])
    values = {approving.approve(measurement=row, seen=2, by=cast.reviewer, at=AT).pk for _ in range(2)}
    assert len(values) == FollowupEvidence.objects.count() == 1
    for _ in range(2):
        approving.reopen(measurement=row, reason="Error.", seen=3, by=cast.reviewer, at=AT)
    send(cast.here, cast.liaison, numerator=Decimal(1149))
    for _ in range(2):
        approving.give_back(measurement=row, reason="No.", seen=6, by=cast.reviewer, at=AT)
    period = ReportingPeriod.objects.get()
    for act in (periods.lock, periods.lock, periods.unlock, periods.unlock):
        act(period=period, reason="Cierre.", by=cast.coordinator, at=AT)
    counted = [
        AuditEntry.objects.filter(verb=verb).count()
        for verb in ("measurement.saved", "measurement.sent", "measurement.approved", "measurement.reopened",
                     "measurement.returned", "period.locked", "period.unlocked")
    ]  # fmt: skip
    assert counted == [2, 2, 1, 1, 1, 1, 1]


def test_approval_pressed_again_by_another_is_refused(cast):
    row = send(cast.here, cast.liaison)
    approving.approve(measurement=row, seen=row.version, by=cast.reviewer, at=AT)
    with pytest.raises(WrongState, match="ya no espera aprobación"):
        approving.approve(measurement=row, seen=row.version, by=cast.coordinator, at=AT)


@pytest.mark.parametrize(
    ("day", "saved", "sent"),
    [("2026-06-30", False, False), ("2026-07-01", True, False), ("2026-09-29", True, False), ("2026-09-30", True, True),
     ("2026-10-30", True, True), ("2027-03-01", True, True)],
)  # fmt: skip
def test_windows_of_a_period(cast, day, saved, sent):
    """Its first day, its last one, and after it is due: late values are still taken."""
    for act, expected in ((write, saved), (send, sent)):
        if expected:
            act(cast.here, cast.liaison, at=noon(day))
        else:
            with pytest.raises(NotYet, match="2026-T3"):
                act(cast.here, cast.liaison, at=noon(day))
    assert Measurement.objects.count() == saved


def test_the_day_begins_and_ends_in_the_valley(cast):
    begins = datetime(2026, 7, 1, 5, tzinfo=UTC)
    with pytest.raises(NotYet):
        write(cast.here, cast.liaison, at=begins - timedelta(seconds=1))
    write(cast.here, cast.liaison, at=begins)


@pytest.mark.parametrize("act", ["save", "send", "approve", "give_back", "reopen"])
@pytest.mark.parametrize("state", ["before", "on", "after"])
def test_locked_period_takes_nothing_and_says_why(cast, act, state):
    row = send(cast.here, cast.liaison)
    if act == "reopen":
        approve(row, cast.reviewer)
    elif act in ("save", "send"):
        give_back(row, cast.reviewer)
    period = ReportingPeriod.objects.get()
    if state != "before":
        periods.lock(period=period, reason="Cierre del informe anual.", by=cast.coordinator, at=AT)
    if state == "after":
        periods.unlock(period=period, reason="Faltaba un municipio.", by=cast.coordinator, at=AT)
    do = {
        "save": lambda: write(cast.here, cast.liaison, note="Otra"), "send": lambda: send(cast.here, cast.liaison, note="Otra"),
        "approve": lambda: approve(row, cast.reviewer), "give_back": lambda: give_back(row, cast.reviewer),
        "reopen": lambda: reopen(row, cast.reviewer),
    }[act]  # fmt: skip
    before = Measurement.objects.values().get()
    if state == "on":
        with pytest.raises(PeriodLocked) as refusal:
            do()
        said = refusal.value.message
        assert "lunes 12 de octubre de 2026" in said
        assert "«Cierre del informe anual»" in said
        assert "Coordinación metropolitana" in said
        assert Measurement.objects.values().get() == before
    else:
        do()
        assert Measurement.objects.values().get() != before


@pytest.mark.parametrize(
    "person", ["neighbour", "approver", "reviewer", "coordinator", "admin", "advisor", "citizen", "newcomer"]
)
def test_only_who_measures_there_writes(cast, person):
    for act in (write, send):
        with pytest.raises(MayNotWrite):
            act(cast.here, cast.person(person))
    assert not Measurement.objects.exists()


@pytest.mark.parametrize("person", ["contributor", "liaison", "approver", "neighbour", "admin", "advisor", "citizen"])
def test_only_who_approves_decides(cast, person):
    row, by = send(cast.here, cast.liaison), cast.person(person)
    for act in (approve, give_back, reopen):
        with pytest.raises(MayNotApprove):
            act(row, by)
    for act in (periods.lock, periods.unlock):
        with pytest.raises(MayNotManage):
            act(period=row.period, reason="Sí", by=by, at=AT)


@pytest.mark.parametrize("part", ["wrote first", "wrote last", "sent"])
def test_nobody_decides_what_they_wrote_or_sent(cast, part):
    both = make_member(Role.REVIEWER)
    make_membership(Role.LIAISON, cast.here, user=both)
    write(cast.here, both if part == "wrote first" else cast.liaison)
    write(cast.here, both if part == "wrote last" else cast.liaison, note="Otra")
    row = send(cast.here, both if part == "sent" else cast.liaison, note="Otra")
    for act in (approve, give_back):
        with pytest.raises(MayNotApprove, match="la decide otra persona"):
            act(row, both)
    approve(row, cast.reviewer)
    reopen(row, both)
    send(cast.here, cast.liaison, note="Corregida por la alcaldía")
    approve(row, both)  # the correction is not theirs


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"numerator": None}, "numerator", "Escriba el numerador"),
        ({"denominator": None}, "denominator", "Si no hubo casos, escriba 0"),
        ({"denominator": Decimal(0), "numerator": Decimal(0), "note": " "}, "note", "no aplica este periodo"),
        ({"denominator": Decimal(0)}, "numerator", "también es 0"),
        ({"numerator": Decimal(1257)}, "numerator", "va de 0 a 100\u202f%"),
    ],
)
def test_what_is_sent_is_whole(cast, changes, field, words):
    write(cast.here, cast.liaison, **changes)  # a draft keeps it
    with pytest.raises(NotComplete) as refusal:
        send(cast.here, cast.liaison, **changes)
    assert words in refusal.value.fields[field][0]
    assert Measurement.objects.get().state == S.DRAFT


def test_zero_is_not_empty(cast):
    row = send(cast.here, cast.liaison, numerator=Decimal(0))
    assert approve(row, cast.reviewer).numerator == 0
    row = send(cast.there, cast.neighbour, numerator=Decimal(0), denominator=Decimal(0), note="No venció ninguna.")
    assert approve(row, cast.reviewer).denominator == 0


def test_more_than_all_is_fine_where_the_sheet_has_no_bounds(cast):
    make_sheet(code="IND-09", low=None, high=None, every="year")
    row = send(cast.here, cast.liaison, code="IND-09", period="2025", numerator=Decimal(20), denominator=Decimal(10))
    assert row.state == S.SENT


@pytest.mark.parametrize(
    "number",
    [
        Decimal(-1),
        Decimal("0.1234567"),
        Decimal(10) ** 15,
        Decimal("1234567890.123456"),
        Decimal("NaN"),
        Decimal("Infinity"),
    ],
)
def test_a_number_that_would_change_is_refused(cast, number):
    for name in ("numerator", "denominator"):
        with pytest.raises(NotComplete) as refusal:
            write(cast.here, cast.liaison, **{name: number})
        assert list(refusal.value.fields) == [name]
    assert not Measurement.objects.exists()


def test_largest_and_smallest_numbers_are_kept_as_they_are(cast):
    largest = Decimal("999999999999999")
    write(cast.here, cast.liaison, numerator=Decimal("0.000001"), denominator=largest)
    row = Measurement.objects.get()
    assert (row.numerator, row.denominator) == (Decimal("0.000001"), largest)
    write(cast.here, cast.liaison, numerator=Decimal("123456789.123456"))
    row.refresh_from_db()
    assert row.numerator == Decimal("123456789.123456")


def test_denominator_only_where_the_sheet_has_one(cast):
    make_sheet(code="IND-04", unit="días", factor=1, has_denominator=False, over_time="último valor",
               over_municipalities="ninguno", high=Decimal(250))  # fmt: skip
    with pytest.raises(NotComplete, match="Revise"):
        write(cast.here, cast.liaison, code="IND-04")
    row = send(cast.here, cast.liaison, code="IND-04", numerator=Decimal("7.5"), denominator=None)
    assert approve(row, cast.reviewer).denominator is None


@pytest.mark.parametrize("period", ["2026", "2026-S1", "2026-T5", "2026-T", "T3", "ciclo", ""])
def test_period_must_be_one_of_the_sheet(cast, period):
    with pytest.raises(PeriodDoesNotFit):
        write(cast.here, cast.liaison, period=period)
    assert not Measurement.objects.exists()


def test_periods_are_made_once():
    assert periods.period_of("2026-S1") == periods.period_of("2026-S1")
    row = periods.period_of("2026")
    assert (row.every, str(row.starts_on), str(row.ends_on)) == ("year", "2026-01-01", "2026-12-31")
    with pytest.raises(PeriodDoesNotFit):
        periods.period_of("2026", make_sheet(code="IND-02", every="cycle", over_time="último valor"), or_year=True)


def test_what_the_portal_counts_is_not_typed(cast):
    make_sheet(code="IND-21")
    with pytest.raises(IsCounted):
        write(cast.here, cast.liaison, code="IND-21")
    make_sheet(code="IND-19")  # the portal does not know the staff
    write(cast.here, cast.liaison, code="IND-19")


def test_two_windows_lose_nothing(cast):
    write(cast.here, cast.contributor)
    with pytest.raises(Stale):
        write(cast.here, cast.liaison, seen=0, note="Otra nota")
    assert Measurement.objects.get().written_by == cast.contributor
    row = send(cast.here, cast.liaison)
    with pytest.raises(Stale):
        approving.approve(measurement=row, seen=row.version - 1, by=cast.reviewer, at=AT)


def test_states_in_which_nothing_is_written(cast):
    row = send(cast.here, cast.liaison)
    for act in (write, send):
        with pytest.raises(WrongState, match="espera aprobación"):
            act(cast.here, cast.liaison, note="Otra")
    with pytest.raises(WrongState):
        reopen(row, cast.reviewer)
    approve(row, cast.reviewer)
    for act in (approve, give_back):
        with pytest.raises(WrongState):
            act(row, cast.coordinator)
    with pytest.raises(WrongState, match="aprobada"):
        write(cast.here, cast.liaison, note="Otra")


@pytest.mark.parametrize("act", [give_back, reopen])
def test_reason_is_needed(cast, act):
    row = send(cast.here, cast.liaison)
    with pytest.raises(ReasonMissing):
        act(row, cast.reviewer, reason="  ")
    with pytest.raises(ReasonMissing):
        periods.lock(period=row.period, reason=" ", by=cast.coordinator, at=AT)


def test_correction_is_the_next_number_with_its_reason_and_the_old_one_is_read_until_then(cast):
    row = send(cast.here, cast.liaison)
    first = approve(row, cast.reviewer)
    reopen(row, cast.coordinator, reason="Se contó dos veces una solicitud.")
    for step in (write, send):
        step(cast.here, cast.liaison, numerator=Decimal(1147))
        assert list(ApprovedValue.objects.in_force()) == [first]
    give_back(row, cast.reviewer, reason="Falta decir cuál.")
    send(cast.here, cast.liaison, numerator=Decimal(1147), note="La 4411")
    make_sheet(version=2, limits="Otros")
    second = approve(row, cast.reviewer)
    assert (second.number, second.reason, second.sheet.version) == (2, "Se contó dos veces una solicitud.", 2)
    assert list(ApprovedValue.objects.in_force()) == [second]
    assert ApprovedValue.objects.get(number=1).numerator == 1148


def test_evidence_up_to_its_number_and_what_was_public_stays(cast):
    row = write(cast.here, cast.liaison, evidence=[f"{LINK}?{n}" for n in range(MOST_EVIDENCE - 1)] + [upload()])
    with pytest.raises(TooManyEvidence):
        write(cast.here, cast.liaison, evidence=[LINK])
    file = row.evidence.get(url=None)
    write(cast.here, cast.liaison, without=file.pk)
    assert not FollowupEvidence.objects.filter(pk=file.pk).exists()
    assert DeletedFile.objects.filter(name=file.file.name).exists()
    send(cast.here, cast.liaison)
    value = approve(row, cast.reviewer)
    reopen(row, cast.reviewer)
    public = row.evidence.first()
    write(cast.here, cast.liaison, without=public.pk)
    assert row.evidence.count() == MOST_EVIDENCE - 2
    assert FollowupEvidence.objects.get(pk=public.pk).opens_to_everybody
    assert len(value.evidence) == MOST_EVIDENCE - 1


def test_evidence_of_another_measurement_is_not_taken_out(cast):
    other = write(cast.there, cast.neighbour, evidence=[LINK]).evidence.get()
    write(cast.here, cast.liaison)
    write(cast.here, cast.liaison, without=other.pk)
    assert FollowupEvidence.objects.filter(pk=other.pk).exists()


def test_who_is_told(cast):
    row = send(cast.here, cast.liaison)
    assert {one.user for one in Notification.objects.all()} == {cast.reviewer, cast.coordinator}
    told = Notification.objects.first()
    assert told.title == "Una medición de Aquí espera aprobación"
    assert "IND-03 PQRSD respondidas en término, julio a septiembre de 2026" in told.body
    Notification.objects.all().delete()
    give_back(row, cast.reviewer, reason="Falta el informe.")
    told = Notification.objects.get()
    assert (told.user, told.title) == (cast.liaison, "Se devolvió una medición de Aquí")
    assert "Falta el informe." in told.body


def test_visible_to(cast):
    draft, sent = write(cast.here, cast.liaison), send(cast.there, cast.neighbour)
    seen = {
        name: set(Measurement.objects.visible_to(cast.person(name)))
        for name in ("contributor", "liaison", "approver", "neighbour", "reviewer", "coordinator", "admin", "citizen")
    }
    assert seen == {
        "contributor": {draft}, "liaison": {draft}, "approver": set(), "neighbour": {sent}, "reviewer": {sent},
        "coordinator": {sent}, "admin": set(), "citizen": set(),
    }  # fmt: skip


def test_nothing_is_half_done(cast, monkeypatch):
    """The bytes come last: a disk that fails leaves no row."""
    monkeypatch.setattr(measurements, "_store", lambda added: (_ for _ in ()).throw(Refusal("No se guardó.")))
    with pytest.raises(Refusal, match="No se guardó"):
        send(cast.here, cast.liaison, evidence=[upload()])
    assert not Measurement.objects.exists()
    assert not FollowupEvidence.objects.exists()
    assert not Notification.objects.exists()


def test_lock_of_another_is_named(cast):
    period = make_period(PERIOD)
    periods.lock(period=period, reason="Uno", by=cast.coordinator, at=AT)
    with pytest.raises(PeriodLocked, match="«Uno»"):
        periods.lock(period=period, reason="Dos", by=make_member(Role.COORDINATOR), at=timezone.now())
