"""What somebody says of a course after its end, once."""

from datetime import datetime

from django.db import IntegrityError, transaction

from core.refusals import Refusal
from training.cohorts.actions.enrolments import lock_active
from training.cohorts.models import Enrolment
from training.recall.models import Satisfaction
from training.recall.queries.satisfaction import may_say


class AlreadySaid(Refusal):
    is_conflict = True


class NotYet(Refusal):
    is_conflict = True


@transaction.atomic
def say(*, enrolment: Enrolment, score: int, text: str, at: datetime) -> Satisfaction:
    """Keep it. Refuses before the end of the course, a second time, and NotEnrolled."""
    enrolment = lock_active(enrolment)  # whoever erases their data meanwhile leaves nothing behind
    if not may_say(enrolment):
        raise NotYet("El curso todavía no termina: podrá opinar cuando termine el grupo o llegue su certificado.")
    try:
        with transaction.atomic():
            return Satisfaction.objects.create(enrolment=enrolment, score=score, text=text, at=at)
    except IntegrityError:
        raise AlreadySaid("Ya guardamos su opinión sobre este curso; se da una sola vez.") from None
