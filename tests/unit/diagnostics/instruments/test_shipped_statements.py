"""What the answers to our own edition say as facts: a statement for every answer, and nothing else changed with them."""

import re
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from itertools import combinations
from typing import Any

import pytest

from diagnostics.instruments.loaders.instrument import content_sha256, read_instrument
from diagnostics.scoring.equivalence import SAME, match
from diagnostics.scoring.instrument import MULTI, SCALE, YES_NO, Question, parse
from diagnostics.scoring.revision import Degree, changes, degree_of, is_enough
from diagnostics.scoring.statements import OPTIONS, SOME, keys_of, statement_of
from diagnostics.scoring.values import NO, NONE_OF_THEM, YES
from tests.golden_vectors import EDITION

MOST_LETTERS = 220
SENTENCE = re.compile(r"[A-ZÁÉÍÓÚÑ](?!.*  )[^{}\n]*[^{}\n.]\.")  # no brace left, one full stop at its end
COUNTS = {3: "tres", 4: "cuatro", 5: "cinco", 6: "seis", 7: "siete"}
# Version 1.0.1 as it was published, without the texts that 1.0.2 may change (`bare`).
BEFORE, SHA256_BEFORE = "1.0.1", "f0a480f7d65f51d46d15908027150fa1d785fe950772783bf18d81a4486b20c5"


@cache
def content() -> dict[str, Any]:
    return read_instrument(EDITION.read_text(encoding="utf-8"))


def bare(edition: dict[str, Any]) -> dict[str, Any]:
    """The edition as 1.0.1, without statements, helps, descriptions of evidence, names of reasons and how to answer."""
    edition = deepcopy(edition)
    edition["instrument"] |= {"version": BEFORE, "how_to_answer": ""}
    for reason in edition["review_reason_codes"]:
        reason["name"] = reason["code"]
    for dimension in edition["dimensions"]:
        for indicator in dimension["indicators"]:
            for question in indicator["questions"]:
                question.pop("statements", None)
                question["help"] = question["evidence"]["describe"] = ""
    return edition


QUESTIONS = parse(content()).questions
every_question = pytest.mark.parametrize("question", QUESTIONS, ids=[question.code for question in QUESTIONS])


def answers_to(question: Question) -> Iterator[str]:
    """Every answer; of numbers, those where the words could stop agreeing."""
    if question.type == SCALE:
        yield from "01234"
    elif question.type == YES_NO:
        yield from (YES, NO)
    elif question.type == MULTI:
        codes = [option.code for option in question.options]
        yield NONE_OF_THEM
        for count in range(1, len(codes) + 1):
            yield from ("|".join(chosen) for chosen in combinations(codes, count))
    elif question.numeric and question.numeric.is_ratio:
        yield from ("0/1", "1/1", "0/40", "1/40", "39/40", "40/40", "1250000/98000000", "999999999/999999999999")
        if question.numeric.zero_denominator_score is not None:
            yield "0/0"
    else:
        yield from ("0", "1", "12", "1250")


@every_question
def test_every_answer_says_a_sentence(question: Question):
    for value in answers_to(question):
        says = statement_of(question, value)
        assert SENTENCE.fullmatch(says), (value, says)


@every_question
def test_every_key_has_a_short_statement_of_its_own(question: Question):
    assert set(question.statements) == set(keys_of(question))
    assert len(set(question.statements.values())) == len(question.statements)
    for text in question.statements.values():
        assert len(text.replace(f"{{{OPTIONS}}}", "")) <= MOST_LETTERS


@pytest.mark.parametrize(
    "question", [q for q in QUESTIONS if q.type == MULTI], ids=[q.code for q in QUESTIONS if q.type == MULTI]
)
def test_list_of_options_says_out_of_how_many(question: Question):
    assert f"de {COUNTS[len(question.options)]} posibles: {{{OPTIONS}}}." in question.statements[SOME]


def test_what_is_asked_and_what_it_is_worth_is_that_of_the_version_before():
    """Until a later version changes a question: then this goes, and the next one is compared with 1.0.2."""
    assert content_sha256(bare(content())) == SHA256_BEFORE


def test_statements_are_a_patch_and_every_question_stays_the_same():
    before, now = parse(bare(content())), parse(content())
    found = changes(before, now)
    assert degree_of(found) == Degree.PATCH
    assert is_enough(BEFORE, now.version, Degree.PATCH)
    assert {match(question, [before]).relation for question in now.questions} == {SAME}
    assert len(now.questions) == 72
