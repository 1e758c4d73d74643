"""Which computation of the scores counts."""

from diagnostics.assessments.models import Round, ScoreRun


def newest_run(round: Round, layer: str, mode: str) -> ScoreRun | None:
    """Return the newest run of a layer and mode, with its round, or None."""
    return ScoreRun.objects.filter(round=round, layer=layer, mode=mode).select_related("round").first()
