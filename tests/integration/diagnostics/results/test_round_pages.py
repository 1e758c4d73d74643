"""The pages «Ciclos»: the list, the page of one round and its forms of change."""

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from diagnostics.assessments.choices import RoundStatus
from diagnostics.assessments.models import Assessment, Reminder, Round
from diagnostics.results.queries.rounds import calendar_of
from tests.factories.diagnostics import make_filled, make_round
from tests.factories.territory import make_municipality
from tests.page_text import text_of

pytestmark = pytest.mark.django_db
LIST, OPEN = "/ciclos/", "/ciclos/abrir/"


def test_list_tells_state_kind_and_dates_of_every_round(cast, office):
    assert "Todavía no hay ciclos" in office.get(LIST).text
    today = timezone.localdate()
    make_round(cast.here, code="a", name="Ciclo A", opens_on=today, closes_on=today + timedelta(days=9))
    ended = make_round(cast.here, cast.there, code="b", name="Ensayo B", is_rehearsal=True)
    Round.objects.filter(pk=ended.pk).update(status=RoundStatus.CANCELLED, ended_because="Cambió la ley")
    said = text_of(office.get(LIST).text)
    assert "1 ciclo abierto." in said
    make_round(cast.here, code="c", is_rehearsal=True)
    assert "1 ciclo abierto y 1 ensayo abierto." in text_of(office.get(LIST).text)
    assert re.search(r"Ciclo A Abierto hasta el \d+ \w+\.? Real CHICO 1\.0\.0 1 ", said)
    assert re.search(r"Ensayo B Cancelado Ensayo CHICO 1\.0\.0 2 .* Ver la razón", said)


def test_only_rehearsal_is_not_counted_as_a_round(cast, office):
    make_round(cast.here, code="a", is_rehearsal=True)
    assert "1 ensayo abierto. Los ensayos" in text_of(office.get(LIST).text)


def test_list_costs_the_same_with_many_rounds(cast, office, django_assert_max_num_queries):
    for n in range(12):
        make_round(cast.here, code=f"r{n}")
    with django_assert_max_num_queries(12):
        office.get(LIST)


def test_page_of_a_round_shows_people_and_changes_it(cast, office):
    round = make_round(cast.here, cast.there, code="ciclo", name="Ciclo de prueba")
    here, new = "/ciclos/ciclo/", make_municipality(name="Nuevo", facts={"has_council": "no"})
    said = text_of(office.get(here).text)
    assert "No tiene alcaldía." in said
    assert "Invitar a la alcaldía de Allá" in said
    assert office.post(f"{here}nombre/", {"name": "Otro nombre"}).status_code == 302
    closes = timezone.localdate() + timedelta(days=30)
    assert office.post(f"{here}fechas/", {"closes_on": closes, "reason": "Faltaba"}).status_code == 302
    assert office.post(f"{here}municipios/sumar/", {"municipality": new.pk}).status_code == 302
    assert office.post(f"{here}municipios/alla/sacar/").status_code == 302
    assert office.post(f"{here}cerrar-antes/", {"reason": "Todos enviaron"}).status_code == 302
    round.refresh_from_db()
    assert (round.name, round.closes_on) == ("Otro nombre", timezone.localdate())
    assert set(round.assessments.values_list("municipality__name", flat=True)) == {"Aquí", "Nuevo"}


def test_refused_change_keeps_what_was_typed(cast, office):
    make_round(cast.here, code="ciclo")
    answer = office.post("/ciclos/ciclo/fechas/", {"closes_on": "2020-01-01", "reason": "Porque sí & ya"})
    assert answer.status_code == 422
    assert "El cierre (miércoles 1 de enero de 2020) ya pasó." in answer.text
    assert "Porque sí &amp; ya" in answer.text
    assert 'value="2020-01-01"' in answer.text
    answer = office.post("/ciclos/ciclo/cancelar/", {"reason": "  "})
    assert (answer.status_code, "Escriba la razón" in answer.text) == (422, True)
    answer = office.post("/ciclos/ciclo/terminar/")
    assert (answer.status_code, "no es un ensayo" in answer.text) == (422, True)


def test_municipality_with_work_is_not_taken_out_by_its_page(cast, office):
    make_round(cast.here, cast.there, code="ciclo")
    make_filled(Assessment.objects.with_context().get(municipality=cast.here), cast.liaison, {"A-01": "4"})
    answer = office.post("/ciclos/ciclo/municipios/aqui/sacar/")
    assert (answer.status_code, "retírelo con su razón" in answer.text) == (422, True)
    assert 'href="/revision/ciclo/aqui/plazo/"' in answer.text


@pytest.mark.parametrize("change", ["fechas", "nombre", "cerrar-antes", "cancelar", "terminar", "municipios/sumar"])
def test_address_of_a_change_leads_to_the_round_when_it_is_read(cast, office, change):
    make_round(cast.here, code="ciclo")
    assert office.get(f"/ciclos/ciclo/{change}/").url == "/ciclos/ciclo/"


