"""«Mis datos»: a person takes all that the portal holds of them, and erases what training does (Ley 1581)."""

import json

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.actions import personal
from accounts.models import User
from accounts.queries.personal import Part, data_of, parts
from core.models import AuditEntry
from notices.models import Notification
from tests.factories.accounts import PASSWORD, make_user
from tests.factories.certificates import ISSUED_AT, make_certificate
from tests.factories.cocreation import make_agenda, make_contribution, make_participant
from tests.factories.notices import make_notification
from tests.factories.recall import answer_all, make_round
from tests.factories.training import AT, make_cohort, make_course, make_enrolment
from tests.factories.works import MODULE, give_back, make_work, upload
from training.certificates.actions.changing import reissue
from training.certificates.models import Certificate
from training.cohorts.actions import make_ups
from training.cohorts.actions.enrolments import Particulars, enrol
from training.cohorts.choices import CohortState
from training.cohorts.choices.telling import OWN
from training.cohorts.models import Cohort, CohortInvitation, Enrolment
from training.learning.actions.questions import ask
from training.learning.actions.visits import note_place
from training.quizzes.actions import attempts
from training.quizzes.models import Attempt
from training.quizzes.queries.items import first_attempts
from training.recall.actions.satisfaction import say
from training.recall.models import RecallOptOut

pytestmark = pytest.mark.django_db
PAGE, FILE, ERASE = "/cuenta/mis-datos/", "/cuenta/mis-datos/archivo/", "/cuenta/mis-datos/borrar/"
MARK = "Zafiro"  # stands in everything that the person typed


@pytest.fixture
def person() -> User:
    return make_user(name=f"{MARK} Ejemplo", email="zafiro@example.co", password=PASSWORD)


@pytest.fixture
def cohort(cast) -> Cohort:
    return make_cohort(make_course(), instructor=cast.instructor, code="g-1")


@pytest.fixture
def learner(cohort, cast, person) -> Enrolment:
    """Somebody who left a trace in every room of training."""
    row = make_enrolment(cohort, person, municipality=cast.here, office=f"Oficina {MARK}", name=f"{MARK} Ejemplo")
    module = cohort.version.parsed.modules[0]
    begun = attempts.start(enrolment=row, module=module, at=AT)
    answers(begun, "8")
    attempts.hand_in(attempt=begun, at=AT)
    answers(attempts.start(enrolment=row, module=module, at=AT), "7")  # stays open
    note_place(enrolment=row, module=module, lesson=module.lessons[0], anchor="", at=AT)
    ask(enrolment=row, module=module, lesson=module.lessons[0], text=f"¿Y si {MARK}?", at=AT)
    give_back(make_work(row, upload(MARK, f"{MARK}.docx"), text=f"Señora {MARK}"), cast.instructor)
    make_up = make_ups.send(enrolment=row, text=f"Leí de {MARK}.", at=AT)
    make_ups.give_back(make_up=make_up, seen=AT, reason=f"{MARK} no dijo qué leyó.", by=cast.instructor, at=AT)
    answer_all(make_round(cohort, person))
    CohortInvitation.objects.create(cohort=cohort, email=person.email, invited_at=AT, invited_by=cast.instructor)
    make_notification(person, kind=OWN.name, at=AT, title=f"Grupo de {MARK}", body="")
    RecallOptOut.objects.create(user=person, at=AT)
    Cohort.objects.filter(pk=cohort.pk).update(state=CohortState.ENDED, ended_at=AT)
    say(enrolment=row, score=4, text=f"Sirve, dice {MARK}.", at=AT)
    Cohort.objects.filter(pk=cohort.pk).update(state=CohortState.OPEN, ended_at=None)
    return row


def answers(attempt: Attempt, value: str) -> None:
    draft = attempts.Draft("P4", value, 0, value)
    attempts.save(among=Attempt.objects.filter(pk=attempt.pk), read=lambda _: [draft], at=AT)


