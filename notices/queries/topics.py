"""Topics: what people can give feedback on or follow, looked up by key."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.text import Truncator

from notices.choices import MUNICIPALITY, PORTAL, TOPIC_KEY_LENGTH, TOPIC_TITLE_LENGTH
from territory.models import Municipality


@dataclass(frozen=True)
class Topic:
    """`key` is KIND or KIND:CODE; `title` and `path`: the current ones of its page."""

    key: str
    title: str
    path: str
    municipality: Municipality | None = None


@dataclass(frozen=True)
class TopicKind:
    """A kind of topic. `resolve`: code of a key ("" without one) → its topic, or None.

    `told_when`: a sentence, when who follows such a topic alone is written to; "" where they follow its municipality.
    """

    name: str
    label: str
    resolve: Callable[[str], Topic | None]
    told_when: str = ""


TOPIC_KINDS: dict[str, TopicKind] = {}  # by name; filled in AppConfig.ready of the apps that own them


def register(*kinds: TopicKind) -> None:
    for kind in kinds:
        assert kind.name not in TOPIC_KINDS, f"two apps register the kind of topic {kind.name}"
        TOPIC_KINDS[kind.name] = kind


def portal_topic() -> Topic:
    return Topic(PORTAL, "El portal", reverse("portal:home"))


def place_topic(place: Municipality) -> Topic:
    return Topic(f"{MUNICIPALITY}:{place.slug}", str(place), place.get_absolute_url(), place)


def kind_of(key: str) -> TopicKind:
    """Return the kind of the topic with that key. Raises LookupError if no app registered it."""
    name = key.partition(":")[0]
    if name not in TOPIC_KINDS:
        raise LookupError(f"No app registered the kind of topic {name!r}.")
    return TOPIC_KINDS[name]


def topic_of(key: str) -> Topic | None:
    """Return the topic of a key, None if there is none. As many queries as its kind's `resolve` takes."""
    name, _, code = key.partition(":")
    known = name in TOPIC_KINDS and len(key) <= TOPIC_KEY_LENGTH
    found = TOPIC_KINDS[name].resolve(code) if known else None
    return replace(found, title=Truncator(found.title).chars(TOPIC_TITLE_LENGTH)) if found else None


def _portal(code: str) -> Topic | None:
    return None if code else portal_topic()


def _municipality(slug: str) -> Topic | None:
    place = Municipality.objects.filter(slug=slug).first() if slug else None
    return place_topic(place) if place else None


OURS = (TopicKind(PORTAL, "El portal", _portal), TopicKind(MUNICIPALITY, "Un municipio", _municipality))
