"""What the answers of a file would change in a layer of a round."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from diagnostics.assessments.choices import Layer, RoundStatus, State
from diagnostics.assessments.models import Answer, Assessment, EvidenceUse, Round
from diagnostics.exchange.exports.answers import ImportedAnswer
from diagnostics.instruments.models import Question

NEW, CHANGED, SAME = "new", "changed", "same"
STATE_AFTER = {
    Layer.SELF_ASSESSED: State.SELF_ASSESSMENT,
    Layer.REVIEWED: State.IN_REVIEW,
    Layer.FINAL: State.FINAL_READY,
}
COMPARED = ("value", "not_applicable", "na_reason", "na_accepted", "evidence_accepted")
Links = set[tuple[str, str]]  # option and address


@dataclass(frozen=True)
class ComparedAnswer:
    """One answer of a file beside the stored one. `version`: that of the stored answer, 0 if there is none."""

    answer: ImportedAnswer
    assessment: Assessment
    question_id: int
    version: int
    state: str


@dataclass(frozen=True)
class PlaceCount:
    assessment: Assessment
    new: int
    changed: int
    same: int


@dataclass(frozen=True)
class Comparison:
    rows: list[ComparedAnswer]

    @cached_property
    def counts(self) -> Counter[str]:
        return Counter(row.state for row in self.rows)

    @property
    def read(self) -> int:
        return len(self.rows)

    @property
    def new(self) -> int:
        return self.counts[NEW]

    @property
    def changed(self) -> int:
        return self.counts[CHANGED]

    @property
    def same(self) -> int:
        return self.counts[SAME]

    @property
    def to_write(self) -> list[ComparedAnswer]:
        return [row for row in self.rows if row.state != SAME]

    @cached_property
    def places(self) -> list[PlaceCount]:
        """The municipalities of the file, by name."""
        counts = Counter((row.assessment.pk, row.state) for row in self.rows)
        found = {row.assessment.pk: row.assessment for row in self.rows}
        return [
            PlaceCount(one, *(counts[one.pk, state] for state in (NEW, CHANGED, SAME)))
            for one in sorted(found.values(), key=lambda one: one.municipality.sort_key)
        ]

    @cached_property
    def fingerprint(self) -> str:
        """Changes with whatever this comparison shows, and with every stored answer that it would write over."""
        facts = sorted((row.assessment.pk, row.question_id, row.version, row.state) for row in self.rows)
        return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def compare(round: Round, layer: str, answers: list[ImportedAnswer], assessments: dict[str, Assessment]) -> Comparison:
    """Compare the answers with the stored ones. `assessments`: those of the file's municipalities, by DIVIPOLA code."""
    questions = dict(Question.objects.filter(version=round.version_id).values_list("code", "pk"))
    stored, links = _stored(layer, [one.pk for one in assessments.values()])
    rows = []
    for answer in answers:
        assessment, question_id = assessments[answer.municipality], questions[answer.question]
        key = (assessment.pk, question_id)
        version, *facts = stored.get(key, (0,))
        said = [getattr(answer, name) for name in COMPARED]
        is_same = facts == said and links.get(key, set()) == {("", link) for link in answer.links}
        state = NEW if not version else SAME if is_same else CHANGED
        rows.append(ComparedAnswer(answer, assessment, question_id, version, state))
    return Comparison(rows)


def _stored(
    layer: str, assessments: Iterable[int]
) -> tuple[dict[tuple[int, int], tuple], dict[tuple[int, int], Links]]:
    rows = Answer.objects.filter(assessment__in=assessments, layer=layer)
    stored = {
        (a, q): tuple(rest) for a, q, *rest in rows.values_list("assessment_id", "question_id", "version", *COMPARED)
    }
    uses = EvidenceUse.objects.filter(answer__assessment__in=assessments, answer__layer=layer)
    links: dict[tuple[int, int], Links] = {}
    for a, q, option, url in uses.values_list(
        "answer__assessment_id", "answer__question_id", "option", "evidence__url"
    ):
        links.setdefault((a, q), set()).add((option, url))
    return stored, links


def rounds_that_take_answers() -> list[Round]:
    """Return the rounds that are neither published nor over, the newest first."""
    return list(Round.objects.filter(status=RoundStatus.OPEN).newest_first())
