"""Texts as they hold now, and their versions."""

from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache
from django.db.models import F
from django.template.defaultfilters import linebreaks
from django.utils.safestring import SafeString

from core.versioned_text import markup
from core.versioned_text.markup import Values
from core.versioned_text.models import TextVersion, VersionedText
from core.versioned_text.registry import TEXTS, RegisteredText, Wording
from core.web import page_cache


@dataclass(frozen=True)
class Current:
    """The wording that holds. `number` 0: never edited, so the default of the program holds; `last`: the newest version."""

    wording: Wording
    number: int = 0
    last: TextVersion | None = None

    @property
    def is_default(self) -> bool:
        return self.last is None or self.last.is_default


@dataclass(frozen=True)
class Listed:
    text: RegisteredText
    number: int
    last: TextVersion | None


@dataclass(frozen=True)
class Version:
    """A version as people compare it. Number 0 is the default of the program."""

    number: int
    wording: Wording
    is_default: bool
    reason: str = ""
    at: datetime | None = None
    by: str = ""


def current(key: str) -> Current:
    """Return the wording of a registered text that holds now. One query."""
    text = TEXTS[key]
    last = TextVersion.objects.filter(text__key=key).select_related("by").order_by("-number").first()
    if last is None:
        return Current(text.wording)
    return Current(_wording(last, text), last.number, last)


def wording_of(key: str) -> Wording:
    """Return the wording of a registered text that holds now. One query; of plain texts none while the cache has them."""
    text = TEXTS[key]
    if not text.is_plain:
        return current(key).wording
    edited = _edited_plain_texts().get(key)
    return Wording(*edited) if edited else text.wording


def _edited_plain_texts() -> dict[str, list[str]]:
    """Heading and body of each plain text that people changed: all at once, since one request may tell many people many things.

    An edit makes the cached pages stale, and with them this.
    """
    kept_as = f"plain-texts:{page_cache.edition()}"
    found = cache.get(kept_as)
    if found is None:
        keys = [text.key for text in TEXTS.values() if text.is_plain]
        rows = TextVersion.objects.filter(text__key__in=keys, number=F("text__version"), is_default=False)
        found = {key: [heading, body] for key, heading, body in rows.values_list("text__key", "heading", "body")}
        cache.set(kept_as, found, page_cache.SECONDS)
    return found


@dataclass(frozen=True)
class Filled:
    """A text with its values: `heading` and `text` are plain, `html` is safe HTML."""

    heading: str
    text: str
    html: SafeString


def filled(key: str, values: Values) -> Filled:
    """Return the wording that holds now with these values. Raises LookupError if a placeholder gets no value.

    Queries as `wording_of`.
    """
    if missing := {one.name for one in TEXTS[key].placeholders} - values.keys():
        raise LookupError(f"The text {key!r} gets no value for {sorted(missing)}.")
    return fill(TEXTS[key], wording_of(key), values)


def fill(text: RegisteredText, wording: Wording, values: Values) -> Filled:
    if text.is_plain:
        body = markup.as_plain(wording.body, values)
        return Filled(markup.as_line(wording.heading, values), body, linebreaks(body, autoescape=True))
    return Filled(
        markup.as_line(wording.heading, values),
        markup.as_text(wording.body, values),
        markup.as_html(wording.body, values),
    )


def listed_texts() -> list[Listed]:
    """Return every registered text in order of group and name, with its newest version. Two queries."""
    numbers = dict(VersionedText.objects.filter(key__in=TEXTS).values_list("key", "version"))
    newest = TextVersion.objects.filter(text__key__in=TEXTS).select_related("by", "text").order_by("number")
    last = {version.text.key: version for version in newest if version.number == numbers.get(version.text.key)}
    texts = sorted(TEXTS.values(), key=lambda text: (text.group, text.part, text.name))
    return [Listed(text, numbers.get(text.key, 0), last.get(text.key)) for text in texts]


def versions_of(text: RegisteredText) -> list[Version]:
    """Return the versions of a registered text, newest first; the last one is the default of the program. One query."""
    rows = TextVersion.objects.filter(text__key=text.key).select_related("by").order_by("-number")
    found = [
        Version(
            row.number, _wording(row, text), row.is_default, row.reason, row.at,
            row.by.get_full_name() if row.by else "El portal",
        )
        for row in rows
    ]  # fmt: skip
    return [*found, Version(0, text.wording, is_default=True)]


def _wording(version: TextVersion, text: RegisteredText) -> Wording:
    return text.wording if version.is_default else Wording(version.heading, version.body)