def holding(word: str) -> set[str]:
    """The tables of training and notices in which a row holds the word."""
    models = [
        one
        for app in apps.get_app_configs()
        if app.name.startswith(("training.", "notices"))
        for one in app.get_models()
    ]
    return {
        model.__name__ for model in models if any(word.lower() in str(row).lower() for row in model.objects.values())
    }


@pytest.fixture
def browser(person) -> Client:
    """Signed in with the password, as the pages that ask for it want."""
    client = Client()
    client.force_login(person)
    client.post(f"/cuenta/reauthenticate/?next={PAGE}", {"password": PASSWORD})
    return client


# --- Taking ---


def test_the_file_holds_every_part(learner, browser, person, cohort):
    answer = browser.get(FILE)
    assert answer["Content-Disposition"] == 'attachment; filename="mis-datos.json"'
    assert "no-store" in answer["Cache-Control"]
    found = json.loads(answer.content)
    assert set(found) == {"pedido", *(part.key for part in parts())}
    assert (found["cuenta"]["nombre"], found["cuenta"]["correo"]) == (person.name, person.email)
    training = found["formacion"]
    kept = {key: MARK in json.dumps(training[key], ensure_ascii=False) for key in training}
    assert [key for key, has_mark in kept.items() if has_mark] == [
        "inscripciones", "preguntas_de_lecciones", "tareas", "opiniones_sobre_cursos",
    ]  # fmt: skip
    first, second = training["pruebas"]
    assert (first["puntos"], second["entregado"]) == ("0", None)
    assert first["respuestas"][0] | {"guardada": ""} == {
        "pregunta": "¿Cuántos días tiene la semana?", "respuesta": "8", "guardada": "",
    }  # fmt: skip
    assert [one["acerto"] for one in training["repasos"][0]["respuestas"]] == [True, True]
    assert training["no_quiere_repasos_desde"]
    assert training["lecciones"][0]["modulo"] == MODULE
    assert f"Grupo de {MARK}" in {one["titulo"] for one in found["avisos"]["recibidos"]}
    acts = [one["acto"] for one in found["cuenta"]["bitacora"]]
    assert "Reposición enviada" in acts


def test_the_file_holds_nobody_else(learner, browser, person, cohort, cast):
    other = make_enrolment(cohort, make_user(name="Otra Persona"), name="Otra Persona")
    make_work(other, text="De la otra")
    text = browser.get(FILE).text
    assert MARK in text
    assert "De la otra" not in text
    assert "Otra Persona" not in text


def test_what_was_said_in_agendas_and_the_certificates_are_in_the_file(browser, person):
    make_certificate(person, name=f"{MARK} Ejemplo")
    agenda = make_agenda()
    make_contribution(agenda, participant=make_participant(agenda, user=person), title=f"Un andén para {MARK}")
    found = json.loads(browser.get(FILE).content)
    assert found["formacion"]["certificados"][0]["nombre"] == f"{MARK} Ejemplo"
    assert found["agendas"][0]["aportes"][0]["titulo"] == f"Un andén para {MARK}"
    page = browser.get(ERASE).text
    assert f'href="/agendas/{agenda.code}/mis-aportes/?borrar=1"' in page
    assert "1 certificado válido" in page
    assert "grupo abierto" not in page  # nothing is lost there any more


def test_queries_do_not_grow(learner, person, cast):
    with CaptureQueriesContext(connection) as one:
        data_of(person, at=AT)
    for number in range(3):
        row = make_enrolment(make_cohort(make_course(f"C8{number}"), instructor=cast.instructor), person)
        module = row.cohort.version.parsed.modules[0]
        answers(attempts.start(enrolment=row, module=module, at=AT), "7")
        ask(enrolment=row, module=module, lesson=module.lessons[0], text="¿Otra?", at=AT)
        make_work(row)
    with CaptureQueriesContext(connection) as four:
        data_of(person, at=AT)
    assert len(four) == len(one) <= 45


