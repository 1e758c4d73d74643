"""Training, quizzes: an open attempt half answered, one handed in, a quiz with one attempt, and one of a whole crowd."""

from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone

from accounts.models import User
from accounts.permissions import Role
from tests.browser.visits import Visit
from tests.factories.accounts import make_user
from tests.factories.training import make_cohort, make_course, make_enrolment
from training.cohorts.models import Cohort
from training.grading.document import Module
from training.grading.items import FEWEST
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
    crowd(cohort, first, now)
    yield Visit("quizzes:quiz", home, Role.LIAISON)
    yield Visit("quizzes:quiz", "/aprender/m-quiz/2-publicar/prueba/", Role.LIAISON)
    yield Visit("quizzes:attempt", f"{home}1/", Role.LIAISON)
    yield Visit("quizzes:attempt", f"{home}2/", Role.LIAISON)
    yield Visit("quizzes:paper", "/docencia/m-quiz/1-responder/prueba/papel/", Role.COORDINATOR)
    for module in ("1-responder", "2-publicar"):
        yield Visit("quizzes:item-list", f"/docencia/m-quiz/{module}/prueba/preguntas/", Role.COORDINATOR)


def crowd(cohort: Cohort, module: Module, now: datetime) -> None:
    """As many people as the indices need, most of whom miss the first question."""
    for place in range(FEWEST):
        begun = start(enrolment=make_enrolment(cohort, make_user()), module=module, at=now)
        drafts = [Draft("P4", "7" if place % 3 else "8", 0), Draft("P2", ["v" if place % 4 else "f"], 0)]
        for question in begun.parsed:
            if question.code in ("P1", "P3"):
                wrong = [one.code for one in question.options if one.share <= 0]
                drafts.append(Draft(question.code, wrong[:1] if place % 5 else [question.options[0].code], 0))
        save(among=Attempt.objects.filter(pk=begun.pk), read=lambda _, sent=drafts: sent, at=now, hands_in=True)
