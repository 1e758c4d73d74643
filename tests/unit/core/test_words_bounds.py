"""Letters with very many marks: the library of Unicode sorts them with the square of their number, unless they come sorted."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import words
from core.sheets import cells
from core.sheets.cells import read_text
from core.words import composed, folded
from diagnostics.assessments.forms import municipality
from diagnostics.scoring import values
from files.loaders import links
from files.loaders.links import clean_link, links_of
from tests.steps import Sorting, at_most

ACUTE, BELOW, TIBETAN, VOICED = "\u0301", "\u0323", "\u0f73", "\uff9e"
PILES = {
    "reversed": "a" + ACUTE * 5000 + BELOW * 5000,
    "alternating": "a" + (ACUTE + BELOW) * 5000,
    "marks made of marks": "a" + TIBETAN * 5000,
    "marks only in the compatible form": "a" + (ACUTE + VOICED) * 5000,
}


@pytest.fixture
def sorting(monkeypatch) -> Sorting:
    composed("á")  # finds the marks, once for the process
    counter = Sorting()
    for module in (words, values, links, cells):
        if hasattr(module, "unicodedata"):
            monkeypatch.setattr(module, "unicodedata", counter)
    return counter


@pytest.mark.parametrize("pile", PILES.values(), ids=PILES.keys())
@pytest.mark.parametrize(
    "read",
    [
        composed,
        folded,
        read_text,
        clean_link,
        links_of,
        values.number_from_screen,
        values.number_problem,
        values._folded,
    ],
)
def test_marks_are_never_sorted_by_the_square(sorting: Sorting, read, pile: str):
    with at_most(1_000_000):
        read(pile)
        read(f"https://a.example/{pile}")
    assert sorting.moves < 4_000_000


@pytest.mark.parametrize("pile", [*PILES.values(), "e\u0301", "Peña"])
def test_sorted_marks_are_the_same_text(pile: str):
    pile = pile[:400]
    assert composed(pile) == unicodedata.normalize("NFC", pile)


@given(
    st.text(
        st.sampled_from([*"aeñÁ  ", ACUTE, BELOW, TIBETAN, VOICED, "\u0f71", "\u3099", "\u0344", "가", "ﬁ"]),
        max_size=120,
    )
)
def test_text_is_composed_and_folded_as_the_library_does(text: str):
    assert composed(text * 3) == unicodedata.normalize("NFC", text * 3)
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    assert folded(text) == " ".join(bare.casefold().split())


def test_every_combining_mark_is_known():
    assert not any(unicodedata.combining(chr(code)) for code in range(0x1F000, 0x110000))


@pytest.mark.parametrize(
    "text",
    ["(" * 100_000 + ")" * 100_000, ")" * 200_000, "https://a.example/" + ")" * 200_000, "'" * 200_000, "\u200b" * 200_000,
     "www." * 50_000, "https://" + "a." * 100_000, "https://" + "@" * 100_000, "https://" + "á" * 100_000 + ".co"],
)  # fmt: skip
def test_what_is_no_link_is_known_in_few_steps(text: str):
    with at_most(50_000):
        assert clean_link(text) == ""


def test_links_of_a_page_are_few_and_the_words_after_them_are_not_looked_at():
    with at_most(100_000):
        found, bad = municipality._read_links({"": "x " * 100_000})
    assert (found, bad) == ({}, ["x " * 100_000])
