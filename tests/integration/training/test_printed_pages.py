"""The courses of the release page by page: what is cut in two, alone at a foot or off the paper is a defect."""

import re
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.command_line import run
from tests.printed_page import last_lines, off_the_paper, read_pdf, runs_of, tagged
from training.courses.models import CourseVersion
from training.learning.presenters.paper import pdf_of_version

pytestmark = pytest.mark.django_db
DATA = Path(__file__).resolve().parents[3] / "data"
MARGIN, FOOT = 62.36, 50.0  # points: of paper.typ, and what stands under the text
LARGEST = 1_000_000  # bytes
LEADS = (" minuto", " minutos", ":")


@pytest.fixture(params=["C01", "C02"])
def version(request) -> CourseVersion:
    run("load_norms", str(DATA / "norms.yaml"))
    run("load_course", str(DATA / "courses" / request.param))
    return CourseVersion.objects.select_related("course").get(course__code=request.param)


def test_every_page_of_a_shipped_course_reads_well(version):
    raw = pdf_of_version(version)
    read = read_pdf(raw)
    assert len(raw) <= LARGEST
    assert off_the_paper(read, MARGIN) == []
    assert titles_at_a_foot(read) == []
    assert cut(read, "/TR") == []
    assert [one for one in cut(read, "/L") if is_checklist(read, one)] == []
    assert questions_apart(read) == []
    assert lines_of(read, "•☐") == 0
    assert lines_of(read, "☐") > 50
    contents_lead_to_their_pages(read, version)


def titles_at_a_foot(read: PdfReader) -> list[tuple[int, str]]:
    """Lines with nothing under them: in bold, the minutes of a lesson, what is said of the quiz, what ends in a colon."""
    lines = [(number, "".join(run.text for run in line), line) for number, line in last_lines(read, FOOT)]
    return [
        (number, said)
        for number, said, line in lines
        if all(run.bold for run in line) or said.startswith("Para estudiar y practicar") or said.endswith(LEADS)
    ]


def cut(read: PdfReader, kind: str) -> list[list[tuple[int, int]]]:
    return [found for found in tagged(read, kind) if len({page for page, _mark in found}) > 1]


def is_checklist(read: PdfReader, contents: list[tuple[int, int]]) -> bool:
    page = contents[0][0]
    marks = {mark for on, mark in contents if on == page}
    return any(run.text == "☐" for run in runs_of(read.pages[page - 1]) if run.mark in marks)


def questions_apart(read: PdfReader) -> list[tuple[int, str]]:
    """Letters of options on another page than the title of their question."""
    found, asked_on = [], 0
    for number, page in enumerate(read.pages, start=1):
        for one in runs_of(page):
            if one.bold and one.text.startswith("Pregunta "):
                asked_on = number
            elif one.bold and len(one.text) == 1 and one.text.isupper() and number != asked_on:
                found.append((number, one.text))
    assert asked_on > 0
    return found


def lines_of(read: PdfReader, start: str) -> int:
    texts = ["".join(one.text for one in runs_of(page)) for page in read.pages]
    return sum(text.count(start) for text in texts)


def contents_lead_to_their_pages(read: PdfReader, version: CourseVersion) -> None:
    listed = [entry for part in read.outline for entry in (part if isinstance(part, list) else [part])]
    modules = version.parsed.modules
    titles = {lesson.title for module in modules for lesson in module.lessons}
    titles |= {f"Módulo {number}: {module.title}" for number, module in enumerate(modules, start=1)}
    assert titles <= {entry.title for entry in listed}
    contents = words_of(read, 2)
    assert "Contenido" in contents
    for entry in listed:
        number = read.get_destination_page_number(entry) + 1
        assert entry.title in words_of(read, number)
        assert re.search(rf"{re.escape(entry.title)}[ .]* {number}\b", contents), entry.title
    links = [note.get_object() for note in read.pages[1]["/Annots"]]
    assert {"/Link"} == {link["/Subtype"] for link in links}
    assert len(links) >= len(listed)
    assert len(list(tagged(read, "/TOCI"))) == len(listed)


def words_of(read: PdfReader, number: int) -> str:
    return " ".join(read.pages[number - 1].extract_text().split())
