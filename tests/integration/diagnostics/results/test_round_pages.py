"""The pages «Ciclos»: opening from a summary, the page of one round and its forms of change."""

import re
from datetime import date, timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.core import mail
from django.utils import timezone

from accounts.permissions import Role
from diagnostics.assessments.choices import RoundStatus
from diagnostics.assessments.models import Assessment, Reminder, Round
from diagnostics.instruments.models import InstrumentVersion
from diagnostics.results.queries.rounds import calendar_of
from notices.models import Notification
from territory.models import Municipality
from tests.factories.accounts import make_invitation
from tests.factories.diagnostics import edition, make_filled, make_round, make_version
from tests.factories.territory import make_municipality

pytestmark = pytest.mark.django_db
LIST, OPEN = "/ciclos/", "/ciclos/abrir/"


@pytest.fixture
def office(cast, browser_of):
    return browser_of(cast.coordinator)


@pytest.fixture
def version(cast) -> InstrumentVersion:
    return make_version()


def fields_of(page: str) -> dict[str, list[str]]:
    """What the form of the page would send: its texts, what is chosen, and the fingerprint of the summary."""
    form = page[page.index('<form class="fu-open"') :]
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = (re.search(rf' {part}="([^"]*)"', tag) for part in ("name", "value"))
        if (
            name
            and name[1] != "csrfmiddlewaretoken"
            and ("checked" in tag or ('type="radio"' not in tag and "checkbox" not in tag))
        ):
            found.setdefault(name[1], []).append(value[1] if value else "")
    found["version"] = re.findall(r'<option value="(\d+)" selected', form)
    return found


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_opening_from_the_page_takes_two_presses_and_tells(cast, office, version):
    page = office.get(OPEN)
    sent = fields_of(page.text)
    assert sent["name"] == [f"Ciclo {sent['opens_on'][0][:4]}-1"]
    assert len(sent["municipalities"]) == 2
    opened = office.post(OPEN, sent)
    round = Round.objects.get()
    assert (opened.status_code, opened.url) == (302, f"/ciclos/{round.code}/")
    assert round.terms["sign_off"] == 5
    assert round.opens_on > timezone.localdate() < round.closes_on
    assert "5 personas recibieron el aviso." in office.get(opened.url).text
    assert Notification.objects.filter(kind="round").count() == 5


def test_mailbox_of_the_liaison_holds_the_opening(cast, office, version, django_capture_on_commit_callbacks):
    sent = fields_of(office.get(OPEN).text)
    with django_capture_on_commit_callbacks(execute=True):
        office.post(OPEN, sent)
    [letter] = [one for one in mail.outbox if one.to == [cast.liaison.email]]
    assert letter.subject.startswith("Se abre el ciclo ")
    assert "confirme los datos del municipio" in letter.body
    assert "/avisos/" in letter.body, "the link, which marks the notification as read"


def test_summary_says_calendar_people_and_who_is_missing(cast, office, version):
    make_invitation(Role.APPROVER, cast.there, at=timezone.now())
    page = office.get(OPEN).text
    said = text_of(page)
    assert re.search(r"67 días hábiles, hasta el \d+ de \w+ de 20\d\d\. Sin aclaraciones, 5 días hábiles menos\.", said)
    assert "Firma de la alcaldía" in said
    assert "A un municipio le falta gente." in said
    assert "Allá no tiene alcaldía. Ya se invitó a la alcaldía. Ver la invitación a la alcaldía" in said
    assert f'href="/equipo/?rol=approver&amp;municipio={cast.there.slug}"' in page
    assert "aviso y correo 3 personas de 2 municipios, y 2 del equipo metropolitano" in said
    assert "Se abre el ciclo" in said, "the mail, before it is sent"


