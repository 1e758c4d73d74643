"""Every question of the instrument in use, with the lessons and assignments of published courses that serve it."""

from dataclasses import dataclass

from diagnostics.results.queries.published import edition, version_in_use
from diagnostics.scoring.instrument import Dimension, Instrument, Question
from training.learning.queries.bridges import Serving, serving


@dataclass(frozen=True)
class ServedQuestion:
    question: Question
    serving: Serving

    @property
    def has_lesson(self) -> bool:
        return bool(self.serving.lessons)


@dataclass(frozen=True)
class ServedTheme:
    dimension: Dimension
    rows: list[ServedQuestion]

    @property
    def with_lesson(self) -> int:
        return sum(row.has_lesson for row in self.rows)


@dataclass(frozen=True)
class ServedQuestions:
    """`have_pages`: whether each question has its public page, which it has once a round is published."""

    instrument: Instrument
    themes: list[ServedTheme]
    have_pages: bool

    @property
    def count(self) -> int:
        return sum(len(theme.rows) for theme in self.themes)

    @property
    def with_lesson(self) -> int:
        return sum(theme.with_lesson for theme in self.themes)


def served_questions() -> ServedQuestions | None:
    """Return them by theme, in the order of the instrument; None without one.

    Four queries at most, two once this process has read the documents of a published round and of the courses.
    """
    shown = edition()
    version = version_in_use(shown)
    if version is None:
        return None
    instrument, served = version.parsed, serving()
    themes = [
        ServedTheme(
            dimension,
            [
                ServedQuestion(one, served.get(one.code, Serving()))
                for part in dimension.indicators
                for one in part.questions
            ],
        )
        for dimension in instrument.dimensions
    ]
    return ServedQuestions(instrument, themes, shown is not None)
