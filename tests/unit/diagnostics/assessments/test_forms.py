"""Reading a typed page, without a database."""

import pytest
from django.http import QueryDict

from diagnostics.assessments.forms.municipality import FactsForm, clean_link, read_question
from diagnostics.assessments.models import Answer
from diagnostics.assessments.queries.filling import Proof, build_filling
from diagnostics.review.actions.reviews import Mark
from diagnostics.review.forms.reviewer import missing_in, read_mark
from diagnostics.review.queries.reviewing import Item
from diagnostics.scoring.instrument import Attribute
from files.choices import ProofState
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
        ("A-01-version=1234567890", 0), ("A-01-version=3&A-01-keep=x", 0),
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

SEEN = "{code}-version=2&{code}-answer=7"


def item(code: str, value: str = "", proven: tuple[str, ...] = (), *, na: bool = False) -> Item:
    """An answer at its version 7, with the evidence 12 on each of the options ("" = the whole answer)."""
    answer = Answer(value=value, not_applicable=na, na_reason="No existe" if na else "", version=7)
    proofs = [Proof(option, "https://a.gov.co/", evidence=12) for option in proven]
    filling = build_filling(INSTRUMENT, {"has_council": False}, {code: 1}, {code: answer}, {code: proofs})
    return Item(filling.cells[code], None, INSTRUMENT)


WHOLE, BY_OPTION, NA = item("A-01", "4", ("",)), item("A-03", "a|b|c", ("a", "c")), item("A-02", na=True)


def mark(seen: Item, query: str, versions: str = SEEN) -> Mark | None:
    return read_mark(seen, QueryDict(f"{versions.format(code=seen.code)}{query}"))


@pytest.mark.parametrize("version", ["", "x", "-1", "%C2%B2", "%D9%A3", "1" * 5000])
def test_mark_without_a_readable_version_is_no_mark(version):
    assert mark(WHOLE, "&A-01-proof-:12=accepted") is not None
    assert mark(WHOLE, "&A-01-proof-:12=accepted", f"A-01-version={version}&A-01-answer=7") is None
    assert mark(WHOLE, "&A-01-proof-:12=accepted", f"A-01-version=0&A-01-answer={version}") is None


@pytest.mark.parametrize("found", [state for state in ProofState if state != ProofState.PENDING])
def test_mark_of_a_whole_answer(found):
    why = "&A-01-reason-code=otra&A-01-why=+Abre+la+portada+"
    assert mark(WHOLE, f"&A-01-proof-:12={found}&A-01-result=declared{why}") == Mark(
        "A-01", "si" if found == ProofState.ACCEPTED else "", False, seen_version=2, seen_answer=7,
        value=None, reason_code="otra", reason="Abre la portada", proofs={":12": found},
    )  # fmt: skip


@pytest.mark.parametrize(
    "query", ["", "&A-01-proof-:12=", "&A-01-proof-:12=quizas", "&A-01-proof-:12=pending", "&A-01-proof-:13=accepted",
              "&A-01-proof-a:12=accepted", "&A-01-na=si", "&A-01-result=other&A-01-value=2"],
)  # fmt: skip
def test_proof_that_was_not_judged_is_no_mark(query):
    assert mark(WHOLE, query) is None


def test_mark_by_option_needs_all_of_them():
    def accepted(**found: str) -> str | None:
        one = mark(BY_OPTION, "".join(f"&A-03-proof-{code}:12={state}" for code, state in found.items()))
        return one and one.evidence_accepted

    assert accepted(a="accepted") is None
    assert accepted(a="accepted", c="broken_link") == "a"
    assert accepted(a="insufficient", c="insufficient") == ""
    assert accepted(a="accepted", b="accepted", c="accepted") == "a|c"
    one = mark(BY_OPTION, "&A-03-proof-a:12=accepted&A-03-proof-b:12=accepted&A-03-proof-c:12=out_of_period")
    assert one.proofs == {"a:12": "accepted", "c:12": "out_of_period"}, "b has no proof to look at"


@pytest.mark.parametrize(
    ("seen", "query", "missing"),
    [
        (BY_OPTION, "", ""),
        (BY_OPTION, "&A-03-proof-a:12=accepted", "Falta mirar las otras evidencias"),
        (BY_OPTION, "&A-03-proof-a:12=accepted&A-03-proof-c:12=accepted", ""),
        (WHOLE, "&A-01-result=declared", ""),
        (WHOLE, "&A-01-result=other&A-01-why=Solo hay un borrador", "Falta decir qué prueba la evidencia"),
        (WHOLE, "&A-01-why=Solo hay un borrador", "Falta decir qué prueba la evidencia"),
        (WHOLE, "&A-01-proof-:12=accepted&A-01-result=other", ""),
        (NA, "&A-02-why=Sí existe", "Falta decir si se acepta el «no aplica»"),
        (item("B-01", "9/10"), "&B-01-why=Son ocho", "Falta elegir «Otro resultado»: la razón es de un ajuste"),
        (item("B-01", "9/10"), "&B-01-result=declared", ""),
    ],
)
def test_begun_mark_says_what_it_lacks(seen, query, missing):
    assert missing_in(seen, QueryDict(SEEN.format(code=seen.code) + query)) == missing


@pytest.mark.parametrize(("choice", "accepted"), [("si", True), ("no", False)])
def test_mark_of_not_applicable(choice, accepted):
    found = mark(NA, f"&A-02-na={choice}&A-02-proof-:12=accepted")
    assert (found.evidence_accepted, found.na_accepted, found.proofs) == ("", accepted, {})


@pytest.mark.parametrize("query", ["", "&A-02-na=", "&A-02-na=quizas", "&A-02-result=declared"])
def test_not_applicable_that_was_not_judged_is_no_mark(query):
    assert mark(NA, query) is None


@pytest.mark.parametrize(
    ("seen", "query", "value", "accepted"),
    [
        (WHOLE, "&A-01-proof-:12=accepted&A-01-value=2", "2", "si"),
        (WHOLE, "&A-01-proof-:12=broken_link&A-01-value=2", "2", ""),
        (BY_OPTION, "&A-03-proof-a:12=accepted&A-03-proof-c:12=broken_link&A-03-value=b&A-03-value=a", "a|b", "si"),
        (NA, "&A-02-na=si&A-02-value=si", "si", ""),
        (item("B-01", "9/10"), "&B-01-value-num=8&B-01-value-den=10", "8/10", ""),
    ],
    ids=["proven", "unproven", "options", "not applicable", "ratio"],
)
def test_another_result_takes_the_place_of_the_declared_one(seen, query, value, accepted):
    found = mark(seen, f"{query}&{seen.code}-result=other")
    assert (found.value, found.evidence_accepted, found.na_accepted) == (value, accepted, False)


def test_answer_without_proof_is_marked_only_with_another_result():
    bare = item("A-01", "4")
    assert mark(bare, "&A-01-result=declared") is None
    assert mark(bare, "&A-01-result=other&A-01-value=1").value == "1"


def test_reason_that_the_edition_does_not_know_is_no_reason():
    assert mark(WHOLE, "&A-01-proof-:12=accepted&A-01-reason-code=R1").reason_code == ""


def test_page_with_an_older_answer_gives_what_it_has_to_be_refused_as_stale():
    """Its proofs are not those of today: it would never be whole, and nobody would be told."""
    found = mark(WHOLE, "&A-01-proof-:11=accepted", "A-01-version=0&A-01-answer=6")
    assert (found.seen_answer, found.evidence_accepted) == (6, "")
