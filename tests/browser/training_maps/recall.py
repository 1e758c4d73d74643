"""Training, recall: a round with one question answered, and the opinion about a course that ended."""

from collections.abc import Iterator

from django.utils import timezone

from accounts.models import User
from accounts.permissions import Role
from tests.browser.visits import Visit
from tests.factories.recall import answer_by, make_round
from tests.factories.training import make_cohort, make_course
from training.cohorts.choices import CohortState
from training.recall.actions.rounds import answer
from training.recall.models import Satisfaction
from training.recall.queries.rounds import leave_token, round_token


def visits() -> Iterator[Visit]:
    now = timezone.now()
    learner = User.objects.filter(memberships__role=Role.LIAISON).order_by("pk").first()
    over = make_cohort(make_course("R01"), code="r-1", state=CohortState.ENDED)
    runs = make_cohort(make_course("R02"), code="r-2")
    first, _ = make_round(over, learner), make_round(runs, learner)
    answer_by(over, [True, True, True, False, True])
    answer(round=first, question="1-responder/P2", chosen="f", at=now)
    token, way_out = round_token(first), leave_token(learner)
    yield Visit("recall:round", f"/repaso/{token}/", secret=token)
    yield Visit("recall:leave", f"/repaso-salir/{way_out}/", secret=way_out)
    yield Visit("recall:satisfaction", "/aprender/r-1/opinion/", Role.LIAISON)
    yield Visit("recall:satisfaction", "/aprender/r-2/opinion/", Role.LIAISON)
    yield Visit("training:course", "/cursos/R01/")
    for score, person in zip((5, 4, 4, 2, 5), over.enrolments.order_by("-pk"), strict=False):
        Satisfaction.objects.create(
            enrolment=person, score=score, text="Más casos de la oficina." if score < 5 else "", at=now
        )
    yield Visit("recall:opinion-list", "/docencia/opiniones/", Role.COORDINATOR)
