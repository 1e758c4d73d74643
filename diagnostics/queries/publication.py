"""What stands between a round and its publication."""

from datetime import date

from diagnostics.choices import Layer, State
from diagnostics.models import Answer, Assessment, Round


def obstacles_of(round: Round, assessments: list[Assessment], *, on: date) -> list[str]:
    """Return one sentence for each thing that is missing; an empty list means that the round can be published.

    A municipality that never started does not stop the others once the term is over: it has no result.
    """
    if round.is_published:
        return [f"{round} ya está publicado; una corrección se hace con una fe de erratas."]
    obstacles = []
    is_open = round.closes_on is not None and round.closes_on >= on
    for assessment in assessments:
        if assessment.state == State.FINAL_READY:
            continue
        if assessment.state != State.NOT_STARTED:
            obstacles.append(f"{assessment.municipality}: {assessment.get_state_display().lower()}.")
        elif is_open:
            obstacles.append(
                f"{assessment.municipality}: sin iniciar, y el plazo va hasta el {round.closes_on:%d/%m/%Y}."
            )
    if not obstacles and not Answer.objects.filter(assessment__round=round, layer=Layer.FINAL).exists():
        obstacles.append("No hay ninguna respuesta en la capa definitiva.")
    return obstacles
