"""One plain factory for each thing that citizens say; what a test does not say is ordinary."""

from datetime import datetime

from accounts.models import User
from citizens.actions import feedback, reports
from citizens.choices import FeedbackKind
from citizens.models import ErrorReport, Feedback
from notices.queries.topics import place_topic, portal_topic
from territory.models import Municipality
from tests.factories.diagnostics import AT

TEXT = "El puntaje de la página no es el del archivo."
REPLY = "Se corrigió: la página mostraba la versión anterior."


def make_feedback(place: Municipality | None = None, *, at: datetime = AT, **fields) -> Feedback:
    """A message that waits, about a municipality or (None) the portal, received through its action."""
    values = {"kind": FeedbackKind.WRONG, "text": TEXT, "email": ""}
    return feedback.receive(topic=place_topic(place) if place else portal_topic(), at=at, **values | fields)


def make_answered(
    place: Municipality | None, by: User, *, at: datetime = AT, until: datetime | None = None
) -> Feedback:
    return feedback.answer(feedback=make_feedback(place, at=at), text=REPLY, by=by, at=until or at)


def make_report(by: User | None = None, *, at: datetime = AT, **fields) -> ErrorReport:
    """An error report that waits, received through its action; without `by`, of somebody without an account."""
    values = {"path": "/municipios/aqui/", "did": "Presioné Descargar.", "expected": "Esperaba un archivo y no llegó."}
    return reports.receive(by=by, at=at, **values | fields)
