"""What the forms show with which coordination writes to municipalities."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from django.forms import Form
from django.http import QueryDict
from django.utils import timezone

from accounts.permissions import Role
from core.placeholders import filled
from core.versioned_text.queries import wording_of
from core.words import clock, moment_in_words
from diagnostics.assessments.queries.waiting import Waiting
from diagnostics.results.choices.texts import REMINDER
from diagnostics.results.forms.writing import ReminderForm, TextForm

MOST_ADDRESSES = 2


@dataclass(frozen=True)
class Recipient:
    """A municipality in the form: `facts` is the small line under its name; `is_ticked`: chosen."""

    waiting: Waiting
    is_ticked: bool

    @property
    def slug(self) -> str:
        return self.waiting.assessment.municipality.slug

    @property
    def place(self) -> str:
        return str(self.waiting.assessment.municipality)

    @property
    def can_be_reminded(self) -> bool:
        return bool(self.waiting.to_remind)

    @property
    def invites(self) -> str:
        """«al enlace», «a la alcaldía»: whom to invite where there is nobody."""
        return "a la alcaldía" if self.waiting.role == Role.APPROVER else "al enlace"

    @property
    def facts(self) -> str:
        one, now = self.waiting, self.waiting.at
        if not one.people:
            return f"Nadie recibiría el recordatorio: no hay {one.who}."
        if one.free_at is not None:
            free = timezone.localtime(one.free_at)
            day = "mañana" if free.date() > timezone.localdate(now) else "hoy"
            last = moment_in_words(one.free_at - timedelta(days=1), now)
            return f"Avisado {last}. Se puede repetir {day} a las {clock(free)}."
        last = f"Último recordatorio {moment_in_words(one.last_at, now)}" if one.last_at else "Sin recordatorios"
        login = f"ingresó {moment_in_words(one.last_login, now)}" if one.last_login else "nunca ha ingresado"
        return " · ".join([last, login, f"falta: {one.lacks}", *(p.email for p in one.people[:MOST_ADDRESSES])])


@dataclass(frozen=True)
class Preview:
    """The message as one municipality gets it."""

    place: str
    subject: str
    text: str


@dataclass(frozen=True)
class ReminderPanel:
    form: ReminderForm
    recipients: list[Recipient]
    preview: Preview | None
    shows_preview: bool

    @property
    def count(self) -> int:
        return sum(one.is_ticked for one in self.recipients)

    @property
    def reachable(self) -> int:
        return sum(one.can_be_reminded for one in self.recipients)


def reminder_panel(
    rows: list[Waiting], *, data: QueryDict | None = None, draft: dict | None = None, only: str = ""
) -> ReminderPanel:
    """Return the form with its municipalities.

    Chosen are those of `data` (what was sent), else those of the `draft`, else `only` (a slug), else all that are urgent.
    """
    places = [(one.assessment.municipality.slug, str(one.assessment.municipality)) for one in rows]
    usual = wording_of(REMINDER.key)
    form = ReminderForm(data, places=places, initial={"subject": usual.heading, "text": usual.body} | (draft or {}))
    if data is not None:
        chosen: Collection[str] = data.getlist("places")
    elif draft:
        chosen = draft["places"]
    else:
        chosen = [only] if only else [one.assessment.municipality.slug for one in rows if one.is_urgent]
    recipients = [Recipient(one, bool(one.to_remind) and one.assessment.municipality.slug in chosen) for one in rows]
    shown = next((one.waiting for one in recipients if one.is_ticked), None)
    return ReminderPanel(form, recipients, preview_of(form, shown), bool(draft))


def preview_of(form: Form, one: Waiting | None) -> Preview | None:
    if one is None:
        return None
    subject, text = (str(form[name].value() or "") for name in ("subject", "text"))
    return Preview(str(one.assessment.municipality), filled(subject, one.values), filled(text, one.values))


@dataclass(frozen=True)
class LetterPanel:
    """A message to all liaisons. `reached`: municipalities with somebody who gets it; `unreached`: those without."""

    form: TextForm
    reached: list[Waiting]
    unreached: list[Waiting]
    preview: Preview | None
    shows_preview: bool

    @property
    def people(self) -> int:
        return len({person.user for one in self.reached for person in one.people})


def letter_panel(rows: list[Waiting], *, data: QueryDict | None = None, draft: dict | None = None) -> LetterPanel:
    form = TextForm(data, initial=draft or {})
    rows = sorted(rows, key=lambda one: one.assessment.municipality.sort_key)
    reached, unreached = [one for one in rows if one.people], [one for one in rows if not one.people]
    preview = preview_of(form, reached[0]) if reached and draft else None
    return LetterPanel(form, reached, unreached, preview, bool(draft))
