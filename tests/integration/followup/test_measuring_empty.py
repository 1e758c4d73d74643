"""Pages of measuring before any sheet is loaded."""

import pytest

pytestmark = pytest.mark.django_db
LIST = "/seguimiento/mediciones/"


@pytest.mark.parametrize(
    ("person", "address", "said"),
    [
        ("liaison", LIST, "No hay nada por hacer"),
        ("reviewer", f"{LIST}por-aprobar/", "No hay mediciones por aprobar"),
        ("coordinator", f"{LIST}periodos/", "No hay periodos"),
        ("coordinator", f"{LIST}metas/", "No hay indicadores"),
    ],
)
def test_empty_pages_say_when_something_comes(cast, browser_of, person, address, said):
    assert said in browser_of(cast.person(person)).get(address).content.decode()
