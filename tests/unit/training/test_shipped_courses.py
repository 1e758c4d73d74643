"""The courses as they ship: what the reader does not ask of any course, but we ask of ours."""

import io
import re
import zipfile
from functools import cache

import pytest
from defusedxml import ElementTree
from django.conf import settings

from training.courses.loaders.course import read_course
from training.courses.loaders.folders import files_of_folder
from training.courses.management.norms import norms_of_the_release
from training.grading import markdown
from training.grading.document import Course, Kind, Question, parse
from training.grading.readability import reading_of

COURSES = ("C01", "C02")
ANNOUNCED = tuple(f"C{number:02}" for number in range(3, 11))
PROMISES = ("Objetivo", "Al terminar podrá", "Tarea prevista", "En preparación")
MOST_WORDS, LEAST_LESSON, LEAST_COURSE = 900, 45, 55  # rules of section 3: INFLESZ of a lesson, and of a course
HEADING = {".docx": ("word/document.xml", "Heading"), ".odt": ("content.xml", "outline-level")}


@cache
def files(code: str) -> dict[str, bytes]:
    return files_of_folder(str(settings.BASE_DIR / "data" / "courses" / code))


@cache
def course(code: str) -> Course:
    return parse(read_course(files(code), norms_of_the_release()).content)


@cache
def instrument_questions() -> set[str]:
    instrument = (settings.BASE_DIR / "data/instruments/ip360-ga.yaml").read_text(encoding="utf-8")
    return set(re.findall(r"^ +- code: ([A-Z]{3}-[0-9]{2})$", instrument, re.MULTILINE))


def asked(code: str) -> list[Question]:
    return [question for module in course(code).modules for question in (*module.quiz, *module.recall)]


@pytest.mark.parametrize(("code", "modules", "hours"), [("C01", 4, 8), ("C02", 5, 12)])
def test_it_is_whole(code, modules, hours):
    found = course(code)
    assert (len(found.modules), found.hours, sum(module.in_preparation for module in found.modules)) == (
        modules,
        hours,
        0,
    )
    assert 60 * hours * 0.9 <= sum(found.minutes.values()) <= 60 * hours * 1.1
    assert {(len(module.lessons), len(module.quiz), len(module.recall)) for module in found.modules} == {(5, 5, 3)}
    assert [module.assignment is not None for module in found.modules] == [False] * (modules - 1) + [True]


@pytest.mark.parametrize("code", COURSES)
def test_it_reads_well(code):
    texts = [lesson.text for module in course(code).modules for lesson in module.lessons]
    readings = [reading_of([text]) for text in texts]
    # As the reader counts them: codes, figures and words of tables too.
    assert max(markdown.count_words(markdown.tokens_to_judge(text)) for text in texts) <= MOST_WORDS
    assert min(reading.inflesz for reading in readings) >= LEAST_LESSON
    assert reading_of(texts).inflesz >= LEAST_COURSE


@pytest.mark.parametrize("code", COURSES)
def test_every_answer_is_explained(code):
    for question in asked(code):
        parts = [option.explanation for option in question.options]
        if question.kind in (Kind.NUMBER, Kind.ORDER):
            parts = [question.explanation or " ".join(number.explanation for number in question.numbers)]
        assert all(parts), question.code


@pytest.mark.parametrize("code", COURSES)
def test_the_longest_option_is_no_hint(code):
    """Who knows nothing and takes the longest option passes no quiz."""
    lengths = [
        ([len(option.text) for option in question.options], [option.share for option in question.options])
        for question in asked(code)
        if question.kind is Kind.SINGLE
    ]
    hints = sum(long[shares.index(max(shares))] == max(long) for long, shares in lengths)
    assert hints <= 0.4 * len(lengths)


@pytest.mark.parametrize("code", COURSES)
def test_first_module_takes_half_an_hour_to_read(code):
    assert sum(lesson.minutes for lesson in course(code).modules[0].lessons) <= 30


def test_the_questions_of_two_themes_are_served():
    served = {
        code: {one for module in course(code).modules for lesson in module.lessons for one in lesson.questions}
        for code in COURSES
    }
    known = instrument_questions()
    assert len(known) == 72
    assert {code for code in known if code.startswith("TRA-")} <= served["C02"]
    assert {code for code in known if code.startswith("GOB-")} <= served["C01"]
    assert served["C01"] | served["C02"] <= known


@pytest.mark.parametrize("code", ANNOUNCED)
def test_an_announced_module_says_what_it_will_give(code):
    for module in course(code).modules:
        assert module.in_preparation
        said = re.findall(r"^\*\*([^*]+?)[.:]\*\*", module.text, re.MULTILINE)
        assert said == list(PROMISES), module.code
        assert len(re.findall(r"^\* .{20,}[;.]$", module.text, re.MULTILINE)) == 3, module.code
        assert set(re.findall(r"/preguntas/([A-Z]{3}-[0-9]{2})/", module.text)) <= instrument_questions(), module.code


@pytest.mark.parametrize("code", COURSES)
def test_the_task_has_its_rubric_and_accessible_templates(code):
    task = course(code).modules[-1].assignment
    assert [len(row.levels) for row in task.rubric] == [3, 3, 3, 3]
    names = [name for name in files(code) if name.endswith(tuple(HEADING))]
    assert {name.rpartition(".")[2] for name in names} == {"docx", "odt"}
    for name in names:
        part, heading = HEADING[f".{name.rpartition('.')[2]}"]
        with zipfile.ZipFile(io.BytesIO(files(code)[name])) as made:
            read = {one: made.read(one).decode() for one in made.namelist() if one.endswith(".xml")}
        for text in read.values():
            ElementTree.fromstring(text)
        assert heading in read[part]
        whole = " ".join(read.values())
        assert '"es-CO"' in whole or ('"es"' in whole and '"CO"' in whole)
        assert re.search(r"<dc:title>[^<]+</dc:title>", whole)
        assert "tblHeader" in whole or "table-header-rows" in whole
        assert rows_that_may_be_cut(read[part]) == 0


def rows_that_may_be_cut(content: str) -> int:
    """Rows of tables that a word processor may cut at the foot of a page, with half a cell on each side."""
    kept = re.findall(
        r'<style:style style:name="([^"]+)" [^>]*><style:table-row-properties fo:keep-together="always"/>', content
    )
    rows = re.findall(r"<(?:w:tr|table:table-row)\b[^>]*>(?:<w:trPr><w:cantSplit/>)?", content)
    assert rows
    return sum("cantSplit" not in row and not any(f'"{name}"' in row for name in kept) for row in rows)