def test_what_cannot_be_undone_is_red_and_taking_out_asks_first(cast, office):
    make_round(cast.here, cast.there, code="ciclo", is_rehearsal=True)
    page = office.get("/ciclos/ciclo/").text
    assert re.search(r"<summary>Sacar<.*?</summary><form[^>]*sacar/.*?btn-warn btn-s.*?>Sacar a Allá</button>", page)
    assert '<button class="btn btn-warn" type="submit">Cancelar el ensayo</button>' in page


def test_calendar_is_that_of_a_round_that_goes_on(cast, office):
    today = timezone.localdate()
    round = make_round(cast.here, code="ciclo", opens_on=today, closes_on=today)
    assert "Calendario" in office.get("/ciclos/ciclo/").text
    assert " 0 días" not in text_of(office.get("/ciclos/ciclo/").text)
    Round.objects.filter(pk=round.pk).update(status=RoundStatus.CANCELLED, ended_because="Cambió la ley")
    assert "Calendario" not in office.get("/ciclos/ciclo/").text


def test_round_closed_on_a_day_off_lasts_that_day():
    sunday = date(2026, 11, 29)
    first, *_ = calendar_of(sunday, sunday).stages
    assert (first.first, first.last, first.days) == (sunday, sunday, 0)


def test_too_long_a_name_says_how_many_letters(cast, office):
    make_round(cast.here, code="ciclo")
    answer = office.post("/ciclos/ciclo/nombre/", {"name": "a" * 400})
    assert "Escriba hasta 120 letras; lleva 400." in answer.text


def test_withdrawal_is_offered_once_the_deadline_has_passed(cast, office, assessment):
    page = "/revision/ciclo/aqui/plazo/"
    Assessment.objects.filter(pk=assessment.pk).update(due_on=timezone.localdate())
    assert "Cerrar sin resultado" not in office.get(page).text
    assert "Cuando venza el plazo podrá cerrarse sin resultado." in office.get(page).text
    Assessment.objects.filter(pk=assessment.pk).update(due_on=timezone.localdate() - timedelta(days=1))
    assert "Cerrar sin resultado</a>" in office.get(page).text


def test_taking_out_is_offered_where_it_would_be_done(cast, office):
    place = make_municipality(name="Tercero", facts={"has_council": "no"})
    round = make_round(cast.here, cast.there, place, code="ciclo")
    confirmed = Assessment.objects.get(municipality=cast.here)
    Assessment.objects.filter(pk=confirmed.pk).update(attributes_version=1)
    page = office.get("/ciclos/ciclo/").text
    assert "/municipios/alla/sacar/" in page
    assert "/municipios/aqui/sacar/" not in page
    reminded = round.assessments.get(municipality=cast.there)
    Reminder.objects.create(
        assessment=reminded, person=cast.neighbour, sent_at=timezone.now(), sent_on=timezone.localdate(),
        sent_by=cast.coordinator,
    )  # fmt: skip
    answer = office.post("/ciclos/ciclo/municipios/alla/sacar/", follow=True)
    assert "Allá ya no participa" in answer.text
    assert "1 persona recibió el aviso." in answer.text
    answer = office.post(f"/ciclos/ciclo/municipios/{place.slug}/sacar/", follow=True)
    assert "Nadie recibió el aviso" in answer.text
    assert "/sacar/" not in office.get("/ciclos/ciclo/").text, "the last one stays"


def test_page_of_a_round_costs_the_same_with_many_municipalities(cast, office, django_assert_max_num_queries):
    make_round(*[make_municipality(facts={"has_council": "no"}) for _ in range(15)], code="ciclo")
    with django_assert_max_num_queries(16):
        office.get("/ciclos/ciclo/")


@pytest.mark.parametrize("who", ["liaison", "reviewer", "admin", "citizen"])
def test_rounds_are_for_coordination_alone(cast, browser_of, who):
    make_round(cast.here, code="ciclo")
    browser = browser_of(cast.person(who))
    assert (
        browser.get(LIST).status_code
        == browser.get(OPEN).status_code
        == browser.get("/ciclos/ciclo/").status_code
        == 403
    )
    assert browser.post("/ciclos/ciclo/cancelar/", {"reason": "x"}).status_code == 403
    assert "Ciclos</a>" not in browser.get("/cuenta/").text


@pytest.mark.parametrize("change", ["fechas", "cerrar-antes", "cancelar"])
def test_reason_of_a_change_that_came_too_late_stays_on_the_page(cast, assessment, office, change):
    Round.objects.update(status="cancelled", ended_because="Cambió la ley")
    fields = {"opens_on": "2027-05-03", "closes_on": "2027-06-01", "reason": "El paro de mayo"}
    refused = office.post(f"/ciclos/ciclo/{change}/", fields)
    assert refused.status_code == 422
    assert "El paro de mayo</textarea>" in refused.text
