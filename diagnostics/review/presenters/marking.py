"""What the page of an indicator shows a reviewer, and each answer on it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from django.http import QueryDict

from core.words import joined
from diagnostics.review.forms.reviewer import typed_review
from diagnostics.review.queries.cases import Case, Casefile
from diagnostics.review.queries.doubts import SharedProof, Waiting, Worklist
from diagnostics.review.queries.points_at_stake import Stake
from diagnostics.review.queries.reviewing import Item
from diagnostics.scoring.instrument import Indicator


@dataclass(frozen=True)
class Panel:
    """One answer on the page. `shown`: the answer with the choices of a form that was refused; `waiting` is None once marked."""

    case: Case
    shown: Item
    waiting: Waiting | None = None
    stake: Stake | None = None
    shared: Mapping[str, SharedProof] = field(default_factory=dict)

    @property
    def item(self) -> Item:
        return self.case.item

    @property
    def code(self) -> str:
        return self.case.code

    @property
    def accepts_whole(self) -> bool:
        """One press accepts all of its evidence: several, and nothing in doubt."""
        return self.waiting is not None and self.waiting.is_clear and len(self.item.judged) > 1


def panels_of(
    cases: list[Case], worklist: Worklist, *, stakes: Mapping[str, Stake] | None = None, data: QueryDict | None = None
) -> list[Panel]:
    """`data`: a refused form, whose choices are kept where nothing of the answer changed since."""
    return [
        Panel(
            case,
            _shown(case.item, data),
            worklist.waiting.get(case.code),
            (stakes or {}).get(case.code),
            worklist.shared(case.item),
        )
        for case in cases
    ]


def _shown(item: Item, data: QueryDict | None) -> Item:
    if data is None or not item.cell.is_answered:
        return item
    typed = typed_review(item, data)
    return replace(item, review=typed) if typed else item


@dataclass(frozen=True)
class Batch:
    """Answers that this person accepted in one press and may take back."""

    key: UUID
    codes: list[str]
    indicator: Indicator
    at: datetime

    @property
    def in_words(self) -> str:
        return joined(self.codes)


def batches_of(user, casefile: Casefile) -> list[Batch]:
    """Return what a person accepted together and nobody marked since, newest first."""
    found: dict[UUID, list[Case]] = {}
    for case in casefile.cases.values():
        review = case.review
        if review and review.accepted_together and review.marked_by_id == user.pk:
            found.setdefault(review.accepted_together, []).append(case)
    batches = [
        Batch(key, [case.code for case in cases], cases[0].indicator, cases[0].review.marked_at)
        for key, cases in found.items()
    ]
    return sorted(batches, key=lambda batch: batch.at, reverse=True)
