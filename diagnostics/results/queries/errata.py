"""Corrections that errata made to final answers."""

from diagnostics.assessments.models import Assessment, Round
from diagnostics.results.models import Correction


def corrections_of_round(round: Round, *, up_to: int | None = None) -> dict[int, Correction]:
    """Return the corrections in force by primary key of the final answer; of one answer, the newest.

    `up_to`: as of that version of the publication.
    """
    rows = Correction.objects.filter(erratum__publication__round=round).order_by("erratum__publication__version")
    if up_to is not None:
        rows = rows.filter(erratum__publication__version__lte=up_to)
    return {row.answer_id: row for row in rows}


def corrections_of_assessment(assessment: Assessment) -> list[Correction]:
    """Return all corrections of an assessment, oldest first, with question, erratum and publication."""
    rows = Correction.objects.filter(answer__assessment=assessment)
    rows = rows.select_related("answer__question", "erratum__publication")
    return list(rows.order_by("erratum__publication__version"))
