"""The draft of the minutes: the session, who attended, and a decision for each row."""

from collections.abc import Iterable
from typing import NamedTuple

from django import forms

from core.forms import DayField, OneLine, PlainText
from followup.minutes.actions import Decided, Said
from followup.minutes.choices import LONGEST_DECISION, LONGEST_OFFICE, MOST_OFFICES
from followup.minutes.models import Minutes, MinutesRow

SMALL = {"rows": 2, "class": "area-s"}


class Line(NamedTuple):
    row: MinutesRow
    decision: forms.BoundField
    office: forms.BoundField
    due_on: forms.BoundField

    @property
    def fields(self) -> list[tuple[forms.BoundField, str]]:
        """Each with its short label: the whole one names the row."""
        return [
            (self.decision, "Qué se decidió"),
            (self.office, "Dependencia responsable"),
            (self.due_on, "Para cuándo"),
        ]

    @property
    def is_open(self) -> bool:
        """Something stands in it, or has to be corrected."""
        return any(field.value() or field.errors for field in (self.decision, self.office, self.due_on))


class MinutesForm(forms.Form):
    """`seen`: the version that was read."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    held_on = DayField(label="Día de la sesión")
    attendees = PlainText(
        label="Dependencias que asistieron", required=False, max_length=(LONGEST_OFFICE + 1) * MOST_OFFICES,
        widget=forms.Textarea(attrs={"rows": 4, "class": "area-s"}),
        help_text="Una en cada línea. Escriba dependencias, no nombres de personas.",
    )  # fmt: skip

    def __init__(self, *args, minutes: Minutes, rows: Iterable[MinutesRow], **kwargs):
        self.rows = list(rows)
        start = {"seen": minutes.version, "held_on": minutes.held_on, "attendees": minutes.attendees}
        for row in self.rows:
            start |= {f"{name}-{row.pk}": getattr(row, name) for name in ("decision", "office", "due_on")}
        super().__init__(*args, initial=start, **kwargs)
        for row in self.rows:
            of = f", {row.code or row.title}"
            self.fields[f"decision-{row.pk}"] = PlainText(
                label=f"Qué se decidió{of}",
                required=False,
                max_length=LONGEST_DECISION,
                widget=forms.Textarea(attrs=SMALL),
            )
            self.fields[f"office-{row.pk}"] = OneLine(
                label=f"Dependencia responsable{of}", required=False, max_length=LONGEST_OFFICE
            )
            self.fields[f"due_on-{row.pk}"] = DayField(label=f"Para cuándo{of}", required=False)

    def clean_attendees(self) -> list[str]:
        offices = list(dict.fromkeys(" ".join(line.split()) for line in self.cleaned_data["attendees"].splitlines()))
        offices = [one for one in offices if one]
        if len(offices) > MOST_OFFICES:
            raise forms.ValidationError(f"Escriba hasta {MOST_OFFICES} dependencias.")
        if any(len(one) > LONGEST_OFFICE for one in offices):
            raise forms.ValidationError(f"Cada dependencia lleva hasta {LONGEST_OFFICE} caracteres.")
        return offices

    def clean(self) -> None:
        """A decision has its office and its day; without a decision there is nothing to do."""
        asked = (
            ("decision", "Escriba qué se decidió."),
            ("office", "Escriba quién responde."),
            ("due_on", "Ponga la fecha."),
        )
        for row in self.rows:
            names = [f"{name}-{row.pk}" for name, _ in asked]
            if not any(name in self.errors for name in names) and any(self.cleaned_data[name] for name in names):
                for name, (_, sentence) in zip(names, asked, strict=True):
                    if not self.cleaned_data[name]:
                        self.add_error(name, sentence)

    def now_seen(self, version: int) -> None:
        """Let the page, which shows that version now, be sent again with what was typed."""
        self.data = self.data.copy()
        self.data["seen"] = str(version)

    @property
    def lines(self) -> list[Line]:
        return [
            Line(row, *(self[f"{name}-{row.pk}"] for name in ("decision", "office", "due_on"))) for row in self.rows
        ]

    @property
    def said(self) -> Said:
        """What the actions take, of a valid form."""
        data = self.cleaned_data
        decided = {
            row.pk: Decided(*(data[f"{name}-{row.pk}"] for name in ("decision", "office", "due_on")))
            for row in self.rows
        }
        return Said(data["held_on"], data["attendees"], decided)
