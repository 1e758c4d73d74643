"""What a message is about, from its key."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.text import Truncator

from citizens.choices import TopicKind
from citizens.models import Feedback
from territory.models import Municipality

LONGEST_KEY = Feedback._meta.get_field("topic").max_length
LONGEST_TITLE = Feedback._meta.get_field("title").max_length
# Subjects that only an app above can name, by kind: the code → title and path, or None. Filled by AppConfig.ready().
RESOLVERS: dict[str, Callable[[str], tuple[str, str] | None]] = {}


@dataclass(frozen=True)
class Topic:
    """`key` is `portal` or KIND:CODE; `title` and `path` are those of its page now."""

    key: str
    title: str
    path: str
    municipality: Municipality | None = None


def portal_topic() -> Topic:
    """Return the topic of messages about the portal as a whole."""
    return Topic(TopicKind.PORTAL.value, "El portal", reverse("portal:home"))


def place_topic(place: Municipality) -> Topic:
    """Return the topic of one municipality."""
    return Topic(f"{TopicKind.MUNICIPALITY}:{place.slug}", str(place), place.get_absolute_url(), place)


def topic_of(key: str) -> Topic | None:
    """Return the topic of a key, None when nothing has it. One query, or as many as the app takes that knows the kind."""
    kind, _, code = key.partition(":")
    if key == TopicKind.PORTAL:
        return portal_topic()
    if not code or len(key) > LONGEST_KEY:
        return None
    if kind == TopicKind.MUNICIPALITY:
        place = Municipality.objects.filter(slug=code).first()
        return place_topic(place) if place else None
    found = RESOLVERS[kind](code) if kind in RESOLVERS else None
    return Topic(key, Truncator(found[0]).chars(LONGEST_TITLE), found[1]) if found else None
