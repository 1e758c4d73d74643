"""Who cites a norm: lessons, questions of quizzes, questions of the diagnosis."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from diagnostics.instruments.models import InstrumentVersion
from diagnostics.instruments.queries.editions import parsed_in_order as parsed_editions
from training.courses.choices import Certainty, NormStatus
from training.courses.models import CourseVersion, Norm
from training.courses.queries.norm_names import NormNames
from training.courses.queries.versions import newest_versions, parsed_in_order
from training.grading.document import Course, Lesson, Module, Question


@dataclass(frozen=True)
class LessonCitation:
    version: CourseVersion
    module: Module
    lesson: Lesson

    def __str__(self) -> str:
        return f"{self.version.course.code}, lección {self.module.code}/{self.lesson.code}"


@dataclass(frozen=True)
class QuizCitation:
    """A question of a quiz or of the recall; never shown with its text: it has the answers."""

    version: CourseVersion
    module: Module
    question: Question

    def __str__(self) -> str:
        return f"{self.version.course.code}, pregunta {self.question.code} de {self.module.code}"


@dataclass(frozen=True)
class DiagnosisCitation:
    edition: InstrumentVersion
    code: str

    def __str__(self) -> str:
        return f"{self.edition}, pregunta {self.code}"


@dataclass
class CitedNorm:
    norm: Norm
    lessons: list[LessonCitation] = field(default_factory=list)
    quiz_items: list[QuizCitation] = field(default_factory=list)
    questions: list[DiagnosisCitation] = field(default_factory=list)

    @property
    def articles(self) -> list[str]:
        """The articles that may be printed; a range in words."""
        return [one.number.replace("-", " a ") for one in self.norm.articles.all() if one.certainty == Certainty.HIGH]

    @property
    def needs_a_look(self) -> bool:
        return self.norm.status != NormStatus.IN_FORCE

    @property
    def is_cited(self) -> bool:
        return bool(self.lessons or self.quiz_items or self.questions)

    @property
    def words(self) -> str:
        return "; ".join(map(str, (*self.lessons, *self.quiz_items, *self.questions)))


def citations(*, drafts_too: bool = False) -> list[CitedNorm]:
    """Return every norm with who cites it, in the order of the file.

    It looks at the published version of each course and the newest edition of each instrument that is in use; with
    `drafts_too`, at the last of each, published or not.
    """
    found = {norm.code: CitedNorm(norm) for norm in Norm.objects.prefetch_related("articles")}
    names = NormNames(one.norm for one in found.values())
    versions = newest_versions(drafts_too=drafts_too)
    for version, course in zip(versions, parsed_in_order(versions), strict=True):
        for code, lesson in _lessons(version, course, names):
            found[code].lessons.append(lesson)
        for code, item in _quiz_items(version, course, names):
            found[code].quiz_items.append(item)
    editions = _editions(drafts_too=drafts_too)
    for edition, instrument in zip(editions, parsed_editions(editions), strict=True):
        for question in instrument.questions:
            cited = {names.of_citation(str(ref.get("norm", ""))) for ref in question.refs if isinstance(ref, dict)}
            for code in sorted(cited - {""}):
                found[code].questions.append(DiagnosisCitation(edition, question.code))
    return list(found.values())


def _lessons(version: CourseVersion, course: Course, names: NormNames) -> Iterator[tuple[str, LessonCitation]]:
    for module in course.modules:
        for lesson in module.lessons:
            said = names.in_texts(lesson.title, lesson.text, lesson.transcript)
            for code in sorted((set(lesson.norms) & names.codes) | said):
                yield code, LessonCitation(version, module, lesson)


def _quiz_items(version: CourseVersion, course: Course, names: NormNames) -> Iterator[tuple[str, QuizCitation]]:
    for module in course.modules:
        for question in {one.code: one for one in (*module.quiz, *module.recall)}.values():
            options = [text for option in question.options for text in (option.text, option.explanation)]
            numbers = [number.explanation for number in question.numbers]
            for code in sorted(names.in_texts(question.text, question.explanation, *options, *numbers)):
                yield code, QuizCitation(version, module, question)


def _editions(*, drafts_too: bool) -> list[InstrumentVersion]:
    rows = InstrumentVersion.objects.light().select_related("instrument")
    newest: dict[int, InstrumentVersion] = {}
    for row in sorted(rows if drafts_too else rows.filter(frozen_at__isnull=False), key=lambda row: row.order):
        newest[row.instrument_id] = row
    return sorted(newest.values(), key=lambda row: row.instrument.code)
