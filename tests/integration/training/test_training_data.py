"""Open data, API and indicators of training: counts, and that small ones stay hidden."""

import csv
import io
import json
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.indicators.sources import source_of
from core.web import page_cache
from tests.factories.accounts import make_user
from tests.factories.certificates import ISSUED_AT, finish, make_certificate
from tests.factories.territory import make_municipality
from tests.factories.training import AT, make_cohort, make_course, make_enrolment
from training.certificates.actions.issuing import issue
from training.cohorts.choices import CohortState
from training.cohorts.models import Cohort

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2027, 1, 1), date(2027, 6, 30)


@pytest.fixture
def places(db: None):
    return [make_municipality() for _ in range(3)]


def enrol(cohort: Cohort, place, number: int, *, certified: int = 0) -> None:
    made = [make_enrolment(cohort, make_user(), municipality=place) for _ in range(number)]
    if certified:
        issue(enrolments=[finish(one).pk for one in made[:certified]], at=ISSUED_AT)


def rows(client, name: str) -> list[dict[str, str]]:
    answer = client.get(f"/cursos/datos/{name}")
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.text)))


def people(client) -> dict[str, tuple[str, str]]:
    return {row["municipality"]: (row["enrolled"], row["certified"]) for row in rows(client, "personas.csv")}


def test_small_counts_are_hidden_with_one_more_that_would_give_them_away(client, places):
    cohort = make_cohort(make_course("C01"))
    enrol(cohort, places[0], 7)
    enrol(cohort, places[1], 3)
    enrol(cohort, places[2], 9)
    found = people(client)
    assert found["total"] == ("19", "0")
    assert [found[place.divipola][0] for place in places] == ["", "", "9"]
    assert found[""] == ("0", "0")
    hidden = {row["municipality"] for row in rows(client, "personas.csv") if row["enrolled_hidden"] == "si"}
    assert hidden == {places[0].divipola, places[1].divipola}


def test_total_that_is_small_is_hidden_too(client, places):
    enrol(make_cohort(make_course("C01")), places[0], 3, certified=2)
    assert people(client)["total"] == ("", "")
    page = client.get("/cursos/datos/").text
    assert "inscripciones reservadas" in page


def test_withdrawn_revoked_and_unopened_do_not_count(client, places):
    cohort = make_cohort(make_course("C01"))
    enrol(cohort, places[0], 6)
    gone = make_enrolment(cohort, make_user(), withdrawn_at=AT)
    draft = make_cohort(cohort.version, state=CohortState.DRAFT)
    enrol(draft, places[0], 6)
    assert gone.municipality is None
    assert people(client)[places[0].divipola][0] == "6"


def test_demonstration_counts_apart(client, places):
    version = make_course("C01")
    enrol(make_cohort(version), places[0], 6)
    enrol(make_cohort(version, is_demonstration=True), places[0], 8)
    totals = {r["is_demo"]: r["enrolled"] for r in rows(client, "personas.csv") if r["municipality"] == "total"}
    assert totals == {"no": "6", "si": "8"}


def test_files_hold_courses_cohorts_and_the_dictionary(client, places):
    cohort = make_cohort(make_course("C01"), code="g-1")
    make_cohort(cohort.version, code="g-2", state=CohortState.DRAFT)
    make_enrolment(cohort, make_user(email="persona@secreto.example"), name="Nombre Secreto", office="Oficina Secreta")
    assert [row["course"] for row in rows(client, "cursos.csv")] == ["C01"]
    assert [row["cohort"] for row in rows(client, "grupos.csv")] == ["g-1"]
    columns = {(row["file"], row["column"]) for row in rows(client, "diccionario.csv")}
    assert {("cursos.csv", "hours"), ("personas.csv", "certified_hidden")} <= columns
    whole = client.get("/cursos/datos/formacion.json")
    assert set(json.loads(whole.text)) == {
        "title", "note", "licence", "source", "courses", "cohorts", "people", "questions",
    }  # fmt: skip
    for path in ("/cursos/datos/", "/cursos/datos/formacion.json", "/api/v1/courses/", "/api/v1/courses/C01/"):
        said = client.get(path).text.lower()
        assert not any(word in said for word in ("secret", "persona@")), path
    assert client.get("/cursos/datos/otro.csv").status_code == 404


