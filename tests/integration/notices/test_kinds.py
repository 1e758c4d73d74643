"""Kinds of notification and of topic are registered by apps: a new one needs no change anywhere else."""

import re
from collections.abc import Iterator

import pytest
from django.core import checks

from citizens.actions import feedback
from citizens.apps import stored_topics_are_registered
from citizens.choices import FeedbackKind
from notices.actions import notifications
from notices.apps import kinds_are_complete, stored_kinds_are_registered
from notices.choices import NOTIFICATION_KINDS, OTHER, DeliveryMode, NotificationKind, notification_kinds, register
from notices.models import Notification, NotificationPreference
from notices.queries.notifications import deliveries_of
from notices.queries.topics import TOPIC_KINDS, Topic, TopicKind, topic_of
from notices.queries.topics import register as register_topics
from tests.factories.citizens import make_feedback
from tests.factories.notices import make_notification, tell

pytestmark = pytest.mark.django_db
CHOICES = "/cuenta/avisos/"
LETTER = NotificationKind("letter", "Le llega una carta", DeliveryMode.PORTAL, position=25)


@pytest.fixture
def letter() -> Iterator[NotificationKind]:
    """A kind that belongs to no app."""
    register(LETTER)
    yield LETTER
    NOTIFICATION_KINDS.remove(LETTER)


def labels(page: str) -> list[str]:
    return re.findall(r'<label[^>]* for="id_[a-z_]+"[^>]*>([^<]+)', page)


def test_page_of_preferences_lists_the_kinds_of_all_apps_in_their_order(ana, client):
    client.force_login(ana)
    assert labels(client.get(CHOICES).text) == [
        "Se abre un ciclo, o cambia",
        "Se acerca un plazo", "La coordinación le recuerda lo que falta", "La coordinación escribe a los enlaces",
        "Le asignan una dimensión o una revisión", "Le entregan el trabajo de otra persona", "Se reabre una respuesta",
        "Le escriben sobre una respuesta", "Una evidencia dejó de abrir o venció", "Le toca actuar en un diagnóstico",
        "Un diagnóstico se envía a revisión", "Qué pasó con sus aportes", "Sus cursos: inicio, sesiones y cambios",
        "Recordatorio de un curso a medias", "Sus certificados", "Otros avisos",
    ]  # fmt: skip


def test_registered_kind_is_told_shown_and_chosen(ana, now, client, letter):
    client.force_login(ana)
    assert labels(client.get(CHOICES).text)[5] == "Le llega una carta"
    assert tell(ana, at=now, kind=letter, title="Llegó una carta") == 1
    assert Notification.objects.values_list("kind", "delivery").get() == ("letter", "portal")
    assert "Llegó una carta" in client.get("/avisos/").text
    wanted = {kind.name: kind.usual_delivery for kind in notification_kinds()} | {"letter": "at_once"}
    assert client.post(CHOICES, wanted).status_code == 302
    assert NotificationPreference.objects.values_list("kind", "delivery").get() == ("letter", "at_once")
    assert deliveries_of(ana)[letter] == DeliveryMode.AT_ONCE
    assert (kinds_are_complete(None), stored_kinds_are_registered(None, databases=["default"])) == ([], [])


def test_kind_that_no_app_registered_is_refused(ana, now):
    with pytest.raises(LookupError, match="letter"):
        tell(ana, at=now, kind=LETTER)
    with pytest.raises(LookupError, match="other"):
        tell(ana, at=now, kind="other")
    assert Notification.objects.count() == 0


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        (OTHER, "notices.E001"),
        (NotificationKind("a" * 21, "Carta", DeliveryMode.PORTAL, 1), "notices.E002"),
        (NotificationKind("two words", "Carta", DeliveryMode.PORTAL, 1), "notices.E002"),
        (NotificationKind("", "Carta", DeliveryMode.PORTAL, 1), "notices.E002"),
        (NotificationKind("letter", " ", DeliveryMode.PORTAL, 1), "notices.E003"),
        (NotificationKind("letter", "Carta", "pigeon", 1), "notices.E004"),
    ],
)
def test_kinds_that_cannot_work_are_refused_when_the_portal_starts(kind, error):
    assert kinds_are_complete(None) == []
    NOTIFICATION_KINDS.append(kind)
    found = kinds_are_complete(None)
    NOTIFICATION_KINDS.pop()
    assert [(message.level, message.id) for message in found] == [(checks.ERROR, error)]


def test_stored_kinds_that_are_gone_are_reported_and_break_no_page(ana, now, client):
    make_notification(ana, at=now, kind="telegram", title="De antes")
    NotificationPreference.objects.create(user=ana, kind="letter", delivery=DeliveryMode.PORTAL)
    found = stored_kinds_are_registered(None, databases=["default"])
    assert [(message.level, message.id) for message in found] == [(checks.WARNING, "notices.W001")] * 2
    assert ["letter" in found[0].msg, "telegram" in found[1].msg] == [True, True]
    assert stored_kinds_are_registered(None, databases=None) == []
    client.force_login(ana)
    assert "De antes" in client.get("/avisos/").text
    assert client.get(CHOICES).status_code == 200


# --- Topics ---


@pytest.fixture
def letters() -> Iterator[TopicKind]:
    """A kind of topic that belongs to no app: every code but «nada» has one."""
    kind = TopicKind(
        "letter", "Una carta", lambda code: None if code == "nada" else Topic(f"letter:{code}", "C" * 300, "/")
    )
    register_topics(kind)
    yield kind
    del TOPIC_KINDS[kind.name]


def test_registered_kind_of_topic_takes_opinions(cast, now, client, letters):
    topic = topic_of("letter:1")
    assert (topic.key, len(topic.title), topic_of("letter:nada"), topic_of(f"letter:{'1' * 120}")) == (
        "letter:1", 200, None, None,
    )  # fmt: skip
    assert client.get("/opiniones/nueva/?sobre=letter:1").status_code == 200
    assert client.get("/opiniones/nueva/?sobre=letter:nada").status_code == 404
    message = {"kind": FeedbackKind.WRONG, "text": "La carta está mal.", "email": "", "at": now}
    assert feedback.receive(topic=topic, **message).topic == "letter:1"
    assert stored_topics_are_registered(None, databases=["default"]) == []


def test_topic_of_a_kind_that_no_app_registered_is_refused(db, now):
    message = {"kind": FeedbackKind.WRONG, "text": "La carta está mal.", "email": "", "at": now}
    with pytest.raises(LookupError, match="letter"):
        feedback.receive(topic=Topic("letter:1", "Una carta", "/"), **message)


def test_stored_topics_whose_kind_is_gone_are_reported(cast, letters):
    make_feedback(cast.here)
    stored = make_feedback()
    type(stored).objects.filter(pk=stored.pk).update(topic="telegram:1")
    found = stored_topics_are_registered(None, databases=["default"])
    assert [(message.level, message.id, "telegram:1" in message.msg) for message in found] == [
        (checks.WARNING, "citizens.W001", True)
    ]
    assert stored_topics_are_registered(None, databases=None) == []


def test_notifications_of_a_digest_need_no_kind(ana, now):
    """What is told already goes on its way, whatever became of its kind."""
    make_notification(ana, at=now, kind="telegram", delivery=DeliveryMode.DIGEST)
    assert notifications.send_digests(at=now) == 1
