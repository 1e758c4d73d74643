from diagnostics.assessments.models import Round, ScoreRun


def newest_run(round: Round, layer: str, mode: str) -> ScoreRun | None:
    return ScoreRun.objects.filter(round=round, layer=layer, mode=mode).select_related("round").first()
