"""Nothing that was not published appears in a public answer: first there is something that could leak."""

import pytest

from portal.api.docs import document
from tests.factories.diagnostics import LINK

pytestmark = pytest.mark.django_db
# Of the round that is open: its code, its name, its edition, a total; and a proof that nobody accepted.
MARKS = ('"abierto"', "/abierto", "Ciclo abierto", "2.0.0", "93.75", "93,75", LINK)
ROUNDS = ("ciclo-1", "ciclo-2", "abierto")


def addresses(valley) -> list[str]:
    """Every public address of the schema with every code that there is."""
    codes = {"{divipola}": [p.divipola for p in valley.places], "{question}": ["INF-01", "ESC-01", "RES-02"]}
    versions, found = ["1.0.0", "1.1.0", "2.0.0"], []
    for path, methods in document()["paths"].items():
        if "security" in methods["get"]:
            continue
        filled = [path]
        codes["{code}"] = ["TRES"] if "instruments" in path else ROUNDS
        for name, values in (codes | {"{version}": versions}).items():
            filled = [one.replace(name, value) for one in filled for value in (values if name in one else [""])]
        found += filled
    return found


def test_open_round_is_nowhere(client, valley):
    assert valley.open.runs.get().totals.get(municipality=valley.places[0]).displayed.as_tuple().digits == (9, 3, 7, 5)
    asked, leaks = addresses(valley), []
    assert len(asked) > 25
    for address in asked:
        for query in ({}, {"page_size": 500}, {"version": 1}):
            response = client.get(address, query)
            text = response.text.replace(address, "")  # a refusal may repeat what was asked
            leaks += [(address, mark) for mark in MARKS if mark in text]
            hidden = "abierto" in address or "2.0.0" in address
            assert response.status_code in ((404, 400) if hidden else (200, 400, 404)), address
    assert leaks == []


def test_open_round_is_not_told_from_one_that_does_not_exist(client, valley):
    for tail in ("", "scores/", "questions/", "questions/INF-01/"):
        hidden, absent = (client.get(f"/api/v1/rounds/{code}/{tail}") for code in ("abierto", "nada"))
        assert (hidden.status_code, hidden.content) == (404, absent.content)


def test_token_and_session_change_nothing_in_public(client, valley, cast, browser_of):
    plain = client.get("/api/v1/rounds/").content
    signed_in = browser_of(cast.coordinator)
    assert signed_in.get("/api/v1/rounds/").content == plain
    assert signed_in.get("/api/v1/rounds/abierto/").status_code == 404