def test_term_of_clarifications_is_proposed_explained_and_kept(cast, office, version):
    page = office.get(OPEN).text
    assert "Aclaraciones Solo si las pide la revisión." in text_of(page)
    assert 'aria-describedby="id_term_clarification_helptext"' in page
    sent = fields_of(page)
    assert sent["term_clarification"] == ["5"]
    refused = office.post(OPEN, sent | {"term_clarification": ["251"], "calcular": ["1"]}, follow=True).text
    assert "«Aclaraciones» dura entre 1 y 250 días hábiles." in refused
    shown = office.post(OPEN, sent | {"term_clarification": ["8"], "calcular": ["1"]}, follow=True).text
    assert "Sin aclaraciones, 8 días hábiles menos." in text_of(shown)
    assert re.search(
        r"Aclaraciones \d+ \w+ a \d+ \w+ · 8 días Contesta el municipio, si la revisión pide", text_of(shown)
    )
    office.post(OPEN, fields_of(shown))
    round = Round.objects.get()
    assert round.terms["clarification"] == round.assessments.first().term_of("clarification") == 8


def test_what_was_changed_since_the_summary_is_not_opened(cast, office, version):
    sent = fields_of(office.get(OPEN).text)
    answer = office.post(OPEN, sent | {"term_in_review": ["30"]})
    assert answer.status_code == 422
    assert "cambió desde el resumen" in answer.text
    assert not Round.objects.exists()
    again = fields_of(answer.text)
    assert again["term_in_review"] == ["30"]
    assert office.post(OPEN, again).status_code == 302
    assert Round.objects.get().terms["in_review"] == 30


def test_calculating_again_has_an_address_of_its_own_and_opens_nothing(cast, office, version):
    sent = fields_of(office.get(OPEN).text) | {"term_in_review": ["30"], "calcular": ["1"]}
    sent["municipalities"] = sent["municipalities"][:1]
    answer = office.post(OPEN, sent)
    assert answer.status_code == 302
    target = urlsplit(answer.url)
    assert (target.path, target.fragment) == (OPEN, "h-sig")
    assert "csrf" not in target.query
    shown = fields_of(office.get(answer.url).text)
    assert (shown["term_in_review"], shown["municipalities"]) == (["30"], sent["municipalities"])
    assert not Round.objects.exists()


def test_address_of_a_summary_stays_short_with_hundreds_of_municipalities(cast, office, version):
    Municipality.objects.bulk_create(
        Municipality(divipola=f"{n:05}", name=f"Pueblo {n}", slug=f"pueblo-{n}", sort_key=f"pueblo {n}", facts={})
        for n in range(70000, 70300)
    )
    sent = fields_of(office.get(OPEN).text) | {"calcular": ["1"]}
    sent["municipalities"] = sent["municipalities"][3:]
    answer = office.post(OPEN, sent)
    assert len(answer.url) < 1000
    assert dict(parse_qsl(urlsplit(answer.url).query))["todos"] == "1"
    assert fields_of(office.get(answer.url).text)["municipalities"] == sent["municipalities"]


def test_refusals_stand_at_their_fields_and_are_counted(cast, office, version):
    past = (timezone.localdate() - timedelta(days=3)).isoformat()
    sent = fields_of(office.get(OPEN).text) | {
        "opens_on": [past],
        "second_reading_percent": ["101"],
        "days_off": ["mañana"],
    }
    page = office.get(OPEN, sent).text
    assert "Así no se puede abrir. Corrija una cosa" in page, (
        "a word that is no date is said before the rules are asked"
    )
    assert "«mañana» no es una fecha; escriba AAAA-MM-DD, como 2027-04-05." in page
    answer = office.post(OPEN, fields_of(office.get(OPEN, sent | {"days_off": [""]}).text))
    assert answer.status_code == 422
    assert "El ciclo no se abrió. Corrija dos cosas" in answer.text
    assert 'href="#id_opens_on"' in answer.text
    assert "ya pasó. Escriba una fecha desde el" in answer.text
    assert not Round.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"cutoff_on": "2099-01-01"}, {"second_reading_percent": "101"}, {"code": "ñandú"}, {"is_rehearsal": "no"},
        {"name": "🙂", "code": ""}, {"opens_on": "2020-01-01"}, {"days_off": "mañana"}, {"name": ""},
    ],
)  # fmt: skip
def test_what_is_wrong_comes_first_and_nothing_can_be_opened(cast, office, version, wrong):
    make_round(cast.here, code="demo", is_demo=True)
    sent = fields_of(office.get(OPEN).text) | {name: [value] for name, value in wrong.items()} | {"calcular": ["1"]}
    target = office.post(OPEN, sent).url
    assert urlsplit(target).fragment == ""
    page = office.get(target).text
    assert "Así no se puede abrir. Corrija " in page
    assert "data-error-summary" in page
    assert not re.search(r"<button[^>]*>Abrir ", page)
    assert "««»" not in page
    assert "«» no sirve" not in page


