"""Each answer as a case: declared, reviewed, contested, decided, with its conversation."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property

from django.db.models import Q

from diagnostics.assessments.choices import DONE, REPLYING, REVIEWING, Layer, Reopening, State
from diagnostics.assessments.models import Assessment
from diagnostics.assessments.queries.corrections import Correction, corrections_within
from diagnostics.assessments.queries.filling import filling_of
from diagnostics.review.choices import Ruling
from diagnostics.review.models import AnswerReview, Message, Reply, ReplyDecision, ReplyEvidence
from diagnostics.review.queries.entries import Entry, asked_entry, judged_entry
from diagnostics.review.queries.points_at_stake import PointsAtStake, Stake, points_at_stake_of
from diagnostics.review.queries.reviewing import Item, JudgedProof, Reviewing, build_reviewing, reasons_of
from diagnostics.scoring.instrument import Dimension, Indicator, Question
from files.choices import ProofState


@dataclass(frozen=True)
class Case:
    """One answer with its conversation. Reply, decision and correction (of an erratum) are None where there are none."""

    item: Item
    dimension: Dimension
    indicator: Indicator
    messages: list[Message] = field(default_factory=list)
    reply: Reply | None = None
    proofs: list[ReplyEvidence] = field(default_factory=list)
    decision: ReplyDecision | None = None
    correction: Correction | None = None

    @property
    def question(self) -> Question:
        return self.item.cell.question

    @property
    def code(self) -> str:
        return self.question.code

    @property
    def review(self) -> AnswerReview | None:
        return self.item.review

    @property
    def reason_name(self) -> str:
        return dict(reasons_of(self.item.instrument)).get(self.review.reason_code, "") if self.review else ""

    @property
    def asked(self) -> Entry:
        """What the municipality asks for: by its reply or, before one, what it declared with all its evidence."""
        if self.reply and self.reply.is_contested:
            return asked_entry(self.item.cell, self.reply, has_new_proof=bool(self.proofs))
        return self.item.declared

    @property
    def corrected(self) -> Entry | None:
        """The newest erratum's replacement of the final answer."""
        row = self.correction
        return Entry(row.value, row.not_applicable, row.not_applicable, row.evidence_accepted) if row else None

    @property
    def corrected_points(self) -> Fraction | None:
        return self.item.points_of(self.corrected) if self.corrected else None

    @property
    def final(self) -> Entry:
        """The final answer; before a decision, the reviewed one."""
        return judged_entry(self.item.cell, self.decision) if self.decision else self.item.entry

    @property
    def final_proofs(self) -> list[JudgedProof]:
        """The proofs of the answer as they stand at the end: as the review or, after it, the decision found them."""
        if self.decision is None:
            return self.item.proofs
        return self.proofs_after(Ruling(self.decision.ruling), self.decision.proofs)

    def proofs_after(self, ruling: Ruling, chosen: Mapping[str, str]) -> list[JudgedProof]:
        """Return the proofs of the answer after a ruling. `chosen`: the states that it gives by key (JudgedProof.key).

        Accepting a reply accepts the rest too, but for what holds personal data.
        """

        def state_of(judged: JudgedProof) -> str:
            accepts = ruling == Ruling.ACCEPTED and judged.state != ProofState.PERSONAL_DATA
            return chosen.get(judged.key, ProofState.ACCEPTED if accepts else judged.state)

        return [replace(judged, state=state_of(judged)) for judged in self.item.proofs]

    @property
    def is_contested(self) -> bool:
        return bool(self.reply and self.reply.sent_at and self.reply.is_contested)

    @property
    def is_open(self) -> bool:
        return self.is_contested and self.decision is None

    @property
    def request(self) -> Message | None:
        return next((m for m in self.messages if m.is_request), None)

    @property
    def sent_messages(self) -> list[Message]:
        return [m for m in self.messages if m.sent_at]

    @property
    def is_to_clarify(self) -> bool:
        """A request was sent and the answer was not handed back; a message alone does not hand it back."""
        answer = self.item.cell.answer
        return bool(answer and answer.reopening == Reopening.CLARIFICATION)

    @property
    def waits_for_clarification(self) -> bool:
        """To be clarified, or expired without a message of the municipality since the request was sent."""
        request = self.request
        if request is None or request.sent_at is None:
            return False
        said = any(m.sent_at and m.sent_at > request.sent_at and m.party == "municipality" for m in self.messages)
        return self.is_to_clarify or not said

    @property
    def asked_points(self) -> Fraction | None:
        return self.item.points_of(self.asked)

    @property
    def final_points(self) -> Fraction | None:
        return self.item.points_of(self.final)


