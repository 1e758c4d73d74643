"""Norms for who writes courses: first what has to be read again, and the articles that may not be printed any more."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from training.courses.choices import NormStatus
from training.courses.loaders.norms import NormFields, printable
from training.courses.models import CourseVersion
from training.courses.queries.citations import CitedNorm
from training.courses.queries.versions import newest_versions, parsed_in_order
from training.grading.articles import articles_in, missing
from training.grading.document import Lesson, Module

KINDS = (
    ("Constitución", "Constitución"), ("Leyes", "Ley"), ("Decretos", "Decreto"), ("Resoluciones", "Resolución"),
    ("Documentos CONPES", "CONPES"), ("Guías, planes y estándares", ""),
)  # fmt: skip
_FIRST = {NormStatus.REPEALED: 0, NormStatus.AMENDED: 1}


def by_need(cited: list[CitedNorm]) -> list[CitedNorm]:
    """Return the norms: repealed first, then amended, and among those the ones that something cites; the rest as they stand."""
    return sorted(
        cited, key=lambda one: (_FIRST.get(NormStatus(one.norm.status), 2), one.needs_a_look and not one.is_cited)
    )


@dataclass(frozen=True)
class NormKind:
    """Norms of one rank, for the public page. `first`: the word that their names begin with."""

    name: str
    first: str
    norms: list[CitedNorm] = field(default_factory=list)

    @property
    def changed(self) -> int:
        return sum(one.needs_a_look for one in self.norms)


def by_kind(cited: list[CitedNorm]) -> list[NormKind]:
    """Return the norms by rank, from the constitution to what is no norm of law, each kind in the order of the file."""
    kinds = [NormKind(name, first) for name, first in KINDS]
    for one in cited:
        word = one.norm.name.partition(" ")[0]
        next(kind for kind in kinds if kind.first in (word, "")).norms.append(one)
    return [kind for kind in kinds if kind.norms]


@dataclass(frozen=True)
class Unsure:
    """A lesson that prints articles whose certainty is not high, or no longer."""

    version: CourseVersion
    module: Module
    lesson: Lesson
    articles: list[str]


def unsure_lessons(norms: Mapping[str, NormFields]) -> list[Unsure]:
    """Look at the last version of each course: what its reader would refuse today for its articles."""
    versions = newest_versions(drafts_too=True)
    found = []
    for version, course in zip(versions, parsed_in_order(versions), strict=True):
        for module in course.modules:
            for lesson in module.lessons:
                known = printable(norms, lesson.norms)
                said = f"{lesson.title}\n{lesson.text}\n{lesson.transcript}".replace("*", "")
                articles = {missing(one.article, known) for one in articles_in(said)} - {""}
                if articles:
                    found.append(Unsure(version, module, lesson, sorted(articles)))
    return found
