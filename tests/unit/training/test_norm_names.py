"""How texts name the articles of norms."""

import pytest

from training.courses.models import Norm
from training.courses.queries.norm_names import NormNames, is_cited

NAMES = NormNames([
    Norm(code="cp", name="Constitución Política de Colombia", cited_as=["Constitución Política"]),
    Norm(code="1712", name="Ley 1712 de 2014", cited_as=["Ley 1712"]),
    Norm(code="1757", name="Ley 1757 de 2015", cited_as=["Ley 1757"]),
    Norm(code="1519", name="Resolución MinTIC 1519 de 2020", cited_as=["Resolución 1519", "Resolución 1519 de 2020"]),
    Norm(code="1081", name="Decreto 1081 de 2015", cited_as=[]),
])  # fmt: skip


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("El artículo 48 de la **Ley 1757 de 2015** lo dice.", {"1757": {"48"}}),
        ("La Ley 1712, en sus artículos 9 y 11, lo dice. Su artículo 8, no.", {"1712": {"9", "11", "8"}}),
        ("La Constitución Política, artículo 103, y la Ley 1757, artículos 60 a 72.", {"cp": {"103"}, "1757": {"60-72"}}),
        ("Los artículos 9 y 11 de la\nLey 1712 y el artículo 2.1.1.3.1.1 del Decreto 1081 de 2015.",
         {"1712": {"9", "11"}, "1081": {"2.1.1.3.1.1"}}),
        ("El artículo 11 de la Ley 1712 es base de la Resolución 1519 de 2020; el Anexo 2 de esa resolución, no.",
         {"1712": {"11"}, "1519": {"Anexo 2"}}),
        ("| Rendir | Ley 1757, artículos 48-59; Ley 1712, artículo 8 |\n| artículo 3 |", {"1757": {"48-59"}, "1712": {"8"}}),
        ("La Ley 1712 y el artículo 31 de la Ley 2195 de 2022.", {}),
        ("La Ley 1712.\n\nEl artículo 3 habla de otra cosa.", {}),
        ("La Ley 1712, arts. 9, 11 y 15 a 17, y su artículo primero.", {"1712": {"9", "11", "15-17", "1"}}),
        ("Este artículo de la Ley 1712, de 12 páginas.", {}),
    ],
)  # fmt: skip
def test_articles_go_with_the_norm_that_follows_or_was_named_last(text, cited):
    assert NAMES.articles_in(text) == cited


@pytest.mark.parametrize(
    ("article", "cited", "expected"),
    [
        ("9", {"9"}, True), ("10", {"9", "11"}, False), ("10", {"9-11"}, True), ("12", {"9-11"}, False),
        ("48-59", {"48-59"}, True), ("48", {"48-59"}, False), ("48", {"48-59", "48"}, True), ("Anexo 2", {"Anexo 2"}, True),
    ],
)  # fmt: skip
def test_a_range_with_a_row_of_its_own_is_named_whole(article, cited, expected):
    assert is_cited(article, cited, ["9", "48-59", "48"]) is expected
