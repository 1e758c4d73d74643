"""Reading a typed page, without a database."""

from types import SimpleNamespace

import pytest
from django.http import QueryDict

from diagnostics.forms.municipality import FactsForm, clean_link, read_question
from diagnostics.forms.reviewer import read_mark
from diagnostics.scoring.instrument import Attribute
from tests.factories.diagnostics import parsed

INSTRUMENT = parsed()


def read(question: str, query: str):
    return read_question(INSTRUMENT.question_by_code[question], QueryDict(query))


def test_question_that_the_page_did_not_show_is_not_read():
    assert read("A-01", "A-01-value=3") is None
    assert read("A-01", "A-02-version=0") is None


def test_options_come_in_the_order_of_the_edition_and_once():
    query = "A-03-version=0&A-03-value=c&A-03-value=a&A-03-value=c&A-03-value=z"
    assert read("A-03", query).draft.value == "a|c"


@pytest.mark.parametrize(
    ("num", "den", "value"),
    [
        ("", "", ""), ("  ", "", ""), ("9", "", "9/"), ("", "9", "/9"), ("1.250", "2.500", "1250/2500"),
        ("1,5", "3", "1.5/3"), ("1.5", "3", "1.5/3"), ("1.2.3", "3", "1.2.3/3"), ("1.250,75", "1 300", "1250.75/1300"),
        ("9%00", "10", "9/10"),
    ],
)  # fmt: skip
def test_two_numbers_become_a_ratio(num, den, value):
    typed = QueryDict(mutable=True)
    typed.update({"B-01-version": "0", "B-01-value-num": num.replace("%00", "\0"), "B-01-value-den": den})
    assert read_question(INSTRUMENT.question_by_code["B-01"], typed).draft.value == value


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ("A-01-version=3", 3), ("A-01-version=3&A-01-keep=5", 5), ("A-01-version=3&A-01-keep=", 3),
        ("A-01-version=", 0), ("A-01-version=-3", 0), ("A-01-version=%C2%B2", 0), ("A-01-version=%D9%A3", 0),
        ("A-01-version=123456789", 0), ("A-01-version=3&A-01-keep=x", 0),
    ],
)  # fmt: skip
def test_seen_version(query, seen):
    assert read("A-01", query).draft.seen_version == seen


def test_clearing_wins_over_what_is_still_on_the_page():
    draft = read("A-02", "A-02-version=1&A-02-value=si&A-02-na=1&A-02-clear=1").draft
    assert (draft.value, draft.not_applicable) == ("", False)


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("https://a.gov.co/x?y=1#z", "https://a.gov.co/x?y=1#z"), ("WWW.a.gov.co", "https://WWW.a.gov.co"),
        ("HTTP://a.gov.co", "http://a.gov.co"), ("(https://a.gov.co);", "https://a.gov.co"),
        ("https://a.gov.co/á", "https://a.gov.co/%C3%A1"), ("https://a.gov.co/\0", "https://a.gov.co/%00"),
        ("https://a.gov.co/\"><script>", "https://a.gov.co/%22%3E%3Cscript"),
        ("a.gov.co", ""), ("https://alcaldia", ""), ("mailto:a@b.co", ""), ("", ""), ("https://[::1", ""),
    ],
)  # fmt: skip
def test_clean_link(text, link):
    assert clean_link(text) == link
    assert clean_link(link) == link, "what is stored is typed again as it is"


# --- Facts ---


def facts_form(**data):
    attributes = (
        Attribute(code="flag", type="boolean", name="Sí o no", values=(), help=""),
        Attribute(code="size", type="integer", name="Tamaño", values=(), help=""),
        Attribute(code="kind", type="choice", name="Clase", values=("uno", "dos"), help=""),
    )
    return FactsForm({"version": "0"} | data, attributes=attributes, required={"flag"})


@pytest.mark.parametrize(
    ("data", "facts"),
    [
        ({}, {"flag": None, "size": None, "kind": None}),
        ({"flag": "True", "size": "0", "kind": "dos"}, {"flag": True, "size": 0, "kind": "dos"}),
        ({"flag": "False", "size": "1.200"}, {"flag": False, "size": 1200, "kind": None}),
    ],
)
def test_facts_are_typed(data, facts):
    form = facts_form(**data)
    assert form.is_valid(), form.errors
    assert form.facts == facts


@pytest.mark.parametrize("data", [{"flag": "si"}, {"size": "-1"}, {"size": "1000000"}, {"kind": "tres"}])
def test_fact_outside_its_values_is_refused(data):
    assert set(facts_form(**data).errors) == set(data)


def test_field_says_whether_anything_depends_on_it():
    form = facts_form()
    assert [form.fields[code].is_needed_later for code in ("flag", "size", "kind")] == [True, False, False]
    assert "Hoy no cambia ninguna pregunta." in form.fields["size"].help_text


# --- Marks ---


def mark(query: str, **item):
    shape = {"is_not_applicable": False, "by_option": False, "options": []} | item
    seen = SimpleNamespace(
        code="A-03", cell=SimpleNamespace(is_not_applicable=shape["is_not_applicable"]),
        is_by_option=shape["by_option"], proven_options=shape["options"],
    )  # fmt: skip
    return read_mark(seen, QueryDict(query))


@pytest.mark.parametrize("version", ["", "x", "-1", "%C2%B2", "%D9%A3", "1" * 5000])
def test_mark_without_a_readable_version_is_no_mark(version):
    assert mark(f"A-03-version={version}&A-03-answer=7&A-03-evidence=si") is None
    assert mark(f"A-03-version=0&A-03-answer={version}&A-03-evidence=si") is None


@pytest.mark.parametrize(("choice", "accepted"), [("si", "si"), ("no", "")])
def test_mark_of_a_whole_answer(choice, accepted):
    found = mark(f"A-03-version=2&A-03-answer=7&A-03-evidence={choice}")
    assert (found.evidence_accepted, found.na_accepted, found.seen_version, found.seen_answer) == (
        accepted,
        False,
        2,
        7,
    )


@pytest.mark.parametrize("query", ["", "&A-03-evidence=", "&A-03-evidence=quizas", "&A-03-na=si"])
def test_nothing_chosen_is_no_mark(query):
    assert mark(f"A-03-version=0&A-03-answer=7{query}") is None


def test_mark_by_option_needs_all_of_them():
    shown = {"by_option": True, "options": ["a", "c"]}
    assert mark("A-03-version=0&A-03-answer=7&A-03-option-a=si", **shown) is None
    assert mark("A-03-version=0&A-03-answer=7&A-03-option-a=si&A-03-option-c=no", **shown).evidence_accepted == "a"
    assert mark("A-03-version=0&A-03-answer=7&A-03-option-a=no&A-03-option-c=no", **shown).evidence_accepted == ""
    assert (
        mark(
            "A-03-version=0&A-03-answer=7&A-03-option-a=si&A-03-option-c=si&A-03-option-b=si", **shown
        ).evidence_accepted
        == "a|c"
    )


@pytest.mark.parametrize(("choice", "accepted"), [("si", True), ("no", False)])
def test_mark_of_not_applicable(choice, accepted):
    found = mark(f"A-03-version=0&A-03-answer=7&A-03-na={choice}&A-03-evidence=si", is_not_applicable=True)
    assert (found.evidence_accepted, found.na_accepted) == ("", accepted)
