"""Pages of measuring: what a town hall must do, writing, approving, periods and targets."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.numbers import NARROW_SPACE
from followup.indicators.actions import periods
from followup.indicators.choices import MeasurementState
from followup.indicators.models import ApprovedValue, Measurement, ReportingPeriod, Target
from followup.indicators.queries.work import count_waiting, expected_of
from tests.budgets import queries_of
from tests.factories import files
from tests.factories.followup import make_period, make_sheet, make_target
from tests.factories.measuring import AT, PERIOD, approve, give_back, reopen, send, write
from tests.factories.territory import make_municipality
from tests.factories.works import upload

pytestmark = pytest.mark.django_db
S = MeasurementState
LIST, QUEUE = "/seguimiento/mediciones/", "/seguimiento/mediciones/por-aprobar/"
PAGE = f"{LIST}aqui/IND-03/{PERIOD}/"
MOST_QUERIES = 17  # with those of the header and its numbers of what waits
TYPED = {"numerator": "1.148", "denominator": "1 256", "note": "Del informe", "url": "", "seen": "0", "op": "enviar"}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture(autouse=True)
def sheet(db):
    return make_sheet()


@pytest.fixture
def post(browser_of):
    def send_form(person, address=PAGE, **changes):
        return browser_of(person).post(address, TYPED | changes)

    return send_form


@pytest.fixture
def page_of(browser_of):
    return lambda person, address=PAGE: browser_of(person).get(address).content.decode()


def test_written_and_sent_from_the_page(cast, post, page_of):
    answer = post(cast.contributor, op="guardar")
    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    page = page_of(cast.liaison)
    assert f"91,4{NARROW_SPACE}%" in page
    assert f"1.148 ÷ 1.256 × 100 = 91,4{NARROW_SPACE}%" in page
    assert 'value="1.148"' in page
    answer = post(cast.liaison, seen="1", url="https://alcaldia.example/informe", files=paper())
    assert (answer.status_code, answer["Location"]) == (302, LIST)
    row = Measurement.objects.get()
    assert (row.state, row.numerator, row.denominator, row.evidence.count()) == (S.SENT, 1148, 1256, 2)
    assert "La respuesta se espera hasta el" in page_of(cast.contributor)


def paper() -> SimpleUploadedFile:
    return SimpleUploadedFile("Informe.docx", files.docx("Informe"))


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("1.148", "1148"), ("1148", "1148"), ("1 148", "1148"), ("91,4", "91.4"), ("1.148,5", "1148.5"), ("0", "0"),
     ("0.125", "0.125"), ("999999999999999", "999999999999999"), ("0,000001", "0.000001"), ("1,10", "1.1")],
)  # fmt: skip
def test_numbers_are_read_as_people_write_them(cast, post, typed, stored):
    assert post(cast.liaison, numerator=typed, denominator="", op="guardar").status_code == 302
    assert Measurement.objects.get().numerator == Decimal(stored)


@pytest.mark.parametrize(
    "typed", ["1,148.5", "-3", "+3", "1e3", "12%", "mil", "1.2.3", "٣", "1/2", "0,0000001", "1234567890123456", "1,5,2", ",5"]
)  # fmt: skip
def test_what_cannot_be_read_is_refused_at_its_field_and_kept(cast, post, typed):
    for name in ("numerator", "denominator"):
        answer = post(cast.liaison, **{name: typed})
        assert answer.status_code == 422
        assert list(answer.context["form"].errors) == [name]
        assert answer.context["form"][name].value() == typed
    assert not Measurement.objects.exists()


def test_faults_of_what_is_sent_stand_at_their_fields(cast, post):
    answer = post(cast.liaison, numerator="", denominator="")
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["numerator", "denominator"]
    answer = post(cast.liaison, numerator="1300")
    assert f"Da 103,5{NARROW_SPACE}%, y este indicador va de 0 a 100{NARROW_SPACE}%" in answer.content.decode()
    answer = post(cast.liaison, numerator="0", denominator="0", note="")
    assert list(answer.context["form"].errors) == ["note"]
    assert post(cast.liaison, numerator="0", denominator="0", note="No venció ninguna").status_code == 302


def test_stale_page_shows_both_and_can_be_sent_again(cast, post):
    write(cast.here, cast.contributor, numerator=Decimal(1000))
    answer = post(cast.liaison, seen="0")
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Lo que está guardado dice" in page
    assert 'value="1.148"' in page
    seen = answer.context["form"]["seen"].value()
    assert post(cast.liaison, seen=seen).status_code == 302
    assert Measurement.objects.get().numerator == 1148


def test_locked_period_says_why_on_the_page_and_keeps_what_was_typed(cast, post, page_of):
    period = make_period(PERIOD)
    periods.lock(period=period, reason="Cierre anual.", by=cast.coordinator, at=AT)
    page = page_of(cast.liaison)
    assert "«Cierre anual»" in page
    assert "Guardar y enviar" not in page
    answer = post(cast.liaison, note="Lo que escribí")
    assert answer.status_code == 409
    assert "Lo que escribí" in answer.content.decode()


def test_running_period_is_saved_not_sent(cast, post, page_of):
    running = f"{LIST}aqui/IND-03/2026-T4/"
    page = page_of(cast.liaison, running)
    assert "Guardar y enviar" not in page
    assert post(cast.liaison, running, op="guardar").status_code == 302
    assert post(cast.liaison, running, seen="1").status_code == 422
    assert "empieza el" in page_of(cast.liaison, f"{LIST}aqui/IND-03/2027-T1/")


@pytest.mark.parametrize(
    "rest", [f"aqui/IND-99/{PERIOD}", "aqui/IND-03/2026", "aqui/IND-03/nada", f"alla/IND-03/{PERIOD}", f"aqui/IND-21/{PERIOD}"],
)  # fmt: skip
def test_what_nobody_there_measures_is_not_found(cast, browser_of, rest):
    make_sheet(code="IND-21")
    assert browser_of(cast.liaison).get(f"{LIST}{rest}/").status_code == 404


def test_evidence_is_taken_out_by_its_button(cast, post, page_of):
    row = write(cast.here, cast.liaison, evidence=["https://alcaldia.example/a", "https://alcaldia.example/b"])
    one = row.evidence.first()
    page = page_of(cast.liaison)
    assert page.index('value="guardar"') < page.index(f'value="quitar-{one.pk}"')  # the Enter key presses the first
    assert post(cast.liaison, seen=str(row.version), op=f"quitar-{one.pk}").status_code == 302
    assert one not in row.evidence.all()
    assert row.evidence.count() == 1


def test_value_while_it_is_typed(cast, browser_of):
    ask = browser_of(cast.liaison).get
    assert (
        f"= 91,4{NARROW_SPACE}%" in ask(f"{PAGE}valor/", {"numerator": "1.148", "denominator": "1256"}).content.decode()
    )
    assert "No aplica" in ask(f"{PAGE}valor/", {"numerator": "0", "denominator": "0"}).content.decode()
    assert "100" in ask(f"{PAGE}valor/", {"numerator": "9", "denominator": "3"}).content.decode()
    for typed in ({}, {"numerator": "x"}, {"numerator": "1" * 5000, "denominator": "1"}):
        assert "Aquí se lee" in ask(f"{PAGE}valor/", typed).content.decode()


def test_a_value_reads_the_same_to_who_writes_it_and_to_everybody(cast, page_of):
    """With the decimals of its sheet, zeros included; its bounds are limits, no values."""
    make_sheet(version=2, decimals=2)
    row = send(cast.here, cast.contributor)
    assert f"= 91,40{NARROW_SPACE}%" in page_of(cast.contributor)
    approve(row, cast.reviewer)
    assert f"<strong>91,40{NARROW_SPACE}%</strong>" in page_of(None, "/indicadores/IND-03/")
    write(cast.here, cast.contributor, period="2026-T2", numerator=Decimal(1300))
    page = page_of(cast.contributor, PAGE.replace(PERIOD, "2026-T2"))
    assert f"Da 103,50{NARROW_SPACE}%, y este indicador va de 0 a 100{NARROW_SPACE}%" in page


def test_list_of_the_town_hall_says_what_is_late_first(cast, page_of):
    make_sheet(code="IND-08", every="half")
    make_sheet(code="IND-12", every="year", lag_days=400)
    make_sheet(code="IND-21")  # the portal counts it
    write(cast.here, cast.liaison, period="2025-T4")
    expected = expected_of([cast.here], date(2026, 10, 12))
    assert [(one.sheet.code, one.period.code, one.waits_for_town_hall) for one in expected] == [
        ("IND-03", "2025-T4", True), ("IND-03", "2026-T1", True), ("IND-03", "2026-T2", True), ("IND-08", "2026-S1", True),
        ("IND-03", "2026-T3", True), ("IND-12", "2025", True),
    ]  # fmt: skip
    page = page_of(cast.liaison, LIST)
    assert "Venció el viernes 30 de enero: hace 255 días" in page
    assert "Vence el viernes 30 de octubre: faltan 18 días" in page
    assert "y 4 ya vencieron" in page
    assert count_waiting(cast.liaison) == 6
    assert "IND-21" not in page


@pytest.mark.parametrize(("day", "said"), [(29, "falta 1 día"), (30, "Vence hoy"), (31, "hace 1 día")])
def test_due_day_itself_is_in_time(cast, page_of, day, said):
    with time_machine.travel(f"2026-10-{day}T12:00-05:00", tick=False):
        page = page_of(cast.liaison, LIST)
    assert said in page
    assert ("ya venció" in page) == (day == 31)


def test_each_state_in_the_list(cast, page_of):
    def state() -> tuple[str, int]:
        one = next(one for one in expected_of([cast.here], date(2026, 10, 12)) if one.period.code == PERIOD)
        return (one.row.get_state_display() if one.row else ""), count_waiting(cast.liaison)

    assert state() == ("", 1)
    row = write(cast.here, cast.liaison)
    assert state() == ("Sin enviar", 1)
    send(cast.here, cast.liaison)
    assert state() == ("Espera aprobación", 0)
    give_back(row, cast.reviewer)
    assert state() == ("Devuelta con razones", 1)
    send(cast.here, cast.liaison)
    approve(row, cast.reviewer)
    assert state() == ("Aprobada", 0)
    assert "Su alcaldía está al día" in page_of(cast.liaison, LIST)
    reopen(row, cast.reviewer)
    assert state() == ("Sin enviar", 1)
    periods.lock(period=row.period, reason="Cierre.", by=cast.coordinator, at=AT)
    assert count_waiting(cast.liaison) == 0
    assert "Periodo cerrado" in page_of(cast.liaison, LIST)


def test_queue_and_decision(cast, browser_of, page_of):
    row = send(cast.here, cast.liaison)
    first = send(cast.there, cast.neighbour, at=AT.replace(day=9))
    page = page_of(cast.reviewer, QUEUE)
    assert page.index("Allá") < page.index("Aquí")
    assert count_waiting(cast.reviewer) == 2
    judge = reverse("indicators:measurement-judge", args=[row.pk])
    assert "1.148 ÷ 1.256 × 100" in page_of(cast.reviewer, judge)
    ask = browser_of(cast.reviewer).post
    assert ask(judge, {"op": "devolver", "seen": row.version, "reason": ""}).status_code == 422
    assert ask(judge, {"op": "devolver", "seen": row.version - 1, "reason": "No"}).status_code == 409
    assert ask(judge, {"op": "devolver", "seen": row.version, "reason": "Falta el informe"}).status_code == 302
    assert "Falta el informe" in page_of(cast.liaison)
    judge = reverse("indicators:measurement-judge", args=[first.pk])
    for _ in range(2):
        assert ask(judge, {"op": "aprobar", "seen": first.version}).status_code == 302
    assert ApprovedValue.objects.count() == 1
    first.refresh_from_db()
    assert ask(judge, {"op": "abrir", "seen": first.version, "reason": "Dos veces"}).status_code == 302
    assert "sigue público hasta que se apruebe otro" in page_of(cast.neighbour, f"{LIST}alla/IND-03/{PERIOD}/")
    send(cast.there, cast.neighbour, numerator=Decimal(1147))
    assert "Reemplazaría el valor aprobado" in page_of(cast.reviewer, judge)


def test_file_with_personal_data_is_public_once_somebody_says_that_it_holds_none(cast, browser_of, page_of):
    row = send(cast.here, cast.liaison, evidence=[upload("Escriba a marta.gomez@correo.example", "Carta.docx")])
    judge, one = reverse("indicators:measurement-judge", args=[row.pk]), row.evidence.get()
    approve(row, cast.reviewer)
    assert "Parece haber datos personales en Carta.docx" in page_of(cast.reviewer, judge)
    assert browser_of(None).get(f"/seguimiento/evidencias/{one.pk}/").status_code == 404
    for key in (one.pk, one.pk, 999, "x"):
        assert browser_of(cast.reviewer).post(judge, {"op": f"limpia-{key}"}).status_code == 302
    answer = browser_of(None).get(f"/seguimiento/evidencias/{one.pk}/")
    answer.close()
    assert answer.status_code == 200
    assert "Parece haber" not in page_of(cast.reviewer, judge)


def test_what_was_not_sent_is_not_read_by_others(cast, browser_of):
    row = write(cast.here, cast.liaison)
    assert browser_of(cast.reviewer).get(reverse("indicators:measurement-judge", args=[row.pk])).status_code == 404


def test_periods_are_closed_and_opened_on_their_page(cast, browser_of, page_of):
    address = f"{LIST}periodos/{PERIOD}/"
    assert PERIOD in page_of(cast.coordinator, f"{LIST}periodos/")
    page_of(cast.coordinator, address)
    assert not ReportingPeriod.objects.exists()  # reading makes no row
    ask = browser_of(cast.coordinator).post
    for _ in range(2):
        assert ask(address, {"op": "cerrar", "reason": "Cierre anual"}).status_code == 302
    assert ReportingPeriod.objects.get().is_locked
    page = page_of(cast.coordinator, address)
    assert "«Cierre anual»" in page
    assert page.count("Periodo de medición cerrado") == 1
    assert ask(address, {"op": "cerrar", "reason": "Otra"}).status_code == 409
    assert ask(address, {"op": "abrir", "reason": "Faltaba uno"}).status_code == 302
    assert not ReportingPeriod.objects.get().is_locked
    assert browser_of(cast.coordinator).get(f"{LIST}periodos/2026-T9/").status_code == 404


def targets(cast, **typed) -> dict:
    empty = {f"{name}-{key}": "" for name in ("target", "baseline") for key in (cast.here.pk, cast.there.pk, "valle")}
    return empty | {"seen": "0:0"} | typed


def test_targets_of_all_in_one_table(cast, browser_of, page_of):
    address, ask = f"{LIST}metas/IND-03/2026/", browser_of(cast.coordinator).post
    here = f"target-{cast.here.pk}"
    for _ in range(2):
        typed = targets(cast, **{here: "92,5", f"baseline-{cast.here.pk}": "0", "target-valle": "90"})
        assert ask(address, typed).status_code == 302
    found = {(row.municipality, row.target, row.baseline) for row in Target.objects.all()}
    assert found == {(cast.here, Decimal("92.5"), 0), (None, 90, None)}
    assert 'value="92,5"' in page_of(cast.coordinator, address)
    assert "1 de 2" in page_of(cast.coordinator, f"{LIST}metas/")
    answer = ask(address, targets(cast, **{here: "92,55"}))
    assert answer.status_code == 422
    assert answer.context["form"].errors[here] == ["Lleva hasta 1 decimales, como el valor."]
    assert ask(address, targets(cast, **{here: "80"})).status_code == 409  # another table was read
    page = browser_of(cast.coordinator).get(address)
    seen = page.context["form"]["seen"].value()
    assert ask(address, targets(cast, seen=seen)).status_code == 302
    assert not Target.objects.exists()


def test_quarter_may_have_its_own_target_and_medians_none_of_the_valley(cast, browser_of, page_of):
    make_sheet(code="IND-04", has_denominator=False, over_time="último valor", over_municipalities="ninguno", factor=1)
    assert "Valle de Aburrá</th>" not in page_of(cast.coordinator, f"{LIST}metas/IND-04/2026/")
    assert "Valle de Aburrá</th>" in page_of(cast.coordinator, f"{LIST}metas/IND-03/2026-T3/")
    make_sheet(code="IND-02", every="cycle", over_time="último valor")  # its targets are of rounds, never of a year
    for wrong in ("IND-03/2026-S1", "IND-99/2026", "IND-03/nada", "IND-02/2026", "IND-02/2026-T3"):
        assert browser_of(cast.coordinator).get(f"{LIST}metas/{wrong}/").status_code == 404


def fill(cast, first: int, last: int) -> None:
    """Indicators with a history of holes and evidence, targets, and one that waits of each of two municipalities."""
    for n in range(first, last):
        sheet = make_sheet(code=f"X-{n:02}")
        make_target(sheet, cast.here, "2026", n)
        place = make_municipality()
        make_target(sheet, place, "2026", n)
        for period in ("2025-T1", "2025-T3", "2026-T1"):
            row = send(
                cast.here, cast.liaison, code=sheet.code, period=period, evidence=[f"https://alcaldia.example/{n}"]
            )
            approve(row, cast.reviewer)
        send(cast.here, cast.liaison, code=sheet.code)
        send(cast.there, cast.neighbour, code=sheet.code, evidence=[f"https://alcaldia.example/{n}"])


@pytest.mark.parametrize(
    ("person", "address"),
    [("liaison", LIST), ("reviewer", QUEUE), ("coordinator", f"{LIST}periodos/"), ("coordinator", f"{LIST}metas/"),
     ("liaison", f"{LIST}aqui/X-00/{PERIOD}/"), ("coordinator", f"{LIST}metas/X-00/2026/")],
)  # fmt: skip
def test_as_many_queries_for_ten_times_as_much(cast, browser_of, person, address):
    browser = browser_of(cast.person(person))
    fill(cast, 0, 1)
    browser.get(address)
    few = queries_of(lambda: browser.get(address))
    fill(cast, 1, 10)
    many = queries_of(lambda: browser.get(address))
    assert len(many) == len(few) <= MOST_QUERIES, many
