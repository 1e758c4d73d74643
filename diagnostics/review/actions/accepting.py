"""Accepting several answers in one press where nothing is in doubt, and taking it back."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from core import audit
from core.refusals import Refusal, Stale
from core.words import joined
from diagnostics.assessments.models import Assessment
from diagnostics.review.actions.reviews import Mark, NotMarked, keep_disputed, lock_for_review, mark_each, write_mark
from diagnostics.review.models import AnswerReview
from diagnostics.review.queries.doubts import worklist_of
from diagnostics.review.queries.reviewing import Item
from diagnostics.review.queries.second_reading import blind_for
from files.choices import ProofState


class InDoubt(Refusal):
    """An answer is in doubt by now and needs a mark of its own."""


@transaction.atomic
def accept_together(
    *, assessment: Assessment, shown: Mapping[str, str], marks: list[Mark], by, at: datetime
) -> tuple[UUID, list[NotMarked]]:
    """Accept all evidence of several answers as declared, all of them or none; then write `marks` as `reviews.mark_page` does.

    `shown`: the fingerprint (queries.doubts) of each answer as the screen showed it, by question. Returns the key that the
    accepted marks share, and those of `marks` that were refused.
    Refuses WrongState, DeadlinePassed, OwnMunicipality, NotDeclared; Stale when an answer, its evidence or its mark changed
    since, or nothing is left to accept; InDoubt.
    """
    casefile = lock_for_review(assessment, by, at)
    blind = blind_for(by, casefile.assessment)
    waiting = worklist_of(by, casefile.seen_by_review(blind), blind=blind).waiting
    if not shown:
        raise Stale("Ya no queda nada por aceptar junto: mire lo que falta.")
    changed = [code for code, seen in shown.items() if code not in waiting or waiting[code].fingerprint != seen]
    if changed:
        raise Stale(f"{joined(changed)}: cambió mientras usted miraba. No se aceptó nada: mírela y acepte otra vez.")
    doubtful = [waiting[code] for code in shown if not waiting[code].is_clear]
    if doubtful:
        why = "; ".join(f"{one.code}, {', '.join(one.doubts)}" for one in doubtful)
        raise InDoubt(f"Ahora hay algo por mirar: {why}. No se aceptó nada.")
    key = uuid4()
    for code in shown:
        casefile = write_mark(casefile, _whole(waiting[code].case.item), by, at, together=key)
    casefile, refused = mark_each(casefile, marks, by, at)
    keep_disputed(casefile)
    return key, refused


@transaction.atomic
def undo(*, assessment: Assessment, together: UUID, by, at: datetime) -> list[str]:
    """Delete the person's own marks that share a key, and return their questions; what was marked again since stays.

    Refuses WrongState, DeadlinePassed, OwnMunicipality, NotDeclared, and Stale when none of them is left.
    """
    casefile = lock_for_review(assessment, by, at)
    rows = AnswerReview.objects.filter(answer__assessment=casefile.assessment, accepted_together=together, marked_by=by)
    found = list(rows.select_related("answer__question").order_by("answer__question__position"))
    if not found:
        raise Stale("Ya no hay qué deshacer: esas respuestas se marcaron de nuevo o se deshicieron antes.")
    for review in found:
        audit.record(by=by, verb="answer.unmarked", target=review.answer, scope=casefile.assessment, at=at)
        casefile = casefile.with_review(review.answer.question.code, None)
    rows.delete()
    keep_disputed(casefile)
    return [review.answer.question.code for review in found]


def _whole(item: Item) -> Mark:
    """The mark that accepts all evidence of an answer as declared."""
    proofs = {judged.key: ProofState.ACCEPTED.value for judged in item.judged}
    return Mark(
        question=item.code,
        evidence_accepted=item.accepted_evidence(proofs),
        na_accepted=False,
        seen_version=item.version,
        seen_answer=item.cell.version,
        proofs=proofs,
    )
