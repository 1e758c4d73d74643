"""What a promise that is born from a gap is called, before anybody writes a better name."""

import pytest

from followup.commitments.queries.births import title_of


@pytest.mark.parametrize(
    ("step", "title"),
    [
        ("Además, publica cada contrato con su avance.", "Publica cada contrato con su avance"),
        ("Publica un acta por sesión.", "Publica un acta por sesión"),
        ("Dos de cada tres actas, además, en lenguaje claro.", "Dos de cada tres actas, además, en lenguaje claro"),
        ("", ""),
    ],
)
def test_a_step_reads_as_a_promise_of_its_own(step, title):
    assert title_of(step) == title
