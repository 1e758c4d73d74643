"""The public pages of courses: what they say, to whom search engines send, and what they cost."""

import json
import re
from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories.accounts import make_user
from tests.factories.training import course_content, make_cohort, make_course, make_enrolment
from training.cohorts.choices import CohortState, Entry
from training.courses.actions.versions import publish
from training.courses.models import Route, courses

pytestmark = pytest.mark.django_db
TODAY = date(2027, 2, 10)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2027-02-10T15:00:00Z", tick=False):
        yield


def linked(page: str) -> dict:
    [found] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    return json.loads(found)


def announced() -> list[dict]:
    return [one | {"in_preparation": True, "lessons": [], "quiz": []} for one in course_content()["modules"]]


def test_catalogue_lists_courses_with_open_cohorts_and_those_in_preparation(client):
    make_cohort(make_course("C01"), name="Grupo de febrero", seats=3)
    make_cohort(make_course("C04", title="Otro tema"), name="Solo invitados", entry=Entry.INVITED)
    make_course("C02", title="Transparencia", modules=announced())
    make_course("C03", title="Un borrador", is_published=False)
    Route.objects.create(code="enlace", title="Enlace municipal", courses=["C01"])
    page = client.get("/cursos/").text
    for said in ("Responder bien", "Grupo de febrero", "3 cupos libres", "Enlace municipal", "4 horas"):
        assert said in page
    assert "En preparación" in page
    assert "Un borrador" not in page
    assert "Solo invitados" not in page
    assert [one["item"]["courseCode"] for one in linked(page)["itemListElement"]] == ["C01", "C02", "C04"]


def test_search_finds_words_without_accents_in_titles_and_modules(client):
    make_course("C01", title="Atención a la ciudadanía")
    make_course("C02", title="Contratos")
    found = client.get("/cursos/?q=atencion").text
    assert ("Atención a la ciudadanía" in found, "Contratos" in found) == (True, False)
    assert "Ningún curso tiene" in client.get("/cursos/?q=xyz").text
    assert client.get("/cursos/?q=PUBLICAR").text.count("<h3>") == 2, "a module of both"


def test_empty_catalogue_says_so(client):
    assert "Todavía no hay cursos publicados" in client.get("/cursos/").text


def test_course_page_says_what_it_is_and_what_the_certificate_asks(client):
    version = make_course("C01")
    make_cohort(version, name="Grupo de febrero")
    make_cohort(version, name="Grupo que terminó", state=CohortState.ENDED)
    page = client.get("/cursos/C01/").text
    for said in (
        "Responder de fondo", "Escribir claro", "Una respuesta escrita de nuevo", "70 % o más", "Una de las dos sesiones",
        "Borrador: sin revisión de una persona experta", "Versión 1.0.0", "Grupo de febrero", "responde de fondo",
    ):  # fmt: skip
        assert said in page
    assert "Grupo que terminó" not in page
    node = linked(page)
    assert (node["@type"], node["courseCode"], node["timeRequired"]) == ("Course", "C01", "PT4H")
    [instance] = node["hasCourseInstance"]
    assert (instance["startDate"], instance["endDate"]) == ("2027-02-01", "2027-03-14")
    assert 'rel="canonical"' in page


@pytest.mark.parametrize(("years", "said"), [(3, "El certificado vale 3 años desde"), (1, "vale 1 año desde"), (0, "")])
def test_how_long_a_certificate_is_good_is_said_before_it_is_earned(client, settings, years, said):
    settings.CERTIFICATE_YEARS = years
    enrolment = make_enrolment(make_cohort(make_course("C01"), code="g-1"), make_user())
    client.force_login(enrolment.user)
    for url in ("/cursos/C01/", "/aprender/g-1/", "/aprender/g-1/1-responder/01-fondo/"):
        page = client.get(url).text
        assert (said in page, "El certificado vale" in page) == (True, bool(said)), url


def test_who_takes_a_course_is_led_on_and_not_to_enrol(client):
    cohort, person = make_cohort(make_course("C01"), name="Grupo de febrero"), make_user()
    make_cohort(cohort.version, name="Grupo de marzo")
    enrolment = make_enrolment(cohort, person)
    client.force_login(person)
    page = client.get("/cursos/C01/").text
    assert f'<a class="btn" href="/aprender/{cohort.code}/">Seguir el curso' in page
    assert ('Ver e inscribirme<span class="vh"> en Grupo de febrero' in page, "> en Grupo de marzo" in page) == (
        False,
        True,
    )
    cohort.entry = Entry.INVITED  # not among those that anybody may enter
    cohort.save()
    assert "Seguir el curso" in client.get("/cursos/C01/").text
    enrolment.withdrawn_at = timezone.now()
    enrolment.save()
    assert "Seguir el curso" not in client.get("/cursos/C01/").text
    client.logout()
    assert "Seguir el curso" not in client.get("/cursos/C01/").text


