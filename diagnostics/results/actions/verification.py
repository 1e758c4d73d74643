"""Verifying stored scores against a recomputation, for one round or, each night, for all published ones."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst

from accounts.permissions import Permission
from accounts.queries import people_who
from core.refusals import Refusal
from core.words import named
from diagnostics.assessments.actions import scores
from diagnostics.assessments.models import Round
from diagnostics.assessments.queries.inputs import inputs_of
from diagnostics.results import tasks
from diagnostics.results.choices.texts import SCORES_DIFFER
from diagnostics.results.models import ScoreCheck
from diagnostics.results.queries.checks import runs_to_verify
from diagnostics.results.queries.errata import corrections_of_round
from notices.actions.notifications import tell

KEPT = 30  # verifications of one round


class NothingScored(Refusal):
    """The round has no scores yet."""


def enqueue(*, round: Round, by) -> None:
    tasks.enqueue_verification(round_id=round.pk, by_id=by.pk)


def verify(*, round: Round, at: datetime, by=None) -> ScoreCheck:
    """Store how the scores of a round compare with a recomputation. Refuses NothingScored.

    A difference is told to those who run the portal, once a day.
    """
    check = compare(round)
    check.checked_at, check.checked_by = at, by
    return _stored(check)


def compare(round: Round) -> ScoreCheck:
    """Recompute the newest run of every layer and mode, and every published run; nothing is stored. Refuses NothingScored.

    A run that is not published may be behind the answers given since: that is no difference.
    """
    runs = runs_to_verify(round)
    if not runs:
        raise NothingScored(f"{capfirst(named(round))} no tiene puntajes calculados. Calcúlelos primero.")
    rows = []
    for run, version in runs:
        corrections = corrections_of_round(round, up_to=version)  # a published run has those that were in force
        inputs = inputs_of(round, run.layer, corrections=corrections)
        is_behind = version is None and scores.is_behind(run, inputs)
        found = [] if is_behind else scores.differences(run=run, inputs=inputs)
        rows.append(
            {"name": str(run), "municipalities": run.totals.count(), "is_behind": is_behind, "differences": found}
        )
    return ScoreCheck(round=round, is_equal=not any(row["differences"] for row in rows), runs=rows)


@transaction.atomic
def _stored(check: ScoreCheck) -> ScoreCheck:
    check.save()
    round = check.round
    kept = list(ScoreCheck.objects.filter(round=round).values_list("pk", flat=True)[:KEPT])
    ScoreCheck.objects.filter(round=round).exclude(pk__in=kept).delete()
    if not check.is_equal:
        _tell(check)
    return check


def verify_all(*, at: datetime) -> int:
    """Verify every published round; return how many. Those of open rounds may be behind their answers for some minutes."""
    rounds = list(Round.objects.published().select_related("version").order_by("pk"))
    for round in rounds:
        verify(round=round, at=at)
    return len(rounds)


def _tell(check: ScoreCheck) -> None:
    tell(
        to=[person.pk for person in people_who(Permission.VIEW_LOG, None)],
        text=SCORES_DIFFER,
        values={"del_ciclo": named(check.round, "de"), "diferencias": "\n".join(check.differences[:5])},
        key=f"scores-differ:{check.round_id}:{timezone.localdate(check.checked_at)}",
        url=reverse("results:round-scores", args=[check.round.code]),
        at=check.checked_at,
    )
