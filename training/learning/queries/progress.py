"""How far people are in a course, from what they handed in and attended."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from fractions import Fraction

from training.assignments.choices import WorkState
from training.assignments.models import Work
from training.cohorts.models import Attendance, Enrolment, MakeUp
from training.courses.models import CourseVersion
from training.grading.progress import ModuleStanding, Standing
from training.quizzes.models import Attempt

Marks = dict[tuple[int, str], list[Fraction]]


def standings(enrolments: Sequence[Enrolment]) -> dict[int, Standing]:
    """Return what each enrolment has done, by its id. The enrolments carry `cohort`; five queries, however many there are."""
    ids = [enrolment.pk for enrolment in enrolments]
    versions = CourseVersion.objects.in_bulk({enrolment.cohort.version_id for enrolment in enrolments})
    scores, accepted = _scores(ids), _accepted(ids)
    sessions = Counter(Attendance.objects.filter(enrolment__in=ids).values_list("enrolment", flat=True))
    made_up = set(
        MakeUp.objects.filter(enrolment__in=ids, accepted_at__isnull=False).values_list("enrolment", flat=True)
    )
    return {
        enrolment.pk: _standing(
            enrolment, versions[enrolment.cohort.version_id], scores, accepted, sessions[enrolment.pk], enrolment.pk in made_up
        )
        for enrolment in enrolments
    }  # fmt: skip


def standing_of(enrolment: Enrolment) -> Standing:
    return standings([enrolment])[enrolment.pk]


def _scores(ids: Sequence[int]) -> Marks:
    found: Marks = defaultdict(list)
    rows = Attempt.objects.handed_in().filter(enrolment__in=ids).order_by("number")
    for enrolment, module, points, out_of in rows.values_list("enrolment", "module", "points", "out_of"):
        found[enrolment, module].append(Fraction(points) / out_of)
    return found


def _accepted(ids: Sequence[int]) -> set[tuple[int, str]]:
    works = Work.objects.filter(enrolment__in=ids, state=WorkState.ACCEPTED)
    return set(works.values_list("enrolment", "module"))


def _standing(
    enrolment: Enrolment, version: CourseVersion, scores: Marks, accepted: set, sessions: int, made_up: bool
) -> Standing:
    modules = [
        ModuleStanding(
            module.code,
            scores.get((enrolment.pk, module.code), []) if module.quiz else None,
            (enrolment.pk, module.code) in accepted if module.assignment else None,
        )
        for module in version.parsed.modules
    ]
    return Standing(version.parsed.pass_mark, modules, sessions, made_up, enrolment.has_prior_learning)
