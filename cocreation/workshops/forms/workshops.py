"""The call of a workshop, and keeping seats."""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django import forms
from django.utils import timezone

from cocreation.agendas.choices import Theme
from cocreation.agendas.models import Agenda
from cocreation.workshops.choices import (
    LONGEST_HOURS,
    LONGEST_LINE,
    LONGEST_TEXT,
    LONGEST_TITLE,
    MOST_SEATS,
    MOST_SEATS_EACH,
)
from cocreation.workshops.models import Workshop
from core.forms import DayField, ForPeople, OneLine, PlainText, SentOnce

OUT_OF_RANGE = f"Escriba un número entre 1 y {MOST_SEATS}, o déjelo vacío."


class HourField(forms.TimeField):
    default_error_messages = {"required": "Escriba la hora.", "invalid": "Escriba una hora: 9:00 o 14:30."}

    def __init__(self, **kwargs):
        super().__init__(widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), **kwargs)


def _lines(label: str, hint: str = "", rows: int = 4) -> PlainText:
    return PlainText(
        label=label, help_text=hint, max_length=LONGEST_TEXT, required=False,
        widget=forms.Textarea(attrs={"rows": rows}),
    )  # fmt: skip


class WorkshopForm(forms.Form):
    title = OneLine(
        label="Título", max_length=LONGEST_TITLE, help_text="Lo que la gente leerá en la invitación.",
        error_messages={"required": "Escriba el título."},
    )  # fmt: skip
    objective = OneLine(
        label="Objetivo", max_length=LONGEST_TEXT, help_text="Una frase: qué habrá cuando termine que hoy no hay.",
        error_messages={"required": "Escriba el objetivo en una frase."},
    )  # fmt: skip
    theme = forms.ChoiceField(label="Tema", choices=Theme, error_messages={"required": "Elija el tema."})
    day = DayField(label="Día")
    starts = HourField(label="Empieza")
    ends = HourField(label="Termina")
    municipality = forms.ModelChoiceField(
        None, label="Municipio que recibe", required=False, empty_label="Ninguno: es virtual o metropolitano",
        error_messages={"invalid_choice": "Elija un municipio de esta agenda."},
    )  # fmt: skip
    place = OneLine(
        label="Lugar", max_length=LONGEST_LINE, required=False,
        help_text="Como se lo diría a quien va: «Salón comunal, frente al parque».",
    )  # fmt: skip
    access = OneLine(
        label="Cómo se entra", max_length=LONGEST_LINE, required=False,
        help_text="Obligatorio si hay lugar: «Entrada sin escalones y baño accesible», o qué falta.",
    )  # fmt: skip
    link = forms.URLField(
        label="Dirección web, si es virtual", max_length=LONGEST_LINE, required=False, assume_scheme="https",
        error_messages={"invalid": "Escriba una dirección completa, que empiece por https://"},
    )  # fmt: skip
    seats = forms.IntegerField(
        label="Cupos", required=False, min_value=1, max_value=MOST_SEATS,
        help_text="Vacío: entrada libre, sin reservar.",
        error_messages={"invalid": OUT_OF_RANGE, "min_value": OUT_OF_RANGE, "max_value": OUT_OF_RANGE},
    )  # fmt: skip
    care = OneLine(
        label="Cuidado de niños y refrigerio", max_length=LONGEST_LINE, required=False,
        help_text="Por ejemplo: «Hay cuidado de niños y refrigerio». También si no lo hay.",
    )  # fmt: skip
    session = _lines("Agenda de la jornada", "Un momento por renglón: «9:00 Bienvenida».", 5)
    method = _lines("Método")
    materials = _lines("Materiales", rows=2)

    def __init__(self, *args, agenda: Agenda, workshop: Workshop | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["municipality"].queryset = agenda.municipalities.in_river_order()
        for name in ("place", "access", "link"):
            self.fields[name].is_needed_later = True  # a place with its entrance, or an address
        if workshop is not None:
            starts, ends = timezone.localtime(workshop.starts_at), timezone.localtime(workshop.ends_at)
            kept = {name: getattr(workshop, name) for name in self.fields if hasattr(workshop, name)}
            self.initial |= kept | {"day": starts.date(), "starts": starts.time(), "ends": ends.time()}

    def clean(self) -> dict:
        data = super().clean()
        if not data.get("place") and not data.get("link") and not {"place", "link"} & set(self.errors):
            self.add_error("place", "Escriba el lugar, o la dirección web si es virtual.")
        if data.get("place") and not data.get("access") and "access" not in self.errors:
            self.add_error("access", "Diga cómo se entra: quien usa silla de ruedas lo necesita para decidir si va.")
        if data.get("access") and not data.get("place") and "place" not in self.errors:
            self.add_error("place", "Escriba el lugar al que se entra.")
        if data.get("starts") and data.get("ends") and data.get("day"):
            if data["ends"] <= data["starts"]:
                self.add_error("ends", "Debe terminar después de empezar, el mismo día.")
            elif self._at("ends") - self._at("starts") > timedelta(hours=LONGEST_HOURS):
                self.add_error("ends", f"Un taller dura como máximo {LONGEST_HOURS} horas.")
        return data

    def _at(self, name: str) -> datetime:
        return timezone.make_aware(datetime.combine(self.cleaned_data["day"], self.cleaned_data[name]))

    @property
    def call(self) -> dict[str, Any]:
        """Arguments for the actions, of a valid form."""
        own = {key: value for key, value in self.cleaned_data.items() if key not in ("day", "starts", "ends")}
        return own | {"starts_at": self._at("starts"), "ends_at": self._at("ends")}


class RegistrationForm(SentOnce, ForPeople):
    """How many seats, and nothing about whoever asks."""

    quickest = 1  # one press may be all

    seats = forms.TypedChoiceField(
        label="Cuántos cupos", coerce=int, widget=forms.RadioSelect, initial=1,
        choices=[(n, "1 persona" if n == 1 else f"{n} personas") for n in range(1, MOST_SEATS_EACH + 1)],
        help_text="Cuente también a las niñas y los niños.",
        error_messages={"required": "Elija cuántos cupos.", "invalid_choice": "Elija uno, dos o tres cupos."},
    )  # fmt: skip

    def __init__(self, *args, workshop: Workshop, **kwargs):
        super().__init__(*args, **kwargs)
        self.workshop = workshop

    @property
    def form_sha256(self) -> str:
        """Hash by which a repeated submission of a valid form is recognised."""
        return sha256(f"{self.workshop.pk}\n{self.cleaned_data['form_id']}".encode()).hexdigest()
