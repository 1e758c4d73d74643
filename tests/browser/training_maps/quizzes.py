"""Training, quizzes: an open attempt half answered, one handed in, and a quiz that nobody began."""

from collections.abc import Iterator

from django.utils import timezone

from accounts.models import User
from accounts.permissions import Role
from tests.browser.visits import Visit
from tests.factories.training import make_cohort, make_course, make_enrolment
from training.quizzes.actions.attempts import Draft, hand_in, save, start
from training.quizzes.models import Attempt


def visits() -> Iterator[Visit]:
    now = timezone.now()
    cohort = make_cohort(make_course("C79"), code="m-quiz")
    learner = User.objects.filter(memberships__role=Role.LIAISON).order_by("pk").first()
    enrolment = make_enrolment(cohort, learner)
    first, second = cohort.version.parsed.modules
    drafts = [Draft("P1", ["a"], 0), Draft("P4", "siete", 0), Draft("P2", ["f"], 0)]
    for hands_in in (True, False):
        begun = start(enrolment=enrolment, module=first, at=now)
        save(among=Attempt.objects.filter(pk=begun.pk), read=lambda _: drafts, at=now, hands_in=hands_in)
    hand_in(attempt=start(enrolment=enrolment, module=second, at=now), at=now)
    home = "/aprender/m-quiz/1-responder/prueba/"
    yield Visit("quizzes:quiz", home, Role.LIAISON)
    yield Visit("quizzes:quiz", "/aprender/m-quiz/2-publicar/prueba/", Role.LIAISON)
    yield Visit("quizzes:attempt", f"{home}1/", Role.LIAISON)
    yield Visit("quizzes:attempt", f"{home}2/", Role.LIAISON)
