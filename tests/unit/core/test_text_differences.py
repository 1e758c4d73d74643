"""Word differences and the mark-up of editable texts: exact, escaped, and bounded in time."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.versioned_text.differences import IN, OUT, SAME, word_differences
from core.versioned_text.markup import Address, Block, as_html, as_line, as_text, is_alone

WORDS = st.lists(st.sampled_from(["uno", "dos", "tres", " ", "\n", "\n\n", "{a}", "·"]), max_size=40).map("".join)


def said(before: str, after: str) -> str:
    marks = {SAME: "{}", OUT: "[-{}-]", IN: "[+{}+]"}
    return "".join(marks[piece.kind].format(piece.text) for piece in word_differences(before, after))


def test_changed_words_side_by_side_read_as_one_passage():
    assert said("Para aceptar, abra este enlace: a", "Acepte aquí su invitación: a") == (
        "[-Para aceptar, abra este enlace:-][+Acepte aquí su invitación:+] a"
    )
    assert said("uno dos\n\ntres", "1 2\n\n3") == "[-uno dos-][+1 2+]\n\n[-tres-][+3+]"


def test_difference_names_the_words_that_changed():
    assert said("Para aceptar, abra este enlace", "Para aceptar, use este enlace") == (
        "Para aceptar, [-abra-][+use+] este enlace"
    )
    assert said("Buen día:\n\nUno.\n", "Buen día:\n\nUno.\nDos.\n") == "Buen día:\n\nUno.\n[+Dos.\n+]"
    assert (said("", "a"), said("a", ""), said("a", "a"), said("", "")) == ("[+a+]", "[-a-]", "a", "")


@given(WORDS, WORDS)
def test_pieces_make_up_both_texts(before: str, after: str):
    pieces = word_differences(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != IN) == before
    assert "".join(piece.text for piece in pieces if piece.kind != OUT) == after
    assert all(one.kind != other.kind for one, other in pairwise(pieces))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a " * 10_000, "b a " * 5_000),
        ("a\n" * 10_000, "b\na\n" * 5_000),
        ("\n" * 20_000, "a" * 20_000),
        (" ".join(f"x{i}" for i in range(450)), " ".join(f"x{450 - i}" for i in range(450))),
    ],
)
def test_difference_of_the_longest_texts_is_quick(before: str, after: str):
    start = time.process_time()
    assert word_differences(before, after)
    assert time.process_time() - start < 1.5


# --- Mark-up ---


def test_paragraphs_lists_headings_links_and_strong_words():
    source = "## Título\n\nUn **dato**: {n}.\nOtro renglón\n\n* uno\n* [dos](https://portal.example/a)\nfin"
    assert as_html(source, {"n": "7"}) == (
        "<h2>Título</h2>\n<p>Un <strong>dato</strong>: 7.<br>Otro renglón</p>\n"
        '<ul><li>uno</li><li><a href="https://portal.example/a">dos</a></li></ul>\n<p>fin</p>'
    )
    assert as_text(source, {"n": "7"}) == (
        "Título\n\nUn dato: 7.\nOtro renglón\n\n* uno\n* dos: https://portal.example/a\nfin"
    )


@pytest.mark.parametrize(
    "evil",
    ["<script>x</script>", '"><img src=x onerror=x>', "**a**", "[a](https://evil.example)", "{otro}", "https://evil.example",
     "## a", "* a"],
)  # fmt: skip
def test_values_are_never_mark_up(evil: str):
    page = as_html("Hola, {nombre}.", {"nombre": evil, "otro": "no"})
    assert page.count("<") == 2, page  # the paragraph's own
    assert as_text("Hola, {nombre}.", {"nombre": evil, "otro": "no"}) == f"Hola, {evil}."


@pytest.mark.parametrize("source", ["<b>a</b>", "<script>x</script>", "a & b", '<a href="javascript:x">a</a>'])
def test_text_is_escaped(source: str):
    page = as_html(source, {})
    assert "<b>" not in page
    assert "<script" not in page
    assert "<a " not in page


@pytest.mark.parametrize(
    "target",
    [
        "javascript:x",
        "data:text/html,x",
        "vbscript:x",
        "JavaScript:x",
        "//evil.example/x",
        "/\\evil.example",
        "/x\\..\\y",
    ],
)
def test_links_lead_to_addresses_only(target: str):
    assert "<a" not in as_html(f"[a]({target})", {})
    assert 'href="#"' in as_html("[a]({v})", {"v": Address(target)})
    assert 'href="#"' in as_html("[a]({v})", {"v": target})  # a plain value is no address


def test_addresses_become_links():
    link = Address("https://portal.example/a?b=1&c=2")
    assert as_html("Abra:\n{v}", {"v": link}) == (
        '<p>Abra:<br><a href="https://portal.example/a?b=1&amp;c=2">https://portal.example/a?b=1&amp;c=2</a></p>'
    )
    assert as_text("[Abra]({v})", {"v": link}) == "Abra: https://portal.example/a?b=1&c=2"
    assert 'href="https://portal.example/x"' in as_html("Vea https://portal.example/x.", {})


def test_block_stands_alone_and_an_empty_one_leaves_nothing():
    block = Block("uno\ndos", as_html("uno\n\ndos", {}))
    assert as_text("A\n\n{b}\n\nC", {"b": block}) == "A\n\nuno\ndos\n\nC"
    assert as_html("A\n\n{b}\n\nC", {"b": block}) == "<p>A</p>\n<p>uno</p>\n<p>dos</p>\n<p>C</p>"
    assert as_text("A\n\n{b}\n\nC", {"b": Block("", as_html("", {}))}) == "A\n\nC"
    assert (is_alone("A\n{b}\n", "b"), is_alone("A {b}", "b")) == (True, False)


def test_heading_is_one_line():
    assert as_line("De {a}: {b}", {"a": "uno\ndos", "b": Block("x\ny", as_html("", {}))}) == "De uno dos: x y"


def test_long_text_is_read_quickly():
    start = time.process_time()
    for source in ("[" * 20_000, "*" * 20_000, "http://" * 2_800, "{" * 20_000, "[a](" * 5_000, "\n" * 20_000):
        as_html(source, {})
        as_text(source, {})
    assert time.process_time() - start < 2
