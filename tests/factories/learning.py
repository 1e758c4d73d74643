"""What somebody does in a course: lessons opened and read, a quiz, an assignment."""

from fractions import Fraction

from tests.factories.training import AT
from training.assignments.models import Work
from training.learning.actions import visits
from training.learning.presenters.missing import missing_lines
from training.learning.queries.own import enrolments_of
from training.learning.queries.progress import progress_of
from training.quizzes.models import Attempt


def attempt_with(enrolment, module, number, points, out_of):
    return Attempt.objects.create(
        enrolment=enrolment, module=module, number=number, questions=[], started_at=AT, handed_in_at=AT, points=points,
        out_of=out_of, share=int(Fraction(points) / out_of * 10_000),
    )  # fmt: skip


def work_in(enrolment, state, module="1-responder"):
    return Work.objects.create(
        enrolment=enrolment, module=module, state=state, state_since=AT, text="x", handed_in_at=AT
    )


def mark(enrolment, key, *, at=AT):
    course = enrolment.cohort.version.parsed
    module = course.module(key[0])
    return visits.mark_read(enrolment=enrolment, module=module, lesson=module.lesson(key[1]), at=at)


def note(enrolment, key, anchor, *, at=AT):
    course = enrolment.cohort.version.parsed
    module = course.module(key[0])
    return visits.note_place(enrolment=enrolment, module=module, lesson=module.lesson(key[1]), anchor=anchor, at=at)


def said(enrolment, at=AT):
    """What is missing, as the person's pages have it."""
    own = enrolments_of(enrolment.user)
    row = next(one for one in own if one.pk == enrolment.pk)
    return missing_lines(row, progress_of([row])[row.pk], at=at)
