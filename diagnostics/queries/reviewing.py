"""One municipality's answers as the reviewer sees them: what was said, its proof, and the marks so far."""

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from django.db.models import Count

from diagnostics.choices import FILLABLE, Layer, RoundStatus, State
from diagnostics.models import AnswerReview, Assessment
from diagnostics.queries.filling import Cell, Proof, filling_of
from diagnostics.scoring.instrument import MULTI, Dimension, Indicator, Instrument
from diagnostics.scoring.values import YES, in_words, number_for_screen


@dataclass(frozen=True)
class Item:
    """One question under review. `review` is None while nobody marked it."""

    cell: Cell
    review: AnswerReview | None

    @property
    def code(self) -> str:
        return self.cell.question.code

    @property
    def needs_mark(self) -> bool:
        """There is evidence or a «no aplica» to accept or not; where there is neither, nothing depends on a mark."""
        return self.cell.applies and (self.cell.is_not_applicable or self.has_proof)

    @property
    def has_proof(self) -> bool:
        """Evidence that can be accepted: on a multiple, one that stands by a marked option."""
        if self.is_by_option:
            return bool(self.proven_options)
        return self.cell.declared is not None and bool(self.cell.proofs)

    @property
    def is_by_option(self) -> bool:
        return self.cell.question.type == MULTI and self.cell.question.evidence == "required"

    @property
    def proven_options(self) -> list[str]:
        """Marked options of a multiple that have evidence (of their own, or one for the whole answer)."""
        marked = self.cell.declared.options if self.cell.declared else frozenset()
        return [o.code for o in self.cell.question.options if o.code in marked and {o.code, ""} & self.cell.proven]

    @property
    def said(self) -> list[str]:
        """The declared answer in words."""
        if self.cell.is_not_applicable:
            return [f"No aplica: {self.cell.answer.na_reason}"]
        return in_words(self.cell.question, self.cell.value)

    @property
    def options_to_mark(self) -> list[tuple[str, str, list[Proof], bool | None]]:
        """Code, text, proofs and mark (None: none yet) of each proven option of a multiple."""
        texts = {o.code: o.text for o in self.cell.question.options}
        proofs: dict[str, list[Proof]] = {}
        for proof in self.cell.proofs:
            proofs.setdefault(proof.option, []).append(proof)
        return [
            (
                code,
                texts[code],
                proofs.get(code) or proofs.get("", []),
                code in self.accepted_options if self.review else None,
            )
            for code in self.proven_options
        ]

    @property
    def evidence_accepted(self) -> str:
        return self.review.evidence_accepted if self.review else ""

    @property
    def accepted_options(self) -> list[str]:
        if self.evidence_accepted == YES:
            return self.proven_options
        return [code for code in self.evidence_accepted.split("|") if code]

    @property
    def na_accepted(self) -> bool:
        return bool(self.review and self.review.na_accepted and self.cell.is_not_applicable)

    @property
    def version(self) -> int:
        return self.review.version if self.review else 0


@dataclass(frozen=True)
class Reviewing:
    instrument: Instrument
    items: dict[str, Item]

    @cached_property
    def answered(self) -> list[Item]:
        """Items with an answer of any kind: those that later layers repeat."""
        return [i for i in self.items.values() if i.cell.is_answered]

    @cached_property
    def to_mark(self) -> list[Item]:
        return [i for i in self.items.values() if i.needs_mark]

    @cached_property
    def pending(self) -> list[Item]:
        return [i for i in self.to_mark if i.review is None]

    @cached_property
    def reopened(self) -> list[Item]:
        """Items that the municipality may change at the moment."""
        return [i for i in self.items.values() if i.cell.is_reopened]

    @cached_property
    def heavy_na(self) -> list[str]:
        """One sentence for each dimension whose accepted «no aplica» weigh more than the instrument allows."""
        limit = self.instrument.max_na_share
        if limit is None:
            return []
        shares = {d.name: self._na_share(d) for d in self.instrument.dimensions}
        return [
            f"{name}: {_percent(share)} del peso quedó en «no aplica»."
            for name, share in shares.items()
            if share > limit
        ]

    def _na_share(self, dimension: Dimension) -> Fraction:
        """The weight of the accepted «no aplica» in a dimension, 0–1."""
        total = sum((i.weight for i in dimension.indicators), Fraction(0))
        share = Fraction(0)
        for indicator in dimension.indicators:
            weight = sum((q.weight for q in indicator.questions), Fraction(0))
            accepted = sum((q.weight for q in indicator.questions if self.items[q.code].na_accepted), Fraction(0))
            share += indicator.weight / total * accepted / weight if weight and total else 0
        return share

    def of(self, indicator: Indicator) -> list[Item]:
        return [self.items[q.code] for q in indicator.questions]

    def pending_in(self, indicator: Indicator) -> int:
        return sum(i.needs_mark and i.review is None for i in self.of(indicator))


def reviewing_of(assessment: Assessment) -> Reviewing:
    """Read the self-assessed answers and the marks on them (two queries)."""
    filling = filling_of(assessment, Layer.SELF_ASSESSED)
    marks = AnswerReview.objects.filter(answer__assessment=assessment).select_related("marked_by")
    by_answer = {mark.answer_id: mark for mark in marks}
    items = {
        code: Item(cell, by_answer.get(cell.answer.pk) if cell.answer else None) for code, cell in filling.cells.items()
    }
    return Reviewing(filling.instrument, items)


def _percent(share: Fraction) -> str:
    # With a decimal and not truncated, unlike sentences.percent: what exceeds a maximum must not read as the maximum.
    return f"{number_for_screen(f'{float(100 * share):.1f}')}\u202f%"


@dataclass(frozen=True)
class Waiting:
    """One municipality in the reviewers' list."""

    assessment: Assessment
    marked: int


def review_queue() -> list[Waiting]:
    """Return the sent assessments of rounds not yet published, those in review first (one query)."""
    sent = (
        Assessment.objects.exclude(state__in=FILLABLE)
        .exclude(round__status=RoundStatus.PUBLISHED)
        .with_context()
        .annotate(marked=Count("answers__review"))
        .order_by("submitted_at", "pk")
    )
    queue = [Waiting(assessment, assessment.marked) for assessment in sent]
    return sorted(queue, key=lambda waiting: waiting.assessment.state != State.IN_REVIEW)
