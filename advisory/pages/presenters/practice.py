"""The page of one practice."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.conf import settings
from django.utils import timezone

from advisory.pages.presenters.listing import result_sentence, time_words
from advisory.pages.queries.themes import Dimensions
from advisory.practices.choices import LICENCE_ADDRESSES, Licence
from advisory.practices.models import PracticeText, PracticeVersion
from core.numbers import trimmed
from core.versioned_text.differences import Piece, word_differences
from core.words import long_date

MONTHS = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
)  # fmt: skip
COMPARED = (
    "title", "theme", "problem", "what_was_done", "cost_band", "months", "result_number", "result_unit", "result_period",
    "before_number", "before_period", "conditions", "what_failed", "contact_office", "licence", "evidence", "question",
    "from_level", "to_level", "tags",
)  # fmt: skip


@dataclass(frozen=True)
class Change:
    """One field that differs between two versions, word by word."""

    label: str
    pieces: list[Piece]


@dataclass(frozen=True)
class ShownVersion:
    """A version with what it changed in the one before it; the first one has none."""

    version: PracticeVersion
    changes: list[Change]


@dataclass(frozen=True)
class PracticePage:
    """`versions`: all that were published, the first one first."""

    version: PracticeVersion
    versions: list[PracticeVersion]
    themes: Dimensions
    today: date

    @property
    def practice(self):
        return self.version.practice

    @property
    def result(self) -> str:
        return result_sentence(self.version)

    @property
    def after(self) -> str:
        return trimmed(self.version.result_number)

    @property
    def before(self) -> str:
        return trimmed(self.version.before_number)

    @property
    def time(self) -> str:
        return time_words(self.version)

    @property
    def failures(self) -> list[str]:
        return _lines(self.version.what_failed)

    @property
    def steps(self) -> list[str]:
        return _lines(self.version.what_was_done)

    @property
    def conditions(self) -> list[str]:
        return _lines(self.version.conditions)

    @property
    def question_text(self) -> str:
        return self.themes.texts.get(self.version.question, "")

    @property
    def has_question_page(self) -> bool:
        return self.themes.have_pages and bool(self.question_text)

    @property
    def waits_for_rereading(self) -> bool:
        return self.practice.reread_due_on <= self.today

    @property
    def reread_month(self) -> str:
        due = self.practice.reread_due_on
        return f"{MONTHS[due.month - 1]} de {due.year}"

    @property
    def licence_address(self) -> str:
        return LICENCE_ADDRESSES[Licence(self.version.licence)]

    @property
    def citation(self) -> str:
        year = timezone.localdate(self.version.published_at).year
        place = self.practice.municipality.name
        return (
            f"Alcaldía de {place} ({year}). {self.version.title}. Práctica {self.practice.code}, versión {self.version.number}. "
            f"{settings.PORTAL_NAME}."
        )

    @cached_property
    def history(self) -> list[ShownVersion]:
        """The versions, newest first, each with what it changed."""
        pairs = zip([None, *self.versions], self.versions, strict=False)
        return [ShownVersion(now, changes_of(before, now) if before else []) for before, now in pairs][::-1]


def changes_of(before: PracticeText, now: PracticeText) -> list[Change]:
    return [
        Change(_label(name), word_differences(said, says))
        for name in COMPARED
        if (said := _said(before, name)) != (says := _said(now, name))
    ]


def _said(text: PracticeText, name: str) -> str:
    value = getattr(text, name)
    if name in ("cost_band", "licence"):
        return str(getattr(text, f"get_{name}_display")())
    if name in ("evidence", "tags"):
        return " ".join(value) if name == "evidence" else ", ".join(value)
    return trimmed(value) if name.endswith("_number") else "" if value is None else str(value)


def _label(name: str) -> str:
    label = str(PracticeText._meta.get_field(name).verbose_name)
    return label[0].upper() + label[1:]


def _lines(text: str) -> list[str]:
    """Return the lines that a writer separated, without the marks of a list."""
    return [line.strip().lstrip("-•*").strip() for line in text.splitlines() if line.strip(" -•*")]


def withdrawn_words(on: date) -> str:
    return f"Se retiró el {long_date(on)}."
