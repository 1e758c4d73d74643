"""One sighting on the desk of who moderates it, or of the office that answers."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.forms import BaseForm

from accounts.access import can
from accounts.models import User
from accounts.permissions import Permission
from core import personal_data
from core.numbers import whole
from core.process.deadlines import deadline_words
from followup.sightings.actions.moderation import may_answer
from followup.sightings.choices import SightingState
from followup.sightings.forms import AnswerForm, PublishForm, RuleForm, TransferForm
from followup.sightings.models import Sighting

S = SightingState
# What moderation may do, and what the office may, as it stands.
MODERATED = {
    S.IN_MODERATION: ("publish", "decline", "transfer"),
    S.PUBLISHED: ("take_down",),
    S.ANSWERED: ("take_down",),
}


def finds_of(row: Sighting) -> list[str]:
    """Personal data that the text seems to hold, in words."""
    return personal_data.in_words(personal_data.scan(row.text))


@dataclass
class Desk:
    """`allowed`: the operations that the page offers to the viewer. `bound`: the form that was sent, if it names one."""

    sighting: Sighting
    viewer: User
    today: date
    data: Any = None
    forms: dict[str, BaseForm] = field(init=False)

    def __post_init__(self) -> None:
        self.operation = (self.data or {}).get("operation", "")
        self.forms = {name: self._form(name) for name in ("answer", "publish", "decline", "transfer", "take_down")}

    def _form(self, name: str) -> BaseForm:
        data = self.data if self.operation == name else None
        row = self.sighting
        if name == "publish":
            return PublishForm(data, prefix=name, finds=self.finds, has_photo=row.shown_photo is not None)
        if name == "transfer":
            return TransferForm(data, prefix=name, today=self.today)
        return (AnswerForm if name == "answer" else RuleForm)(data, prefix=name)

    def refresh(self) -> None:
        """Read again what somebody else changed meanwhile; the forms keep what was typed."""
        rows = Sighting.objects.with_context().select_related("photo")
        self.sighting = rows.filter(pk=self.sighting.pk).first() or self.sighting

    @property
    def moderates(self) -> bool:
        return can(self.viewer, Permission.MODERATE_CONTRIBUTIONS)

    @property
    def allowed(self) -> tuple[str, ...]:
        answers = self.sighting.state == S.PUBLISHED and may_answer(self.viewer, self.sighting)
        offered = MODERATED.get(S(self.sighting.state), ()) if self.moderates else ()
        return (*(("answer",) if answers else ()), *offered)

    @property
    def bound(self) -> BaseForm | None:
        return self.forms.get(self.operation)

    @property
    def seen(self) -> int:
        """The version that was read; 0, which none has, for anything else."""
        return whole((self.data or {}).get("seen", "")[:9]) or 0

    @property
    def finds(self) -> list[str]:
        return finds_of(self.sighting)

    @property
    def term(self) -> str:
        return deadline_words(self.sighting, self.today)

    @property
    def is_late(self) -> bool:
        return self.sighting.is_overdue(self.today)

    @property
    def kept(self) -> list[tuple[str, str, str]]:
        """What was typed in a form that the page no longer shows: id, label and text."""
        if self.bound is None or self.operation in self.allowed:
            return []
        texts = ((name, one.label, self.bound[name].value()) for name, one in self.bound.fields.items())
        return [
            (name, label, text)
            for name, label, text in texts
            if name in ("text", "reason", "office", "number") and text
        ]