def test_catalogue_of_open_data_has_training(client):
    assert "formacion" not in client.get("/datos/catalogo.jsonld").text
    make_course("C01")
    page_cache.forget_all()
    [found] = [
        one
        for one in client.get("/datos/catalogo.jsonld").json()["dcat:dataset"]
        if one["dct:identifier"] == "formacion"
    ]
    assert len(found["dcat:distribution"]) == 7
    for one in found["dcat:distribution"]:
        assert client.get(one["dcat:downloadURL"]["@id"].removeprefix("http://testserver")).status_code in (200, 301)


def test_api_says_what_the_files_say_and_expires(client, places):
    cohort = make_cohort(make_course("C01"))
    enrol(cohort, places[0], 6)
    answer = client.get("/api/v1/courses/C01/")
    found = answer.json()
    by_place = {row["municipality"]: row["enrolled"] for row in found["people"]}
    assert (by_place["total"], by_place[places[0].divipola], found["pass_mark"]) == (6, 6, 70)
    assert [part["title"] for part in found["parts"]] == ["Responder", "Publicar"]
    assert "options" not in answer.text, "no question of a quiz leaves it"
    tag = {"If-None-Match": answer["ETag"]}
    assert client.get("/api/v1/courses/C01/", headers=tag).status_code == 304
    enrol(cohort, places[0], 1)
    assert client.get("/api/v1/courses/C01/", headers=tag).status_code == 200
    assert client.get("/api/v1/courses/C99/").status_code == 404
    assert client.get("/api/v1/courses/?q=responder").json()["count"] == 1


def test_data_costs_the_same_with_many_people(client, places):
    for number in range(4):
        enrol(make_cohort(make_course(f"C0{number}")), places[number % 3], 6)
    for path in ("/cursos/datos/", "/cursos/datos/formacion.json", "/api/v1/courses/C01/"):
        with CaptureQueriesContext(connection) as asked:
            client.get(path)
        assert len(asked) <= 12, path


def test_ind_20_counts_by_cohort_that_ended_in_the_period(places):
    version = make_course("C01")
    ended = make_cohort(version)
    enrol(ended, places[0], 5, certified=2)
    enrol(ended, places[1], 1, certified=1)
    Cohort.objects.filter(pk=ended.pk).update(state=CohortState.ENDED, ended_at=AT)
    before = make_cohort(version)
    enrol(before, places[0], 4)
    Cohort.objects.filter(pk=before.pk).update(state=CohortState.ENDED, ended_at=AT - timedelta(days=200))
    enrol(make_cohort(version), places[0], 3)  # runs
    count = source_of("IND-20").count
    assert [(c.numerator, c.denominator) for c in (count(places[0], FIRST, LAST), count(None, FIRST, LAST))] == [
        (2, 5),
        (3, 6),
    ]
    assert len(count(places[0], FIRST, LAST).inputs) == 7


def test_ind_19_counts_people_with_eight_hours_in_two_years(places):
    one, other = make_user(), make_user()
    for code, hours in (("C01", 4), ("C02", 4)):
        enrolment = make_enrolment(make_cohort(make_course(code, hours=hours)), one, municipality=places[0])
        issue(enrolments=[finish(enrolment).pk], at=ISSUED_AT)
    make_certificate(other, make_cohort(make_course("C03", hours=4)))
    count = source_of("IND-19").count
    found = count(places[0], FIRST, LAST)
    assert (found.numerator, found.denominator, len(found.inputs)) == (1, None, 2)
    assert count(places[1], FIRST, LAST).numerator == 0
    assert count(None, FIRST, date(2029, 3, 1)).numerator == 0, "after 24 months they count no more"
    assert count(None, FIRST, LAST).numerator == 1, "four hours are not enough"