@dataclass(frozen=True)
class Casefile:
    """All cases of an assessment, in the order of the questionnaire."""

    assessment: Assessment
    reviewing: Reviewing
    cases: dict[str, Case]

    @cached_property
    def adjusted(self) -> list[Case]:
        return [c for c in self.cases.values() if c.item.is_adjusted]

    @cached_property
    def contested(self) -> list[Case]:
        return [c for c in self.cases.values() if c.is_contested]

    @cached_property
    def open(self) -> list[Case]:
        return [c for c in self.contested if c.decision is None]

    @cached_property
    def requests(self) -> list[Case]:
        return [c for c in self.cases.values() if c.request]

    @property
    def unanswered_requests(self) -> list[Case]:
        return [c for c in self.requests if c.is_to_clarify]

    @cached_property
    def points_at_stake(self) -> PointsAtStake:
        """What each adjustment moves if the municipality gets what it asks for."""
        base = {code: _standing(case) for code, case in self.cases.items() if case.item.cell.is_answered}
        others = {case.code: case.asked for case in self.adjusted}
        settled = {case.code: case.item.entry for case in self.adjusted if not self._is_at_stake(case)}
        return points_at_stake_of(self.assessment, base, others, settled)

    def points_if_refused(self, codes: Collection[str]) -> dict[str, Stake]:
        """Return what each of these answers loses, by question, if none of its evidence (or its «no aplica») is accepted.

        Measured from the declared answer, whatever its mark; without answers that a refusal would not change. One run of the
        engine.
        """
        items = {code: self.cases[code].item for code in codes}
        others = {code: item.refused for code, item in items.items() if item.needs_mark}
        base = {code: _standing(case) for code, case in self.cases.items() if case.item.cell.is_answered}
        declared = {code: items[code].declared for code in others if items[code].review}
        stakes = points_at_stake_of(self.assessment, base, others, declared).by_code if others else {}
        return {code: stake for code, stake in stakes.items() if stake.points or stake.moves_level}

    def _is_at_stake(self, case: Case) -> bool:
        if self.assessment.state == State.REPLY_DECISION:
            return case.is_open
        return self.assessment.state not in DONE

    @property
    def conversations(self) -> list[Case]:
        return [case for case in self.cases.values() if case.sent_messages]

    @property
    def has_asked(self) -> bool:
        return any(case.request.sent_at for case in self.requests)

    @property
    def takes_messages(self) -> bool:
        return self.assessment.state in REVIEWING | REPLYING

    @property
    def shows_reasons(self) -> bool:
        """The municipality sees the review's marks once the reviewed layer is closed."""
        return self.assessment.state in REPLYING | DONE

    def seen_by_municipality(self) -> "Casefile":
        """Without unsent requests and, until the reviewed layer is closed, without marks."""

        def seen(case: Case) -> Case:
            item = case.item if self.shows_reasons else replace(case.item, review=None)
            return replace(case, item=item, messages=case.sent_messages)

        return self._with(seen)

    def seen_by_review(self, blind: Collection[str] = ()) -> "Casefile":
        """Without unsent replies, and without the marks of `blind` questions."""

        def seen(case: Case) -> Case:
            item = replace(case.item, review=None) if case.code in blind else case.item
            is_draft = case.reply is not None and case.reply.sent_at is None
            return replace(case, item=item, reply=None, proofs=[]) if is_draft else replace(case, item=item)

        return self._with(seen)

    def with_review(self, code: str, review: AnswerReview | None) -> "Casefile":
        """A copy with the stored mark of one answer (None: without one), to save reading all cases again."""

        def marked(case: Case) -> Case:
            return replace(case, item=replace(case.item, review=review)) if case.code == code else case

        return self._with(marked)

    def _with(self, seen: Callable[[Case], Case]) -> "Casefile":
        cases = {code: seen(case) for code, case in self.cases.items()}
        items = {code: case.item for code, case in cases.items()}
        return Casefile(self.assessment, Reviewing(self.reviewing.filling, items), cases)


def after(cases: list[Case], case: Case) -> Case | None:
    """Return the case after the given one; the first when it is not in the list, None after the last."""
    codes = [one.code for one in cases]
    place = codes.index(case.code) + 1 if case.code in codes else 0
    return cases[place] if place < len(cases) and cases[place].code != case.code else None


def _standing(case: Case) -> Entry:
    """The entry in force: the declared one until an answer is marked."""
    return case.final if case.review else case.item.declared


def casefile_of(assessment: Assessment) -> Casefile:
    """Read all cases (three queries; plus one once replies are open, two more if there are any, one more once published)."""
    filling = filling_of(assessment, Layer.SELF_ASSESSED)
    here = Q(answer__assessment=assessment)
    marks = {m.answer_id: m for m in AnswerReview.objects.filter(here).select_related("marked_by")}
    reviewing = build_reviewing(filling, marks)
    messages: dict[int, list[Message]] = {}
    for message in Message.objects.filter(here).select_related("written_by"):
        messages.setdefault(message.answer_id, []).append(message)
    replies = {}
    if assessment.state in REPLYING | DONE:
        replies = {r.answer_id: r for r in Reply.objects.filter(here).select_related("written_by")}
    proofs: dict[int, list[ReplyEvidence]] = {}
    uses = ReplyEvidence.objects.filter(reply__in=[r.pk for r in replies.values()]).select_related("evidence")
    for use in uses.order_by("pk"):
        proofs.setdefault(use.reply_id, []).append(use)
    decisions = {d.reply_id: d for d in ReplyDecision.objects.filter(reply__in=[r.pk for r in replies.values()])}
    corrections = _corrections(assessment)
    instrument, cases = filling.instrument, {}
    for code, item in reviewing.items.items():
        key = item.cell.answer.pk if item.cell.answer else 0
        reply, indicator = replies.get(key), instrument.indicator_of[code]
        cases[code] = Case(
            item=item,
            dimension=instrument.dimension_of[indicator.code],
            indicator=indicator,
            messages=messages.get(key, []),
            reply=reply,
            proofs=proofs.get(reply.pk, []) if reply else [],
            decision=decisions.get(reply.pk) if reply else None,
            correction=corrections.get(code),
        )
    return Casefile(assessment, reviewing, cases)


def _corrections(assessment: Assessment) -> dict[str, Correction]:
    if assessment.state != State.PUBLISHED:
        return {}
    return {row.answer.question.code: row for row in corrections_within(assessment)}
