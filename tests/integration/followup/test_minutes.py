"""Minutes of a follow-up session: rows of the board, decisions with office and date, closed for good, and their PDF."""

import io
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone
from pypdf import PdfReader

from core.models import AuditEntry
from core.refusals import Refusal, Stale
from followup.minutes import actions, queries
from followup.minutes.actions import IsClosed, MayNot
from followup.minutes.choices import Section
from followup.minutes.models import Minutes, MinutesRow
from followup.minutes.presenters import rows_of
from followup.pages.queries.board import board
from tests.factories.followup import make_approved, make_commitment, make_sheet
from tests.factories.measuring import send
from tests.factories.minutes import OFFICES, begun, close, said

pytestmark = pytest.mark.django_db
LIST, START, DRAFT = "/seguimiento/actas/", "/seguimiento/actas/nueva/", "/seguimiento/actas/borrador/"


@pytest.fixture
def at():
    return timezone.now()


@pytest.fixture
def waiting(cast):
    """A commitment that ended without a reason, a measurement to approve, and a municipality with overdue data."""
    sheet, today = make_sheet(), timezone.localdate()
    end = today - timedelta(3)
    make_commitment(
        cast.here, code="CO-LATE", start=end - timedelta(90), end=end, accepted_on=end - timedelta(95), milestones=[(end, None)]
    )  # fmt: skip
    make_approved(sheet, cast.there, "2025-T1", 9, 10)
    return send(cast.here, cast.liaison)


def gather(minutes, cast, at, *codes: str) -> None:
    rows, what = rows_of(board(), timezone.localdate(at)), said(minutes, at, *codes)
    minutes.refresh_from_db()
    actions.gather(
        minutes=minutes, said=what, seen=minutes.version, rows=rows, is_demo=False, by=cast.coordinator, at=at
    )


def test_the_rows_are_those_of_the_board(cast, waiting, at):
    rows = begun(cast.coordinator, at).rows.values_list("section", "code", "title", "mark")
    assert list(rows) == [
        (Section.WAITING, "CO-LATE", "Pedir la razón pública a Aquí", "No cumplido"),
        (Section.WAITING, "IND-03", "Aprobar el dato de Aquí, julio a septiembre de 2026", "Espera aprobación"),
        (Section.LATE, "CO-LATE", "Contar qué pasó con los aportes", "No cumplido"),
        (Section.MISSING, "", "Allá", ""),
        (Section.MISSING, "", "Aquí", ""),
    ]


