"""The page that opens a round: what is typed, the summary of what follows, the second press."""

import re
from datetime import date, timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.core import mail
from django.utils import timezone

from accounts.permissions import Role
from diagnostics.assessments.models import Round
from diagnostics.instruments.models import InstrumentVersion
from notices.models import Notification
from territory.models import Municipality
from tests.factories.accounts import make_invitation
from tests.factories.diagnostics import edition, make_round, make_version
from tests.page_text import text_of

pytestmark = pytest.mark.django_db
LIST, OPEN = "/ciclos/", "/ciclos/abrir/"


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
    assert "Allá no tiene alcaldía. Sin responder: la invitación a la alcaldía. Ver la invitación a la alcaldía" in said
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
    assert "Sin responder: la invitación a la alcaldía." in shown
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
