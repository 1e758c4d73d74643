"""Rows that the demonstration lacks, for the pages that show them."""

from diagnostics.assessments.choices import Layer
from diagnostics.assessments.models import Answer
from diagnostics.results.models import ErratumProposal
from diagnostics.scoring.instrument import SCALE
from tests.factories.accounts import make_user
from tests.factories.results import make_proposal


def proposal() -> ErratumProposal:
    """A lower level for an answer of the published demonstration, proposed by somebody else than the visitor."""
    answers = Answer.objects.filter(
        assessment__round__code="demo-1", assessment__municipality__slug="copacabana", layer=Layer.FINAL
    ).select_related("assessment__round__version", "assessment__municipality", "question")
    wrong = next(
        answer
        for answer in answers.exclude(value__in=("", "0"))
        if answer.assessment.round.version.parsed.question_by_code[answer.question.code].type == SCALE
    )
    place = wrong.assessment.municipality
    return make_proposal(wrong.assessment.round, place, wrong.question.code, "0", evidence_accepted="", by=make_user())