def test_course_shows_its_newest_version_and_names_the_former_ones(client):
    make_course("C01", title="Primera")
    newer = make_course("C01", "1.1.0", is_published=False, title="Segunda")
    publish(version=newer, at=timezone.now())
    page = client.get("/cursos/C01/").text
    assert "<h1>Segunda</h1>" in page
    assert page.index("Versión 1.1.0") < page.index("Versión 1.0.0")


@pytest.mark.parametrize("code", ["C99", "c01", "grupos"])
def test_course_that_is_not_there_is_not_found(client, code):
    make_course("C01")
    assert client.get(f"/cursos/{code}/").status_code == 404


def test_draft_is_not_found(client):
    make_course("C03", is_published=False)
    assert client.get("/cursos/C03/").status_code == 404


def test_hostile_text_of_a_course_is_harmless(client):
    make_course("C01", title="<script>x</script>", text="<script>alert(1)</script>", summary="</script><b>x")
    page = client.get("/cursos/C01/").text
    assert "<script>alert" not in page
    assert linked(page)["description"] == "</script><b>x"


def test_sitemap_has_the_published_courses(client):
    make_course("C01")
    make_course("C02", is_published=False)
    found = client.get("/sitemap.xml").text
    for path in (
        "/cursos/</loc>",
        "/cursos/datos/</loc>",
        "/cursos/preguntas/</loc>",
        "/cursos/C01/</loc>",
        "/normas/</loc>",
    ):
        assert path in found
    assert "C02" not in found, "nobody published it"


def test_cost_does_not_grow_with_courses_and_people(client):
    versions = [make_course(f"C{number:02}") for number in range(1, 6)]
    cohorts = [make_cohort(version) for version in versions for _ in range(3)]
    for cohort in cohorts:
        make_enrolment(cohort, make_user())
    courses._PARSED.clear()
    for path in ("/cursos/", "/cursos/C01/"):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(path).status_code == 200
        assert len(asked) <= 6, [one["sql"][:120] for one in asked]


def test_course_with_lessons_is_offered_on_paper(client):
    make_course("C01")
    make_course("C02", modules=announced())
    page = client.get("/cursos/C01/").text
    for ending in ("pdf", "html"):
        assert f'href="/cursos/C01/1.0.0/curso.{ending}"' in page
        assert client.get(f"/cursos/C01/1.0.0/curso.{ending}").status_code == 200
    assert "curso.pdf" not in client.get("/cursos/C02/").text


def test_the_printed_course_has_one_name(client):
    enrolment = make_enrolment(make_cohort(make_course("C01"), code="g-1"), make_user())
    client.force_login(enrolment.user)
    for url in ("/cursos/C01/", "/aprender/g-1/"):
        assert "Curso para imprimir <small>PDF</small>" in client.get(url).text, url


def test_home_leads_to_the_courses(client):
    part = client.get("/").text.partition('id="metodo"')[2].partition("</section>")[0]
    assert '<a href="/cursos/">Cursos para mejorar</a>' in part


def test_open_cohort_and_empty_verification_have_their_canonical_address(client, settings):
    cohort = make_cohort(make_course("C01"), name="Grupo de febrero")
    page = client.get(cohort.get_absolute_url()).text
    assert f'<link rel="canonical" href="{settings.SITE_URL}{cohort.get_absolute_url()}">' in page
    for other in (
        make_cohort(cohort.version, entry=Entry.INVITED),
        make_cohort(cohort.version, state=CohortState.ENDED),
    ):
        closed = client.get(other.get_absolute_url()).text
        assert "canonical" not in closed
        assert '<meta name="robots" content="noindex">' in closed
    empty = client.get("/certificados/")
    assert f'<link rel="canonical" href="{settings.SITE_URL}/certificados/">' in empty.text
    assert "X-Robots-Tag" not in empty
    tried = client.post("/certificados/", {"text": "nada"})
    assert "canonical" not in tried.text
    assert tried["X-Robots-Tag"] == "noindex"
