"""The learner's pages: their courses, one course, a lesson; what is missing, and what was read."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from accounts.permissions import Role
from core.models import AuditEntry
from tests.factories.accounts import make_member, make_user
from tests.factories.learning import attempt_with, mark, note, said, work_in
from tests.factories.training import AT, course_content, make_cohort, make_course, make_enrolment
from training.assignments.choices import WorkState
from training.cohorts.choices import CohortState
from training.cohorts.models import Attendance, MakeUp
from training.cohorts.queries.activity import completed_among, silent_since
from training.courses.models import Norm, NormArticle
from training.learning.models import LessonVisit
from training.learning.presenters.missing import missing_title
from training.learning.queries.certificates import CertificateLink, certificate_of

pytestmark = pytest.mark.django_db
BUDGET = 12  # queries of a page, however many rows
QUIZ = "/aprender/g-1/1-responder/prueba/"
ONE, TWO = ("1-responder", "01-fondo"), ("1-responder", "02-claro")


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def learner():
    return make_user()


@pytest.fixture
def cohort():
    return make_cohort(instructor=make_member(Role.INSTRUCTOR), code="g-1")


@pytest.fixture
def enrolment(cohort, learner, client):
    client.force_login(learner)
    return make_enrolment(cohort, learner)


def address(key, suffix=""):
    return f"/aprender/g-1/{key[0]}/{key[1]}/{suffix}"


# --- What is missing, in words ---


def test_a_new_enrolment_lacks_quizzes_assignment_and_a_session(enrolment):
    assert [str(line) for line in said(enrolment)] == [
        "prueba del módulo 1 (sin presentar; se pide 70\u202f%)", "tarea del módulo 1 (sin entregar)",
        "prueba del módulo 2 (sin presentar; se pide 70\u202f%)",
        "una sesión en vivo (la próxima, el miércoles 10 de febrero a las 17:00)",
    ]  # fmt: skip
    assert missing_title(said(enrolment)) == "Le faltan 4 cosas para el certificado"


@pytest.mark.parametrize(
    ("points", "words", "hint"),
    [
        (["3"], "60\u202f%; se pide 70\u202f%", "Le quedan 2 intentos."),
        (["3", "2"], "60\u202f%; se pide 70\u202f%", "Le queda 1 intento."),
        (["3", "2", "0"], "60\u202f%; se pide 70\u202f%", "No le quedan intentos. Hable con quien enseña el grupo."),
        (["349/100"], "69\u202f%; se pide 70\u202f%", "Le quedan 2 intentos."),
        (["7/2"], None, None),
    ],
)
def test_a_quiz_says_its_best_attempt_and_what_is_asked(enrolment, points, words, hint):
    for number, earned in enumerate(points, start=1):
        attempt_with(enrolment, "1-responder", number, earned, 5)
    found = [(line.state, line.hint) for line in said(enrolment) if line.name == "Prueba del módulo 1"]
    assert found == ([(words, hint)] if words else [])


def test_prior_learning_has_one_attempt_a_higher_mark_and_no_session(cohort, learner):
    enrolment = make_enrolment(cohort, learner, has_prior_learning=True)
    attempt_with(enrolment, "1-responder", 1, "4", 5)
    lines = said(enrolment)
    assert [line.name for line in lines] == ["Prueba del módulo 1", "Tarea del módulo 1", "Prueba del módulo 2"]
    assert (lines[0].state, lines[0].hint[:24]) == ("80\u202f%; se pide 85\u202f%", "Tenía un solo intento. P")


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (WorkState.DRAFT, "empezada, sin entregar"), (WorkState.HANDED_IN, "espera corrección"),
        (WorkState.RETURNED, "devuelta con razones"), (WorkState.ACCEPTED, None),
    ],
)  # fmt: skip
def test_an_assignment_says_its_state(enrolment, state, words):
    work_in(enrolment, state)
    assert [line.state for line in said(enrolment) if line.name == "Tarea del módulo 1"] == ([words] if words else [])


def test_after_the_sessions_a_make_up_is_offered_and_its_state_said(enrolment, cohort):
    cohort.sessions.update(starts_at=AT - timedelta(days=3))
    assert (said(enrolment)[-1].state, said(enrolment)[-1].url) == (
        "ya pasaron las dos", "/cursos/grupos/g-1/reposicion/",
    )  # fmt: skip
    make_up = MakeUp.objects.create(enrolment=enrolment, text="Leí la guía.", sent_at=AT)
    assert said(enrolment)[-1].state == "su reposición espera respuesta"
    MakeUp.objects.update(returned_at=AT, reason="Cuente qué hizo.", judged_by=cohort.instructors.get())
    assert (said(enrolment)[-1].state, said(enrolment)[-1].hint) == ("su reposición se devolvió", "Cuente qué hizo.")
    MakeUp.objects.filter(pk=make_up.pk).update(returned_at=None, reason="", accepted_at=AT)
    assert "Una sesión en vivo" not in [line.name for line in said(enrolment)]


def test_a_cancelled_session_is_not_the_next_one(enrolment, cohort):
    cohort.sessions.filter(number=1).update(cancelled_at=AT)
    assert said(enrolment)[-1].state.startswith("la próxima, el miércoles 3 de marzo")


def test_who_lacks_nothing_is_told_so_everywhere_and_is_not_reminded(enrolment, cohort, client):
    attempt_with(enrolment, "1-responder", 1, "5", 5)
    attempt_with(enrolment, "2-publicar", 1, "1", 1)
    work_in(enrolment, WorkState.ACCEPTED)
    assert completed_among([enrolment]) == set()
    Attendance.objects.create(
        session=cohort.sessions.first(), enrolment=enrolment, source="list", at=AT, by=cohort.instructors.get()
    )
    assert completed_among([enrolment]) == {enrolment.pk}
    for url in ("/aprender/", "/aprender/g-1/", address(ONE)):
        assert "No le falta nada" in client.get(url).content.decode(), url


# --- The place ---


def test_reading_goes_on_at_the_very_place_on_another_device(enrolment, client):
    assert client.post(address(TWO, "lugar/"), {"anchor": "b-2"}).status_code == 204
    page = client.get("/aprender/").content.decode()
    assert f'href="{address(TWO)}#b-2"' in page
    assert "Seguir donde iba" in page
    assert f'href="{address(TWO)}#b-2"' in client.get("/aprender/g-1/").content.decode()


def test_marking_as_read_works_without_scripts_and_leads_on(enrolment, client):
    answer = client.post(address(ONE, "leida/"))
    assert (answer.status_code, answer["Location"]) == (302, address(TWO))
    assert client.post(address(TWO, "leida/"))["Location"] == QUIZ
    client.post(address(ONE, "leida/"))  # twice is as once
    page = client.get("/aprender/g-1/").content.decode()
    assert page.count("Leída") == 2
    assert LessonVisit.objects.count() == 2


def test_going_back_to_the_beginning_forgets_no_finished_lesson_and_keeps_the_place(enrolment):
    note(enrolment, ONE, "b-3")
    note(enrolment, ONE, "")
    visit = LessonVisit.objects.get()
    assert (visit.anchor, visit.done_at) == ("b-3", None)
    mark(enrolment, ONE)
    note(enrolment, ONE, "b-1", at=AT + timedelta(hours=1))
    visit.refresh_from_db()
    assert (visit.done_at, visit.first_at, visit.last_at) == (AT, AT, AT + timedelta(hours=1))


@pytest.mark.parametrize("anchor", ["b-0", "b-12345", "x", "t-" + "a" * 71, "t-<script>", "b-1 ", "t-á"])
def test_a_place_that_is_none_is_refused_with_a_sentence(enrolment, client, anchor):
    answer = client.post(address(ONE, "lugar/"), {"anchor": anchor})
    assert (answer.status_code, answer.content.decode()) == (422, "Ese lugar no es de una lección.")
    assert not LessonVisit.objects.exists()


def test_opening_a_lesson_writes_nothing(enrolment, client):
    client.get(address(ONE))
    assert not LessonVisit.objects.exists()
    assert not AuditEntry.objects.exists()


def test_reading_counts_as_activity(enrolment, cohort):
    cohort.starts_on = AT.date() - timedelta(days=9)
    cohort.save()
    enrolment.enrolled_at = AT - timedelta(days=9)
    enrolment.save()
    assert silent_since([enrolment])[enrolment.pk] == AT.date() - timedelta(days=9)
    note(enrolment, ONE, "b-1")
    assert silent_since([enrolment])[enrolment.pk] == AT.date()


# --- Who sees what ---


@pytest.mark.parametrize("suffix", ["", "1-responder/01-fondo/"])
def test_others_and_who_withdrew_find_nothing(enrolment, client, suffix):
    url = f"/aprender/g-1/{suffix}"
    assert client.get(url).status_code == 200
    enrolment.withdrawn_at = AT
    enrolment.save()
    assert client.get(url).status_code == 404
    client.force_login(make_user())
    assert client.get(url).status_code == 404
    client.force_login(enrolment.cohort.instructors.get())
    assert client.get(url).status_code == (200 if suffix else 404), "who teaches reads the lessons only"


@pytest.mark.parametrize("url", ["/aprender/g-1/1-responder/09-no/", "/aprender/g-1/9-no/01-fondo/", "/aprender/nada/"])
def test_what_is_not_in_the_course_is_not_found(enrolment, client, url):
    assert client.get(url).status_code == 404


def test_no_course_leads_to_the_catalogue_or_says_so(client, learner):
    client.force_login(learner)
    assert "No está inscrito en ningún curso" in client.get("/aprender/").content.decode()


def test_ended_courses_stand_apart_with_their_certificate(enrolment, cohort, learner, client, monkeypatch):
    monkeypatch.setattr(certificate_of, "_fillers", [])
    ended = make_cohort(make_course("C80"), state=CohortState.ENDED, code="g-fin")
    over = make_enrolment(ended, learner)
    certificate_of.fill(lambda rows: {over.pk: CertificateLink("/certificados/X/", "Certificado del 3 de mayo")})
    page = client.get("/aprender/").content.decode()
    assert page.index("g-1/") < page.index("Terminados") < page.index("g-fin/")
    link = page.index('href="/certificados/X/">Ver el certificado')
    assert page.index("g-fin/") < link < page.index("Certificado del 3 de mayo")
    assert client.get("/aprender/g-fin/1-responder/01-fondo/").status_code == 200


# --- The lesson ---


def test_an_article_is_printed_where_the_lesson_cites_it_and_it_is_certain(learner, client):
    law = Norm.objects.create(code="ley-1712", name="Ley 1712 de 2014", checked_on="2027-01-12", status="vigente")
    other = Norm.objects.create(code="ley-9", name="Ley 9 de 1999", checked_on="2027-01-12", status="vigente")
    for norm, number, certainty in ((law, "7", "alta"), (law, "9", "media"), (law, "11", "alta"), (other, "5", "alta")):
        NormArticle.objects.create(norm=norm, number=number, certainty=certainty)
    content = course_content("C81")["modules"]
    content[0]["lessons"][0] |= {
        "norms": ["ley-1712", "ley-9"],
        "text": "La Ley 1712 de 2014, artículos 7 y 9. La Ley 9.",
    }
    make_enrolment(make_cohort(make_course("C81", modules=content), code="g-n"), learner)
    client.force_login(learner)
    page = client.get("/aprender/g-n/1-responder/01-fondo/").content.decode()
    box = page[page.index('class="norm"') :].partition("</section>")[0]
    assert re.findall("<strong>(.*?)</strong>", box) == ["Ley 1712 de 2014, artículo 7.", "Ley 9 de 1999."]
    assert "Comprobada el 12 de enero de 2027" in box
    assert 'class="norm"' not in client.get("/aprender/g-n/1-responder/02-claro/").content.decode()
    paper = client.get("/cursos/C81/1.0.0/curso.html").text
    assert "<li>Ley 1712 de 2014, artículo 7. Vigente, comprobada el 12 de enero de 2027.</li>" in paper


def test_a_version_is_a_draft_until_an_expert_read_it(enrolment, cohort, client):
    for url in ("/aprender/g-1/", address(ONE)):
        assert "Borrador: sin revisión de una persona experta" in client.get(url).content.decode()
    type(cohort.version).objects.update(reviewed_by="Ana Ruiz", reviewed_on=AT.date())
    for url in ("/aprender/g-1/", address(ONE)):
        page = client.get(url).content.decode()
        assert "Borrador" not in page
        assert "Revisado por Ana Ruiz el 8 de febrero de 2027" in page


def test_a_video_comes_with_its_transcript_and_links_stay_in_the_cohort(learner, client):
    content = course_content("C82")["modules"]
    content[0]["lessons"][0] |= {
        "video": "https://video.example/1", "transcript": "Lo que se dice en él.",
        "text": "Lea [lo claro](02-claro.md) y <script>alert(1)</script>.",
    }  # fmt: skip
    make_enrolment(make_cohort(make_course("C82", modules=content), code="g-v"), learner)
    client.force_login(learner)
    page = client.get("/aprender/g-v/1-responder/01-fondo/").content.decode()
    assert 'href="https://video.example/1"' in page
    assert "Lo que se dice en él." in page
    assert "<script>alert" not in page
    assert (
        f'href="{reverse("learning:lesson", args=["g-v", "1-responder", "02-claro"])}"'
        not in page.partition("q-foot")[2]
    )


# --- Budgets ---


def test_pages_cost_the_same_however_many_courses(learner, client, django_assert_max_num_queries):
    instructor = make_member(Role.INSTRUCTOR)
    for number in range(25):
        cohort = make_cohort(make_course(f"K{number}"), instructor=instructor, code=f"k-{number}")
        enrolment = make_enrolment(cohort, learner)
        note(enrolment, ONE, "b-1")
        attempt_with(enrolment, "1-responder", 1, "2", 5)
        work_in(enrolment, WorkState.RETURNED)
    client.force_login(learner)
    for url in ("/aprender/", "/aprender/k-3/", "/aprender/k-3/1-responder/01-fondo/"):
        client.get(url)
        with django_assert_max_num_queries(BUDGET):
            assert client.get(url).status_code == 200


def test_who_runs_a_cohort_reads_its_lessons_and_nothing_is_kept(cast, browser_of, django_assert_max_num_queries):
    cohort = make_cohort(make_course("C90"), instructor=cast.instructor)
    own, other = browser_of(cast.instructor), make_cohort(make_course("C91"))
    address = f"/aprender/{cohort.code}/1-responder/01-fondo/"
    page = own.get(address).text
    assert "Qué necesita la persona" in page
    assert f'href="/aprender/{cohort.code}/1-responder/02-claro/"' in page
    assert "<form class=" not in page[page.index("<main") :]
    assert "data-reading" not in page
    assert not LessonVisit.objects.exists()
    assert own.post(address, {"text": "¿Y si es urgente?"}).status_code == 404
    assert own.post(f"{address}leida/").status_code == 404
    assert own.get(f"/aprender/{cohort.code}/1-responder/09-nada/").status_code == 404
    assert own.get(f"/aprender/{other.code}/1-responder/01-fondo/").status_code == 404
    assert own.get(f"/aprender/{cohort.code}/").status_code == 404, "the course page is of who takes it"
    assert f'href="{address}"' in own.get(f"/formacion/grupos/{cohort.code}/").text
    with django_assert_max_num_queries(BUDGET):
        own.get(address)
