"""An address that only takes a form says so in words when somebody reads it."""

import pytest

pytestmark = pytest.mark.django_db


def test_refused_method_has_words_and_a_way_on(cast, browser_of):
    answer = browser_of(cast.coordinator).get("/administracion/municipios/cargar/", headers={"accept": "text/html"})
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert "Esta dirección solo recibe formularios" in answer.text
    assert '<a class="btn" href="/administracion/municipios/">Ir a la página</a>' in answer.text


def test_programs_get_the_bare_answer(cast, browser_of):
    headers = {"accept": "application/json"}
    assert browser_of(cast.coordinator).get("/administracion/municipios/cargar/", headers=headers).content == b""
