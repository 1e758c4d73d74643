"""One plain factory for each thing that citizens say or follow; what a test does not say is ordinary."""

from datetime import datetime
from itertools import count

from django.utils import timezone

from accounts.models import User
from citizens.actions import feedback
from citizens.choices import FeedbackKind
from citizens.models import Delivery, Feedback, Subscription
from citizens.queries.topics import place_topic, portal_topic
from territory.models import Municipality
from tests.factories.diagnostics import AT

TEXT = "El puntaje de la página no es el del archivo."
REPLY = "Se corrigió: la página mostraba la versión anterior."
_numbers = count(1)


def make_feedback(place: Municipality | None = None, *, at: datetime = AT, **fields) -> Feedback:
    """A message that waits, about a municipality or (None) the portal, received through its action."""
    values = {"kind": FeedbackKind.WRONG, "text": TEXT, "email": ""}
    return feedback.receive(topic=place_topic(place) if place else portal_topic(), at=at, **values | fields)


def make_answered(
    place: Municipality | None, by: User, *, at: datetime = AT, until: datetime | None = None
) -> Feedback:
    return feedback.answer(feedback=make_feedback(place, at=at), text=REPLY, by=by, at=until or at)


def make_subscription(*places: Municipality, at: datetime = AT, **fields) -> Subscription:
    """A confirmed subscription to some municipalities; to none of them, to the whole valley."""
    values = {"email": f"vecina{next(_numbers)}@correo.example", "asked_at": at, "confirmed_at": at}
    row = Subscription.objects.create(whole_valley=not places, **values | fields)
    row.municipalities.set(places)
    return row


def make_question(*places: Municipality, at: datetime | None = None, **fields) -> str:
    """The token of a question that was mailed to an address which did not confirm yet."""
    at = at or timezone.now()
    token = f"token-{next(_numbers)}"
    row = make_subscription(*places, at=at, confirmed_at=None, **fields)
    Delivery.objects.create(subscription=row, created_at=at, token_sha256=Delivery.hash_of(token))
    return token
