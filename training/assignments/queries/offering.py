"""Where the author of an accepted work may offer it as evidence: questions that its assignment names, in their own diagnosis."""

from dataclasses import dataclass

from django.utils import timezone

from accounts.models import User
from accounts.permissions import Permission, reach
from accounts.queries import holdings_of
from diagnostics.assessments.choices import FILLABLE, RoundStatus
from diagnostics.assessments.models import Assessment, EvidenceUse
from diagnostics.assessments.queries.filling import filling_of
from training.assignments.models import Work, WorkFile
from training.grading.document import Assignment


@dataclass(frozen=True)
class Place:
    """A question of an open diagnosis. `held`: the SHA-256 of the files that prove it already."""

    assessment: Assessment
    question: str
    text: str
    held: frozenset[str]

    @property
    def key(self) -> str:
        return f"{self.assessment.pk}:{self.question}"


def own_open_assessments(user: User) -> list[Assessment]:
    """Return the diagnoses in self-assessment of the municipalities where the user answers questions. Two queries."""
    places = reach(holdings_of(user), Permission.FILL_ANSWERS) or frozenset()
    rows = Assessment.objects.with_context().filter(
        municipality__in=places, state__in=FILLABLE, round__status=RoundStatus.OPEN
    )
    today = timezone.localdate()
    return [row for row in rows.order_by("round__opens_on", "municipality__sort_key", "pk") if row.is_open_on(today)]


def places_for(user: User, assignment: Assignment) -> list[Place]:
    """Return the questions where the user may put evidence of the assignment: those that apply."""
    found = []
    for assessment in own_open_assessments(user):
        filling = filling_of(assessment)
        for code in assignment.questions:
            cell = filling.cells.get(code)
            if cell is not None and cell.applies:
                held = frozenset(proof.sha256 for proof in cell.proofs if proof.sha256)
                found.append(Place(assessment, code, cell.question.text, held))
    return found


def is_held(assessment: Assessment, question: str, sha256: str) -> bool:
    """Return whether a file with the same content proves the question already."""
    uses = EvidenceUse.objects.filter(answer__assessment=assessment, answer__question__code=question)
    return uses.filter(evidence__sha256=sha256).exists()


def files_to_offer(work: Work) -> list[WorkFile]:
    """Return the files of the accepted delivery."""
    return list(work.files.current())
