"""Which rows a person reaches: her municipality's and nothing else, and in each place only what her role there may."""

import pytest
from django.utils import timezone

from accounts.models import Membership
from accounts.permissions import Role
from diagnostics.assessments.models import Answer, Assessment
from tests.factories.accounts import make_membership
from tests.factories.diagnostics import make_answer, make_round, make_sent, typed

pytestmark = pytest.mark.django_db
HERE, THERE = "/diagnostico/ciclo/aqui/", "/diagnostico/ciclo/alla/"
PAGES = ["", "datos/", "enviar/", "preguntas/A.1/"]


@pytest.fixture
def theirs(cast, assessment) -> Assessment:
    return Assessment.objects.with_context().get(municipality=cast.there)


def test_assessments_visible_to_each_person(cast, assessment, theirs):
    seen = {
        name: set(Assessment.objects.visible_to(cast.person(name)).values_list("municipality__slug", flat=True))
        for name in vars(cast)
        if name not in ("here", "there")
    }
    own, all_of_them, none = {"aqui"}, {"aqui", "alla"}, set()
    assert seen == {
        "contributor": own, "liaison": own, "approver": own, "reviewer": all_of_them, "coordinator": all_of_them,
        "advisor": none, "facilitator": none, "instructor": none, "admin": none, "citizen": none,
        "neighbour": {"alla"}, "newcomer": none,
    }  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_neighbour_does_not_find_what_exists(cast, assessment, browser_of, page):
    make_answer(assessment, "A-01", "3", na_reason="secreto de aquí")
    response = browser_of(cast.neighbour).get(f"{HERE}{page}")
    assert (response.status_code, "secreto de aquí" in response.text) == (404, False)
    absent = browser_of(cast.neighbour).get(f"/diagnostico/ciclo/nada/{page}")
    assert absent.status_code == 404, "what is hidden looks like what does not exist"


@pytest.mark.parametrize(
    ("address", "fields"),
    [
        ("respuestas/A-01/", typed("A-01", value="4", version=1)),
        ("preguntas/A.1/", typed("A-01", value="4", version=1)),
        ("datos/", {"has_council": "True", "version": "0"}),
        ("enviar/", {"even_if_partial": "on"}),
    ],
)
def test_neighbour_cannot_write(cast, assessment, browser_of, address, fields):
    make_answer(assessment, "A-01", "2")
    before = Assessment.objects.values().get(pk=assessment.pk)
    assert browser_of(cast.neighbour).post(f"{HERE}{address}", fields).status_code == 404
    assert Assessment.objects.values().get(pk=assessment.pk) == before
    assert list(Answer.objects.values_list("value", "version")) == [("2", 1)]


def test_role_of_one_place_gives_nothing_in_another(cast, assessment, theirs, browser_of):
    """She fills there and only reads here: what she may there must not reach what she sees here."""
    make_membership(Role.LIAISON, cast.there, user=cast.approver)
    browser = browser_of(cast.approver)
    answer, facts = typed("A-01", value="4"), {"has_council": "True", "version": "0"}
    posts = [("respuestas/A-01/", answer), ("preguntas/A.1/", answer), ("datos/", facts), ("enviar/", {})]
    assert [browser.post(f"{HERE}{page}", fields).status_code for page, fields in posts] == [403] * 4
    assert browser.get(f"{HERE}enviar/").status_code == 403
    assert not Answer.objects.exists()
    assert browser.post(f"{THERE}respuestas/A-01/", answer).status_code == 200
    assert Answer.objects.get().assessment == theirs


def test_reviewer_who_fills_somewhere_fills_only_there(cast, assessment, theirs, browser_of):
    make_membership(Role.CONTRIBUTOR, cast.there, user=cast.reviewer)
    browser = browser_of(cast.reviewer)
    assert browser.post(f"{HERE}respuestas/A-01/", typed("A-01", value="4")).status_code == 403
    assert browser.post(f"{THERE}respuestas/A-01/", typed("A-01", value="4")).status_code == 200


def test_role_that_ended_opens_nothing(cast, assessment, browser_of):
    browser = browser_of(cast.contributor)
    assert browser.get(HERE).status_code == 200
    Membership.objects.filter(user=cast.contributor).update(ended_at=timezone.now())
    assert browser.get(HERE).status_code == 403
    assert browser.post(f"{HERE}respuestas/A-01/", typed("A-01", value="4")).status_code == 403
    assert not Answer.objects.exists()


def test_reviewer_does_not_review_what_is_still_written(cast, assessment, browser_of):
    make_answer(assessment, "A-01", "3")
    browser = browser_of(cast.reviewer)
    pages = ["", "preguntas/A.1/"]
    assert [browser.get(f"/revision/ciclo/aqui/{page}").status_code for page in pages] == [404, 404]
    assert browser.post("/revision/ciclo/aqui/cerrar/").status_code == 404
    assert browser.post("/revision/ciclo/aqui/respuestas/A-01/", {"A-01-version": 0}).status_code == 404


# --- The page after signing in ---


@pytest.mark.parametrize(
    ("name", "goes_to"),
    [
        ("contributor", HERE), ("liaison", HERE), ("approver", HERE), ("neighbour", THERE),
        ("reviewer", "/tablero/"), ("coordinator", "/tablero/"), ("admin", "/administracion/"),
    ],
)  # fmt: skip
def test_everybody_is_sent_to_the_first_page(cast, assessment, browser_of, name, goes_to):
    response = browser_of(cast.person(name)).get("/trabajo/")
    assert (response.status_code, response.url) == (302, goes_to)


@pytest.mark.parametrize("name", ["advisor", "facilitator", "instructor", "citizen", "newcomer"])
def test_who_has_nothing_to_do_is_told(cast, assessment, browser_of, name):
    page = browser_of(cast.person(name)).get("/trabajo/")
    assert (page.status_code, "Todavía no hay nada a su cargo" in page.text) == (200, True)


def test_several_assessments_are_listed_with_what_is_left(cast, assessment, browser_of):
    make_sent(assessment, cast.liaison)
    make_round(cast.here, cast.there, code="otro", name="Otro ciclo", is_demo=True)
    make_round(cast.here, code="tercero", name="Tercer ciclo")
    page = browser_of(cast.contributor).get("/trabajo/").text
    assert [page.count(f"<strong>Aquí, {name}") for name in ("Ciclo de prueba", "Otro ciclo", "Tercer ciclo")] == [
        1,
        1,
        1,
    ]
    assert "Allá" not in page
    assert "Datos de demostración" in page
    assert "En revisión metropolitana · 5 de 5 respuestas" in page