@pytest.mark.parametrize("address", [FILE, ERASE])
def test_the_password_is_asked_first(address, person):
    client = Client()
    client.force_login(person)
    assert client.get(address).url.startswith("/cuenta/reauthenticate/?next=")
    assert client.post(ERASE, {"is_sure": "on"}).url.startswith("/cuenta/reauthenticate/")
    assert client.get(PAGE).status_code == 200


# --- Erasing ---


def test_nothing_that_the_person_wrote_stays_in_training(learner, browser, person):
    assert holding(MARK) == {
        "Enrolment", "MakeUp", "CohortInvitation", "LessonQuestion", "Work", "Delivery", "WorkFile", "Satisfaction",
        "Notification",
    }  # fmt: skip
    page = browser.get(ERASE)
    assert "1 grupo abierto" in page.text
    answer = browser.post(ERASE, {"is_sure": "on"}, follow=True)
    assert "Su cuenta sigue abierta." in answer.text
    assert holding(MARK) == set()
    entry = AuditEntry.objects.get(verb="user.data_erased")
    assert (entry.by, entry.target_id, set(entry.data)) == (person, str(person.pk), {"rows"})
    assert MARK not in str(entry.data)
    assert RecallOptOut.objects.filter(user=person).exists()
    assert not Notification.objects.filter(user=person).exists()


def test_it_is_erased_once(learner, person):
    assert personal.erase(user=person, at=AT)["formacion"] > 5
    assert personal.erase(user=person, at=AT) == {"formacion": 0}
    assert AuditEntry.objects.filter(verb="user.data_erased").count() == 1


def test_attempts_keep_their_grade_and_no_count_reads_them_as_empty(learner, person, cohort):
    module = cohort.version.parsed.modules[0]
    personal.erase(user=person, at=AT)
    first, second = Attempt.objects.order_by("number")
    assert (first.points, second.points, second.handed_in_at) == ("0", "1", AT)
    assert first_attempts(cohort, module) == []


def test_who_comes_back_has_the_attempts_that_were_left(learner, person, cohort):
    personal.erase(user=person, at=AT)
    back = enrol(cohort=cohort, user=person, said=Particulars("Vuelve", None, ""), at=AT)
    assert attempts.start(enrolment=back, module=cohort.version.parsed.modules[0], at=AT).number == 3


def test_what_others_wrote_stays(learner, person, cohort):
    other = make_enrolment(cohort, make_user(name="Rubí"), name="Rubí Ejemplo")
    make_work(other, text="De Rubí")
    before = holding("Rubí")
    personal.erase(user=person, at=AT)
    assert holding("Rubí") == before == {"Enrolment", "Work", "Delivery"}


def test_a_certificate_stays_verifiable_and_its_name_does_not_come_back_to_the_enrolment(client, person):
    certificate = make_certificate(person, name=f"{MARK} Ejemplo")
    personal.erase(user=person, at=ISSUED_AT)
    page = client.get(certificate.get_absolute_url())
    assert page.status_code == 200
    assert f"{MARK} Ejemplo" in page.text
    new = reissue(certificate=certificate, name=f"{MARK} Corregida", by=person, at=ISSUED_AT)
    assert Certificate.objects.get(pk=new.pk).name == f"{MARK} Corregida"
    assert MARK not in Enrolment.objects.get(pk=certificate.enrolment_id).name


def test_without_the_tick_nothing_is_erased(learner, browser):
    answer = browser.post(ERASE, {})
    assert answer.status_code == 422
    assert "Marque la casilla" in answer.text
    assert "Enrolment" in holding(MARK)


def test_all_parts_or_none(learner, person, monkeypatch):
    def fails(**_) -> int:
        raise RuntimeError

    known = [*parts(), Part("otra", "Otra", lambda user: {}, erase=fails)]
    monkeypatch.setattr(personal, "parts", lambda: known)
    with pytest.raises(RuntimeError):
        personal.erase(user=person, at=AT)
    assert "Enrolment" in holding(MARK)
    assert not AuditEntry.objects.filter(verb="user.data_erased").exists()
