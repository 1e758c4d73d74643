"""What no single app owns: cached pages, strange addresses, the embedded secret, the demonstration."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from core.web import page_cache
from innovacion360.secret_key import kept_in
from tests.command_line import refused, run
from tests.factories.accounts import make_user
from tests.factories.diagnostics import make_round

pytestmark = pytest.mark.django_db


def test_message_for_one_person_does_not_enter_the_shared_page(cast, browser_of):
    leaving = browser_of(cast.liaison)
    leaving.post("/cuenta/logout/", follow=False)
    assert "messages" in leaving.cookies
    own = leaving.get("/").text
    assert "Salió de su cuenta" in own
    assert "Salió de su cuenta" not in Client().get("/").text


def test_page_comes_from_the_cache_until_something_is_published(django_assert_num_queries):
    stranger = Client()
    first = stranger.get("/").content
    with django_assert_num_queries(0):
        assert stranger.get("/").content == first
    page_cache.forget_all()
    make_round(code="otro")
    assert stranger.get("/").content != b""


@pytest.mark.parametrize("address", ["/municipios/?m=%00", "/comparar/?m=%00", "/como-se-mide/?x=a%00b"])
def test_nul_byte_in_a_query_is_a_bad_request(address: str):
    response = Client().get(address)
    assert (response.status_code, response.text) == (400, "La dirección tiene un carácter que no se admite.")


@pytest.mark.parametrize("charset", ["idna", "latin-1", "unicode_escape"])
def test_other_encoding_than_utf8_is_a_bad_request(charset: str):
    response = Client().get("/municipios/?m=x", headers={"Content-Type": f"text/plain; charset={charset}"})
    assert response.status_code == 400
    form = Client().post(
        "/cuenta/login/", b"login=a", content_type=f"application/x-www-form-urlencoded; charset={charset}"
    )
    assert form.status_code == 400
    utf8 = Client().post("/cuenta/login/", b"login=a", content_type="application/x-www-form-urlencoded; charset=UTF-8")
    assert utf8.status_code == 200


def test_nul_byte_in_a_cookie_is_a_bad_request():
    assert Client().get("/", headers={"Cookie": 'sessionid="\\000aaaa"'}).status_code == 400


@pytest.mark.parametrize("where", ["http://[", "//["])
def test_address_to_come_back_to_that_is_none_is_ignored(where: str):
    assert Client().get("/cuenta/login/", {"next": where}).status_code == 200
    htmx = {"HX-Request": "true", "HX-Current-URL": where}
    assert Client().get("/trabajo/", headers=htmx)["HX-Redirect"] == "/cuenta/login/?next=/"


def test_pages_of_people_who_are_signed_in_are_not_kept_anywhere(cast, assessment, browser_of):
    kept = browser_of(cast.liaison).get("/diagnostico/ciclo/aqui/")["Cache-Control"]
    assert sorted(kept.split(", ")) == ["no-store", "private"]


def test_public_page_is_cached_for_who_brings_no_cookie():
    assert Client().get("/")["Cache-Control"] == "public, max-age=60"
    assert "Cache-Control" not in Client().get("/", headers={"Cookie": "csrftoken=abc"})


def test_embedded_secret_is_made_once_and_only_its_owner_reads_it(tmp_path):
    first = kept_in(tmp_path / "datos")
    assert len(first) > 50
    assert kept_in(tmp_path / "datos") == first
    assert (tmp_path / "datos" / "secret_key").stat().st_mode & 0o077 == 0
    assert kept_in(tmp_path / "otra") != first


def test_demonstration_goes_only_into_an_empty_portal():
    make_user(email="alguien@alcaldia.example")
    assert "solo van en uno vacío" in refused("seed_demo")
    assert get_user_model().objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_demonstration_a_second_time_changes_nothing_and_says_the_same(demo, mailoutbox):
    people = list(get_user_model().objects.order_by("pk").values_list("pk", "password"))
    make_round(code="propio")  # a round of one's own beside it is no obstacle to the second run
    assert run("seed_demo") == demo
    assert list(get_user_model().objects.order_by("pk").values_list("pk", "password")) == people
    assert "Datos de demostración".upper() in demo
    assert mailoutbox == []
