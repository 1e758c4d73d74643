"""Words of a search in a text: without accents and capitals, and ñ as its own letter."""

import pytest

from core.search.columns import holds_words, words_of


@pytest.mark.parametrize(
    ("typed", "text", "is_found"),
    [
        ("gestion", "Gestión pública", True),
        ("ÁREA", "el area", True),
        ("Ñ", "Se publican los datos", False),
        ("ñ", "cada año", True),
        ("año", "ano", False),
        ("ano", "cada año", True),
        ("an\u0303o", "cada AÑO", True),
        ("cada siglo", "cada año", False),
    ],
)
def test_words_are_found(typed: str, text: str, is_found: bool):
    assert holds_words(text, words_of(typed)) is is_found
