"""What the page of an indicator shows a reviewer, and each answer on it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from django.http import QueryDict

from core.words import joined, moment
from diagnostics.review.forms.reviewer import has_seen_mark, typed_review
from diagnostics.review.queries.cases import Case, Casefile
from diagnostics.review.queries.doubts import SharedProof, Waiting, Worklist
from diagnostics.review.queries.points_at_stake import Stake
from diagnostics.review.queries.reviewing import Item, reasons_of
from diagnostics.scoring.instrument import Indicator
from files.choices import ProofState


@dataclass(frozen=True)
class Panel:
    """One answer on the page. `shown`: the answer with the choices of a form that was refused; `waiting` is None once marked.

    `refusal`: why what was chosen was not saved. `is_conflict`: the stored mark is not the one that the form was made from.
    """

    case: Case
    shown: Item
    refusal: str = ""
    is_conflict: bool = False
    reader: int | None = None  # user id
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
    def stored_by(self) -> str:
        """«Usted, en otra ventana, a las 10:42», «Ana Ruiz, el 8 de marzo a las 10:42»."""
        review = self.item.review
        if review is None:
            return ""
        who = "Usted, en otra ventana" if review.marked_by_id == self.reader else review.marked_by.name
        return f"{who}, {moment(review.marked_at)}"

    @property
    def stored_in_words(self) -> list[str]:
        """The stored mark, a line for the result, each evidence, and the reason."""
        review = self.item.review
        if review is None:
            return []
        proofs = [f"{one.about or one.proof.name}: {ProofState(one.state).label.lower()}" for one in self.item.judged]
        reasons = dict(reasons_of(self.item.instrument))
        why = f"{reasons.get(review.reason_code, '')} {review.reason}".strip()
        return [f"Resultado: {joined(self.item.entry.words(self.case.question))}", *proofs, *([why] if why else [])]

    @property
    def accepts_whole(self) -> bool:
        """One press accepts all of its evidence: several, and nothing in doubt."""
        return self.waiting is not None and self.waiting.is_clear and len(self.item.judged) > 1


def panels_of(
    cases: list[Case],
    worklist: Worklist,
    *,
    stakes: Mapping[str, Stake] | None = None,
    data: QueryDict | None = None,
    refused: Mapping[str, str] | None = None,
    reader: int | None = None,
) -> list[Panel]:
    """`data`: a form that was refused. `refused`: why, by question, where the rest was saved; None where nothing was."""
    return [
        Panel(
            case,
            _shown(case.item, data if refused is None or case.code in refused else None),
            (refused or {}).get(case.code, ""),
            bool(refused and data is not None and case.code in refused and not has_seen_mark(case.item, data)),
            reader,
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
