"""Addresses as people type them: kept whole, or named with the reason."""

import sys

import pytest

from files.forms import LinkOrFileForm
from files.loaders.links import BLANK_INSIDE, NO_LINK, TOGETHER, clean_link, links_of, problem_of

X, Y = "https://a.gov.co/x", "https://a.gov.co/y"


@pytest.mark.parametrize(
    ("line", "links"),
    [
        ("", []), (X, [X]), (f"{X} {Y}", [X, Y]), (f"{X}, {Y}", [X, Y]), (f"Acta: {X}", [X]),
        ("https://a.gov.co/Copacabana_(Antioquia)", ["https://a.gov.co/Copacabana_(Antioquia)"]),
        ("(https://a.gov.co/Copacabana_(Antioquia))", ["https://a.gov.co/Copacabana_(Antioquia)"]),
        ("(ver https://a.gov.co/x_(y)).", ["https://a.gov.co/x_(y)"]),
        (f"({X})", [X]), (f"{X})", [X]), (f"[{X}]", [X]), (f"<{X}>,", [X]), (f"«{X}»", [X]), (f"({X}) del acta", [X]),
        ("https://a.gov.co/x[1]", ["https://a.gov.co/x[1]"]), (f"'{X}'", [X]), ("https://a.gov.co/d'or", ["https://a.gov.co/d'or"]),
        ("https://a.\u200bgov.co/x\u2060", [X]), ("\u200ehttps://a.gov.co/x\u200e", [X]), ("www.a.gov.co/x", ["https://www.a.gov.co/x"]),
        ("https://alcaldía.gov.co/x", ["https://alcaldía.gov.co/x"]), ("https://alcaldi\u0301a.gov.co/x", ["https://alcaldía.gov.co/x"]),
        ("https://a.gov.co/a%20b", ["https://a.gov.co/a%20b"]), ("https://a.gov.co/an\u0303o", ["https://a.gov.co/a%C3%B1o"]),
    ],
)  # fmt: skip
def test_links_of_a_line_are_read_whole(line: str, links: list[str]):
    found, wrong = links_of(line)
    assert (found, wrong) == (links, [])
    assert [clean_link(link) for link in found] == found, "what is stored is typed again as it is"


@pytest.mark.parametrize(
    ("line", "links", "wrong", "why"),
    [
        ("https://a.gov.co/informe final.pdf", [], ["https://a.gov.co/informe final.pdf"], BLANK_INSIDE),
        ("https://a.gov.co/informe\u00a0final.pdf", [], ["https://a.gov.co/informe final.pdf"], BLANK_INSIDE),
        (f"{X} página 3", [], [f"{X} página 3"], BLANK_INSIDE),
        (f"{X} {Y} final", [X], [f"{Y} final"], BLANK_INSIDE),
        (f"{X};{Y}", [], [f"{X};{Y}"], TOGETHER),
        (f"{X},www.a.gov.co", [], [f"{X},www.a.gov.co"], TOGETHER),
        ("acta del concejo", [], ["acta del concejo"], NO_LINK),
        ("a.gov.co/x", [], ["a.gov.co/x"], NO_LINK),
        ("htp://a.gov.co", [], ["htp://a.gov.co"], NO_LINK),
        ("https://a..gov.co", [], ["https://a..gov.co"], NO_LINK),
        ("https://alcaldía", [], ["https://alcaldía"], NO_LINK),
        (f"mira({X})", [], [f"mira({X})"], NO_LINK),
    ],
)
def test_what_may_be_cut_or_is_none_is_named_with_the_reason(line: str, links: list[str], wrong: list[str], why: str):
    assert links_of(line) == (links, wrong)
    assert [problem_of(part) for part in wrong] == [why]


@pytest.mark.parametrize(
    ("typed", "link", "said"),
    [
        (f" {X} ", X, ""), ("", "", "Ponga una dirección o un archivo: uno de los dos."), (f"Acta: {X}", X, ""),
        ("https://a.gov.co/x_(y)", "https://a.gov.co/x_(y)", ""),
        ("https://a.gov.co/informe final.pdf", "", f"«https://a.gov.co/informe final.pdf» {BLANK_INSIDE}."),
        (f"{X} {Y}", "", "Hay más de una dirección. Ponga una sola."), ("acta", "", f"«acta» {NO_LINK}."),
    ],
)  # fmt: skip
def test_form_of_one_link(typed: str, link: str, said: str):
    form = LinkOrFileForm({"url": typed})
    assert (form.is_valid(), form.cleaned_data.get("url", "")) == (not said, link)
    assert [message for messages in form.errors.values() for message in messages] == ([said] if said else [])


@pytest.mark.parametrize("end", [")", "]", "'", ".", "(", "a\u0301", "://", "www."])
def test_long_line_takes_few_steps(end: str):
    line, steps = "https://a.gov.co/" + end * 20_000, 0

    def count(frame, event: str, argument) -> None:
        nonlocal steps
        steps += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        links, _ = links_of(line)
    finally:
        sys.setprofile(None)
    assert links == []
    assert steps < 200


def test_a_page_of_words_is_said_to_be_too_much():
    text = "la alcaldía publica sus contratos " * 50
    assert links_of(text) == ([], [text.strip()])
    assert problem_of(text.strip()) == "es demasiado texto; deje solo las direcciones, una por línea"