def test_there_is_one_draft_at_a_time(cast, waiting, at):
    assert begun(cast.coordinator, at) == begun(cast.coordinator, at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Minutes.objects.create(held_on=timezone.localdate(at), gathered_at=at, made_by=cast.coordinator)


def test_closing_numbers_it_and_nothing_changes_any_more(cast, waiting, at):
    one = close(begun(cast.coordinator, at), cast.coordinator, at, "CO-LATE")
    assert (one.number, one.is_closed, one.closed_by, one.offices) == (1, True, cast.coordinator, OFFICES)
    assert one.rows.exclude(decision="").count() == 2
    for act in (lambda: close(one, cast.coordinator, at), lambda: gather(one, cast, at)):
        with pytest.raises(IsClosed):
            act()
    for change in (
        lambda: Minutes.objects.filter(pk=one.pk).update(attendees="Otra"),
        lambda: one.rows.update(decision="Otra", office="Otra", due_on=timezone.localdate()),
        lambda: MinutesRow.objects.create(
            minutes=one, section=Section.LATE, position=9, address="/x/", title="Una más", about=""
        ),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert close(begun(cast.coordinator, at), cast.coordinator, at).number == 2
    assert set(AuditEntry.objects.filter(target_type="minutes.minutes").values_list("verb", flat=True)) == {
        "minutes.drafted", "minutes.saved", "minutes.closed",
    }  # fmt: skip


@pytest.mark.parametrize(
    "wrong",
    [
        {"decision": "Algo"}, {"office": "Oficina"}, {"due_on": "2026-12-01"}, {"decision": "Algo", "office": "Oficina"},
        {"title": ""}, {"section": "otra"},
    ],
)  # fmt: skip
def test_the_database_keeps_decisions_whole(cast, waiting, at, wrong):
    row = begun(cast.coordinator, at).rows.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        MinutesRow.objects.filter(pk=row.pk).update(**wrong)


def test_the_database_refuses_a_closed_one_that_nobody_attended(cast, waiting, at):
    one = begun(cast.coordinator, at)
    closed = {"state": "cerrada", "number": 1, "closed_at": at, "closed_by": cast.coordinator, "office": "Coordinación"}
    for wrong in (closed, closed | {"attendees": "TIC", "number": None}, {"number": 3}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Minutes.objects.filter(pk=one.pk).update(**wrong)


def test_closing_waits_for_who_attended_and_for_the_day(cast, waiting, at):
    one = begun(cast.coordinator, at)
    with pytest.raises(Refusal, match="qué dependencias"):
        close(one, cast.coordinator, at, attendees=[])
    what = said(one, at + timedelta(days=1))
    with pytest.raises(Refusal, match="todavía no ha sido"):
        actions.close(minutes=one, said=what, seen=one.version, by=cast.coordinator, at=at)
    assert not queries.closed().exists()


def test_gathering_again_keeps_what_was_decided(cast, waiting, at):
    one = begun(cast.coordinator, at)
    known = dict(one.rows.values_list("address", "pk"))
    waiting.refresh_from_db()
    waiting.state = "devuelta"
    waiting.reason = "Falta el informe."
    waiting.save()
    make_commitment(None, code="CO-NEW", milestones=[(timezone.localdate() - timedelta(1), None)])
    gather(one, cast, at, "IND-03")
    rows = list(one.rows.all())
    assert [row.code for row in rows] == ["CO-LATE", "CO-LATE", "CO-NEW", "", "", "IND-03"]
    assert rows[-1].decision == "Pedir la razón"
    assert {row.address: row.pk for row in rows if row.code != "CO-NEW"} == known, "who is writing finds the same rows"


def test_what_was_seen_must_be_what_stands(cast, waiting, at):
    one = begun(cast.coordinator, at)
    seen = one.version
    gather(one, cast, at)
    with pytest.raises(Stale):
        actions.save(minutes=one, said=said(one, at), seen=seen, by=cast.coordinator, at=at)


def test_only_coordination_writes(cast, waiting, at):
    one = begun(cast.coordinator, at)
    for act in (
        lambda: actions.start(rows=[], is_demo=False, by=cast.reviewer, at=at),
        lambda: actions.save(minutes=one, said=said(one, at), seen=1, by=cast.reviewer, at=at),
    ):
        with pytest.raises(MayNot):
            act()


def fields(minutes, **changes):
    return {
        "seen": minutes.version,
        "held_on": timezone.localdate().isoformat(),
        "attendees": "\n".join(OFFICES),
    } | changes


def test_from_the_board_to_the_pdf(cast, browser_of, waiting):
    browser = browser_of(cast.coordinator)
    assert f'href="{LIST}">Actas' in browser.get("/seguimiento/").content.decode()
    assert browser.get(DRAFT, follow=True).redirect_chain == [(LIST, 302)]
    assert browser.post(START).headers["Location"] == DRAFT
    one = queries.draft()
    row = one.rows.first()
    half = browser.post(DRAFT, fields(one, **{f"decision-{row.pk}": "Pedir la razón"}))
    assert half.status_code == 422
    assert "Escriba quién responde." in half.content.decode()
    whole = {
        f"decision-{row.pk}": "Pedir la razón antes de junio", f"office-{row.pk}": "Oficina TIC",
        f"due_on-{row.pk}": "2027-01-15",
    }  # fmt: skip
    assert browser.post(DRAFT, fields(one, op="traer", **whole)).headers["Location"] == DRAFT
    stale = browser.post(DRAFT, fields(one, op="cerrar", **whole))
    assert stale.status_code == 409
    assert "Pedir la razón antes de junio" in stale.content.decode()
    one.refresh_from_db()
    assert browser.post(DRAFT, fields(one, op="cerrar", attendees="", **whole)).status_code == 422
    assert browser.post(DRAFT, fields(one, op="cerrar", **whole)).headers["Location"] == f"{LIST}1/"
    late = browser.post(
        DRAFT, fields(one, op="guardar", **whole | {f"decision-{row.pk}": "Lo que otra persona escribía"})
    )
    assert late.status_code == 409
    assert "Lo que otra persona escribía" in late.content.decode()
    reader = browser_of(cast.reviewer)
    page = reader.get(f"{LIST}1/").content.decode()
    pdf = reader.get(f"{LIST}1/acta.pdf")
    assert pdf.headers["Content-Disposition"] == 'attachment; filename="acta-seguimiento-1.pdf"'
    document = PdfReader(io.BytesIO(pdf.content))
    printed = " ".join(" ".join(sheet.extract_text() for sheet in document.pages).split())
    for words in (
        "Acta 1 de seguimiento",
        *OFFICES,
        "Pedir la razón antes de junio",
        "Oficina TIC, para el 15 de enero de 2027",
    ):
        assert words in page
        assert words in printed
    for row in one.rows.all():
        assert row.title in printed
    assert document.trailer["/Root"]["/MarkInfo"]["/Marked"]
    listed = reader.get(LIST).content.decode()
    assert "Acta 1</a>" in listed
    assert "Empezar un acta" not in listed


def test_a_page_without_a_draft_goes_back_and_an_unknown_number_is_nowhere(cast, browser_of):
    browser = browser_of(cast.coordinator)
    assert browser.post(DRAFT, {}).status_code == 302
    assert browser.get(f"{LIST}7/").status_code == browser.get(f"{LIST}7/acta.pdf").status_code == 404


def test_invented_rows_are_said_to_be_so(cast, browser_of, at):
    make_commitment(cast.here, is_demo=True, milestones=[(timezone.localdate() - timedelta(1), None)])
    browser = browser_of(cast.coordinator)
    browser.post(START)
    one = close(queries.draft(), cast.coordinator, at)
    assert one.is_demo
    assert "Datos de demostración" in browser.get(f"{LIST}1/").content.decode()
    pdf = browser.get(f"{LIST}1/acta.pdf")
    assert "demostracion" in pdf.headers["Content-Disposition"]
    assert "Datos de demostración" in PdfReader(io.BytesIO(pdf.content)).pages[0].extract_text()
