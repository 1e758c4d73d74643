"""The sheet of a quiz on paper: a question stays on one page if it can, and none runs under the foot of its page."""

from fractions import Fraction

from tests.printed_page import read_pdf, runs_of
from training.grading.document import Kind, Option, Question
from training.quizzes.exports.sheet import sheet_pdf

HEAD = dict.fromkeys(("course", "module", "cohort", "rule", "version", "demo"), "Uno")


def sheet(*texts: str):
    options = (Option("a", "Una opción larga. " * 12, Fraction(1), ""), Option("b", "Otra", Fraction(0), ""))
    asked = [Question(f"P{number}", Kind.SINGLE, text, options, (), "") for number, text in enumerate(texts, start=1)]
    return read_pdf(sheet_pdf(HEAD, asked))


def test_a_question_stays_on_one_page():
    read = sheet(*["Qué hace usted. " * 20] * 8)
    assert len(read.pages) > 1
    for page in read.pages:
        said = page.extract_text()
        assert said.count("Pregunta") == said.count("Otra") > 0


def test_a_question_longer_than_a_page_goes_on_in_the_next():
    read = sheet("Una palabra larga. " * 300)
    assert sum(page.extract_text().count("palabra") for page in read.pages) == 300
    assert min(run.foot for page in read.pages for run in runs_of(page)) > 0


def test_the_second_line_of_an_option_stands_under_its_first():
    read = sheet("Qué hace usted.")
    lines = [run for run in runs_of(read.pages[0]) if "opción" in run.text]
    assert len(lines) > 1
    assert len({round(run.left) for run in lines}) == 1
