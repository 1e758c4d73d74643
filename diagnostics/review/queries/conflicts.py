"""Who must not judge an assessment: people who took part in it, and people who have not declared their conflicts."""

from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast

from accounts.queries import has_role_in
from core.models import AuditEntry
from diagnostics.assessments.choices import Layer, Party
from diagnostics.assessments.models import Answer, Assessment, Evidence, Round
from diagnostics.review.models import ConflictDeclaration, DeclaredConflict, Message

MARKED, READ_AGAIN = "answer.marked", "answer.read_again"
# Work for the municipality in an assessment, even if others overwrote it since.
WORKED = ("submitted_by", "signature__signed_by", "answers__revisions__written_by", "answers__reply__written_by")


@dataclass(frozen=True)
class Part:
    """A person's part in an assessment that they might judge.

    `stake`: why they must not, in a sentence, "" when they may; `has_declared`: whether they declared conflicts for the round.
    """

    stake: str
    has_declared: bool


def has_declared(user, round: Round) -> bool:
    return ConflictDeclaration.objects.filter(round=round, user=user).exists()


def part_of(user, assessment: Assessment) -> Part:
    """Return the person's part in this assessment (two queries)."""
    place = assessment.municipality
    named = DeclaredConflict.objects.filter(declaration=OuterRef("pk"), municipality=place)
    said = ConflictDeclaration.objects.filter(round=assessment.round_id, user=user).annotate(names=Exists(named))
    declared = list(said.values_list("names", flat=True))
    return Part(_stake(user, assessment, names_it=declared == [True]), bool(declared))


def _stake(user, assessment: Assessment, *, names_it: bool) -> str:
    place = assessment.municipality
    if has_role_in(user, place):
        return f"Usted tiene un rol en {place}: puede leer, y la revisión le toca a otra persona."
    if Assessment.objects.filter(_worked(user), pk=assessment.pk).exists():
        return f"Usted trabajó en este diagnóstico de {place}: puede leer, y la revisión le toca a otra persona."
    if names_it:
        return f"Usted declaró un conflicto de interés con {place}: puede leer, y la revisión le toca a otra persona."
    return ""


def _worked(user) -> Q:
    did = reduce(or_, (Q(**{path: user}) for path in WORKED))
    did |= Q(answers__layer=Layer.SELF_ASSESSED, answers__changed_by=user)  # also people who only attached evidence
    # Others may overwrite `changed_by` of an answer, never evidence that the person added or messages they wrote.
    did |= Q(Exists(Evidence.objects.filter(assessment=OuterRef("pk"), added_by=user)))
    said = Message.objects.filter(answer__assessment=OuterRef("pk"), party=Party.MUNICIPALITY, written_by=user)
    return did | Q(Exists(said))


def must_not_judge(user, assessments: list[Assessment]) -> set[int]:
    """Return the assessments of a round in which the person has a stake (see `part_of`), by primary key. Two queries."""
    if not assessments:
        return set()
    places = DeclaredConflict.objects.filter(declaration__round=assessments[0].round_id, declaration__user=user)
    named = set(places.values_list("municipality", flat=True))
    worked = Assessment.objects.filter(_worked(user), pk__in=[a.pk for a in assessments])
    found = set(worked.values_list("pk", flat=True))
    found |= {a.pk for a in assessments if a.municipality_id in named or has_role_in(user, a.municipality)}
    return found


def judged_by(user, assessment: Assessment, *verbs: str) -> QuerySet[Answer]:
    """Return the answers that the person judged, by the log: a mark may since be gone or be somebody else's."""
    return _judged(user, [assessment], verbs)


def _judged(user, assessments: list[Assessment], verbs: tuple[str, ...]) -> QuerySet[Answer]:
    acts = AuditEntry.objects.filter(
        target_type=Answer._meta.label_lower, target_id=Cast(OuterRef("pk"), CharField()), verb__in=verbs, by=user
    )
    return Answer.objects.self_assessed().filter(Exists(acts), assessment__in=assessments)


def reviewed_dimensions(user, assessment: Assessment) -> set[str]:
    """Return the codes of the dimensions in which the person judged an answer: they decide no reply there."""
    judged = judged_by(user, assessment, MARKED, READ_AGAIN)
    return set(judged.values_list("question__indicator__dimension__code", flat=True))


def dimensions_reviewed_in(user, assessments: list[Assessment]) -> set[tuple[int, str]]:
    """Return (primary key of the assessment, code) of each dimension in which the person judged an answer. One query."""
    judged = _judged(user, assessments, (MARKED, READ_AGAIN))
    return set(judged.values_list("assessment", "question__indicator__dimension__code"))
