"""The norms that a lesson cites, as it prints them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from core.words import long_date
from training.courses.choices import Certainty, NormStatus
from training.courses.models import Norm
from training.courses.queries.norm_names import NormNames, is_cited
from training.grading.document import Lesson


@dataclass(frozen=True)
class ShownNorm:
    """A norm that a lesson cites. `articles`: those that its text cites and whose certainty is high: no other may be printed."""

    name: str
    note: str
    status: NormStatus
    checked_on: date
    articles: Sequence[str]

    @property
    def title(self) -> str:
        """«Ley 1757 de 2015, artículos 48 a 59», «Resolución MinTIC 1519 de 2020, Anexo 2»."""
        annexes = [one for one in self.articles if one.startswith("Anexo")]
        numbers = [one.replace("-", " a ") for one in self.articles if one not in annexes]
        are_several = len(numbers) > 1 or any(" a " in one for one in numbers)
        said = [f"artículo{'s' if are_several else ''} {_listed(numbers)}"] if numbers else []
        return ", ".join([self.name, *said, *annexes])

    @property
    def in_words(self) -> str:
        """«Ley 1757 de 2015, artículo 48. Vigente, comprobada el 12 de abril de 2027.»"""
        note = f" {self.note}" if self.note else ""
        return f"{self.title}.{note} {self.status.label}, comprobada el {long_date(self.checked_on)}."

    @property
    def needs_a_look(self) -> bool:
        return self.status != NormStatus.IN_FORCE


class KnownNorms:
    """Every norm of the table, for lessons that cite some. Two queries, none before a lesson with norms is asked for."""

    def __init__(self) -> None:
        self._norms: dict[str, Norm] = {}
        self._names = NormNames(())

    def of(self, lesson: Lesson) -> list[ShownNorm]:
        """Return the norms in the order of the lesson, with the articles that its text cites."""
        if not lesson.norms:
            return []
        if not self._norms:
            self._norms = {one.code: one for one in Norm.objects.prefetch_related("articles")}
            self._names = NormNames(self._norms.values())
        cited = self._names.articles_in(lesson.title, lesson.text, lesson.transcript)
        codes = dict.fromkeys(code for code in lesson.norms if code in self._norms)
        return [_shown(self._norms[code], cited.get(code, set())) for code in codes]


def _shown(norm: Norm, cited: Collection[str]) -> ShownNorm:
    certain = [one.number for one in norm.articles.all() if one.certainty == Certainty.HIGH]
    articles = [number for number in certain if is_cited(number, cited, certain)]
    return ShownNorm(norm.name, norm.note, NormStatus(norm.status), norm.checked_on, articles)


def _listed(words: Sequence[str]) -> str:
    return f"{', '.join(words[:-1])} y {words[-1]}" if len(words) > 1 else "".join(words)
