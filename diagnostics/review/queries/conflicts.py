"""Who must not judge an assessment: people who took part in it, and people who have not declared their conflicts."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce
from operator import or_

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast

from accounts.models import Membership
from accounts.queries import has_role_in
from core.models import AuditEntry
from diagnostics.assessments.choices import Layer, Party
from diagnostics.assessments.models import Answer, Assessment, Evidence, Round
from diagnostics.review.models import ConflictDeclaration, DeclaredConflict, Message
from territory.models import Municipality

MARKED, READ_AGAIN = "answer.marked", "answer.read_again"
# Work for the municipality in an assessment, even if others overwrote it since.
WORKED = ("submitted_by", "signature__signed_by", "answers__revisions__written_by", "answers__reply__written_by")


class Involvement(StrEnum):
    """Why a person must not judge an assessment: what they did, to go after their name."""

    ROLE = "tiene un rol en {place}"
    WORKED = "trabajó en este diagnóstico de {place}"
    DECLARED = "declaró un conflicto de interés con {place}"

    def of(self, name: str, place: Municipality) -> str:
        return f"{name} {self.format(place=place)}"


@dataclass(frozen=True)
class Part:
    """A person's part in an assessment that they might judge.

    `stake`: why they must not, in a sentence, "" when they may; `has_declared`: whether they declared conflicts for the round.
    """

    stake: str
    has_declared: bool
    involvement: Involvement | None = None


def has_declared(user, round: Round) -> bool:
    return ConflictDeclaration.objects.filter(round=round, user=user).exists()


def part_of(user, assessment: Assessment) -> Part:
    """Return the person's part in this assessment (two queries)."""
    place = assessment.municipality
    named = DeclaredConflict.objects.filter(declaration=OuterRef("pk"), municipality=place)
    said = ConflictDeclaration.objects.filter(round=assessment.round_id, user=user).annotate(names=Exists(named))
    declared = list(said.values_list("names", flat=True))
    involvement = _involvement(user, assessment, names_it=declared == [True])
    stake = (
        f"{involvement.of('Usted', place)}: puede leer, y la revisión le toca a otra persona." if involvement else ""
    )
    return Part(stake, bool(declared), involvement)


def _involvement(user, assessment: Assessment, *, names_it: bool) -> Involvement | None:
    if has_role_in(user, assessment.municipality):
        return Involvement.ROLE
    if Assessment.objects.filter(_worked(user), pk=assessment.pk).exists():
        return Involvement.WORKED
    return Involvement.DECLARED if names_it else None


def involvements_in(round: Round, people: Collection[int]) -> dict[tuple[int, int], Involvement]:
    """Return who of these people (user ids) has a role in a municipality of the round or declared a conflict with it, by
    (user id, municipality id). Two queries; who worked in one of its diagnoses is found by `part_of`.
    """
    places = Assessment.objects.filter(round=round).values("municipality")
    declared = DeclaredConflict.objects.filter(declaration__round=round, declaration__user__in=people)
    found = dict.fromkeys(declared.values_list("declaration__user", "municipality"), Involvement.DECLARED)
    held = Membership.objects.current().filter(user__in=people, municipality__in=places)
    return found | dict.fromkeys(held.values_list("user", "municipality"), Involvement.ROLE)


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
    return judged_in(user, [assessment], *verbs)


def judged_in(user, assessments: list[Assessment], *verbs: str) -> QuerySet[Answer]:
    """`judged_by` for several assessments."""
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
    judged = judged_in(user, assessments, MARKED, READ_AGAIN)
    return set(judged.values_list("assessment", "question__indicator__dimension__code"))
