"""What no single app owns: cached pages, strange addresses, the embedded secret, the demonstration."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from core import page_cache
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


def test_demonstration_a_second_time_changes_nothing_and_says_the_same(mailoutbox):
    first = run("seed_demo")
    people = list(get_user_model().objects.order_by("pk").values_list("pk", "password"))
    make_round(code="propio")  # a round of one's own beside it is no obstacle to the second run
    assert run("seed_demo") == first
    assert list(get_user_model().objects.order_by("pk").values_list("pk", "password")) == people
    assert "Datos de demostración".upper() in first
    assert mailoutbox == []