def test_inviting_from_the_opening_keeps_what_was_typed_and_comes_back(cast, office, version):
    page = office.get(OPEN).text
    [address] = re.findall(r'name="invitar" value="([^"]+)"', page)
    sent = fields_of(page) | {"name": ["Otro ciclo, el de abril"], "term_in_review": ["31"]}
    sent["invitar"] = [address.replace("&amp;", "&")]
    target = office.post(OPEN, sent).url
    assert target.startswith(f"/equipo/invitar/?rol=approver&municipio={cast.there.slug}&siguiente=")
    form = office.get(target).text
    assert "Volver sin invitar" in form
    back = re.search(r'name="siguiente" value="([^"]+)"', form)[1]
    invitation = {
        "role": "approver",
        "municipality": cast.there.pk,
        "email": "alcaldia@alla.example",
        "siguiente": back,
    }
    done = office.post("/equipo/invitar/", invitation)
    assert (done.status_code, done.url) == (302, back)
    shown = office.get(back, follow=True).text
    assert (fields_of(shown)["name"], fields_of(shown)["term_in_review"]) == (sent["name"], ["31"])
    assert "Invitación creada para alcaldia@alla.example" in shown
    assert "Ya se invitó a la alcaldía." in shown
    assert not Round.objects.exists()


@pytest.mark.parametrize("number", ["", "x", "9" * 5000, "1e3", "-4", "1,5"])
def test_numbers_that_are_none_are_refused_with_words(cast, office, version, number):
    sent = fields_of(office.get(OPEN).text) | {"term_sign_off": [number]}
    assert office.post(OPEN, sent).status_code == 422


@pytest.mark.parametrize("day", ["", "9999-12-31", "0001-01-01", "2027-02-30", "ayer"])
def test_days_at_the_ends_of_the_calendar_do_no_harm(cast, office, version, day):
    sent = fields_of(office.get(OPEN).text) | {"opens_on": [day]}
    assert office.post(OPEN, sent).status_code == 422
    assert office.get(OPEN, sent).status_code == 200


def test_demonstration_portal_proposes_a_rehearsal_and_refuses_a_real_round(cast, office):
    make_round(cast.here, code="demo", is_demo=True)
    page = office.get(OPEN).text
    assert "Este portal tiene resultados de demostración." in page
    sent = fields_of(page)
    assert sent["is_rehearsal"] == ["si"]
    refused = office.post(OPEN, fields_of(office.get(OPEN, sent | {"is_rehearsal": ["no"]}).text))
    assert refused.status_code == 422
    assert "ábralo como ensayo" in refused.text
    assert office.post(OPEN, sent).status_code == 302


def test_proposed_days_follow_what_is_open(cast, office):
    closes = timezone.localdate() + timedelta(days=40)
    make_round(cast.here, code="abierto", opens_on=timezone.localdate(), closes_on=closes)
    assert date.fromisoformat(fields_of(office.get(OPEN).text)["opens_on"][0]) > closes


def test_without_edition_or_municipalities_the_page_says_what_comes_first(cast, office):
    assert 'href="/ediciones/"' in office.get(OPEN).text
    assert "Falta una edición del instrumento" in office.get(OPEN).text


def test_edition_leads_to_a_round_with_it(cast, office, version):
    newer = edition()
    newer["instrument"] |= {"version": "1.1.0"}
    other = make_version(newer)
    page = office.get(OPEN, {"edicion": other.pk}).text
    assert fields_of(page)["version"] == [str(other.pk)]
    assert f'href="/ciclos/abrir/?edicion={version.pk}"' in office.get("/ediciones/").text
    assert f'href="/ciclos/abrir/?edicion={version.pk}">Abrir un ciclo con la edición' in (
        office.get("/ediciones/", {"publicada": version.pk}).text
    )


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
