"""Score runs of a round, and how they compared with a recomputation."""

from django.db.models import OuterRef, Subquery

from diagnostics.assessments.choices import Layer, Mode, RoundStatus
from diagnostics.assessments.models import Answer, Round, ScoreRun
from diagnostics.assessments.queries.runs import newest_run
from diagnostics.results.models import ScoreCheck


def runs_to_verify(round: Round) -> list[tuple[ScoreRun, int | None]]:
    """Return the newest run of each layer and mode, and every published run, each with its version if it is published."""
    published = list(round.publications.select_related("run__round"))
    versions = {publication.run_id: publication.version for publication in published}
    runs = [run for layer in Layer for mode in Mode if (run := newest_run(round, layer, mode))]
    runs += [publication.run for publication in published if publication.run not in runs]
    return [(run, versions.get(run.pk)) for run in runs]


def layers_with_answers(round: Round) -> list[str]:
    layers = set(Answer.objects.filter(assessment__round=round).values_list("layer", flat=True).distinct())
    return [layer for layer in Layer if layer in layers]


def failed_checks() -> list[ScoreCheck]:
    """Return the last verification of each round, where it found a difference, newest first. One query."""
    newest = ScoreCheck.objects.filter(round=OuterRef("round")).values("pk")[:1]
    rows = ScoreCheck.objects.filter(pk=Subquery(newest), is_equal=False).select_related("round")
    return list(rows.exclude(round__status=RoundStatus.CANCELLED))


def last_check(round: Round) -> ScoreCheck | None:
    return ScoreCheck.objects.filter(round=round).select_related("checked_by").first()
