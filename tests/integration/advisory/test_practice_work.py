"""The screens on which a practice is written, reviewed and published: nothing that was typed is lost."""

import pytest

from advisory.practices.actions import writing
from advisory.practices.models import Practice
from notices.models import Notification
from tests.factories.practices import AT, SAID, submitted, written

pytestmark = pytest.mark.django_db
WORK = "/asesorias/practicas/"
TYPED = SAID | {
    "result_number": "1.250,5", "before_number": "", "before_period": "", "tags": "gobernanza, vida", "seen": "0",
    "evidence": "La hoja: https://aqui.example/hoja\nhttps://aqui.example/otra",
}  # fmt: skip


def post(browser, path: str, **typed):
    return browser.post(f"{WORK}{path}", {name: value for name, value in typed.items() if value is not None})


def test_a_practice_is_written_sent_reviewed_and_published_by_its_people(cast, browser_of, client):
    liaison, advisor = browser_of(cast.liaison), browser_of(cast.advisor)
    assert post(liaison, "nueva/", **TYPED).url == f"{WORK}BP-001/"
    row = Practice.objects.get()
    assert (str(row.result_number), row.tags, len(row.evidence)) == ("1250.5000", ["gobernanza", "vida"], 2)
    assert advisor.get(f"{WORK}BP-001/").status_code == 404
    assert post(liaison, "BP-001/enviar/", seen=row.version).status_code == 302
    told = Notification.objects.filter(kind="practice_review")
    assert {one.user for one in told} == {cast.advisor, cast.coordinator}
    page = advisor.get(f"{WORK}BP-001/revisar/")
    assert page.context["form"]["signed_as"].value() == cast.advisor.name
    assert post(advisor, "BP-001/revisar/", seen=2, signed_as="Ana Lectora").url == f"{WORK}BP-001/"
    assert client.get("/practicas/BP-001/").status_code == 404
    assert post(liaison, "BP-001/publicar/", seen=3).url == f"{WORK}BP-001/"
    assert "1.250,5" in client.get("/practicas/BP-001/").text


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"title": ""}, "Escriba qué se hizo"),
        ({"result_number": "ocho"}, "ocho"),
        ({"months": "4,5"}, "número entero"),
        ({"from_level": "3", "to_level": "2"}, "el segundo es mayor que el primero"),
        ({"before_number": "3"}, "con su periodo"),
        ({"evidence": "sin dirección"}, "no es una dirección"),
        ({"result_number": "0,00001"}, "Tiene más de 4 decimales"),
    ],
)
def test_what_is_wrong_is_said_and_everything_typed_stays(cast, browser_of, wrong, sentence):
    page = post(browser_of(cast.liaison), "nueva/", **TYPED | wrong)
    assert page.status_code == 422
    assert sentence in page.text
    kept = page.context["form"]
    assert all(kept[name].value() == str(value) for name, value in (TYPED | wrong).items() if name != "tags")
    assert SAID["what_failed"] in page.text
    assert not Practice.objects.exists()


def test_who_writes_on_an_old_page_keeps_the_words_and_may_send_them_again(cast, browser_of):
    row, browser = written(cast.liaison, cast.here), browser_of(cast.liaison)
    writing.rewrite(practice=row, said=SAID | {"title": "Meanwhile"}, seen=row.version, by=cast.liaison, at=AT)
    page = post(browser, f"{row.code}/corregir/", **TYPED | {"title": "Lo mío", "seen": 1})
    assert page.status_code == 409
    assert "Lo mío" in page.text
    assert page.context["form"]["seen"].value() == "2"
    assert post(browser, f"{row.code}/corregir/", **TYPED | {"title": "Lo mío", "seen": 2}).status_code == 302
    assert Practice.objects.get().title == "Lo mío"


def test_what_is_given_back_tells_its_municipality_why(cast, browser_of):
    row = submitted(cast.liaison, cast.here)
    page = post(browser_of(cast.advisor), f"{row.code}/revisar/", seen=row.version, op="devolver", reason="")
    assert page.status_code == 422
    post(
        browser_of(cast.advisor),
        f"{row.code}/revisar/",
        seen=row.version,
        op="devolver",
        reason="¿De cuándo es el número?",
    )
    assert Notification.objects.filter(kind="practice", user=cast.liaison).exists()
    assert "¿De cuándo es el número?" in browser_of(cast.liaison).get(f"{WORK}{row.code}/").text


def test_the_page_of_a_practice_offers_only_what_the_person_may_do(cast, browser_of):
    row = submitted(cast.liaison, cast.here)
    assert "/revisar/" not in browser_of(cast.liaison).get(f"{WORK}{row.code}/").text
    assert "/revisar/" in browser_of(cast.advisor).get(f"{WORK}{row.code}/").text
    assert browser_of(cast.neighbour).get(f"{WORK}{row.code}/").status_code == 404
