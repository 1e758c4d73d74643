"""Writing a promise, and asking for a change of one."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.forms import BoundField

from cocreation.agendas.choices import Tag
from core.forms import DayField, OneLine, PlainText, SeenForm
from followup.commitments.choices import (
    LONGEST_CONTACT,
    LONGEST_OFFICE,
    LONGEST_REASON,
    LONGEST_TEXT,
    LONGEST_TITLE,
    MOST_MILESTONES,
    MOST_MUNICIPALITIES,
    Ambition,
    Cadence,
)
from followup.commitments.models import Commitment
from followup.indicators.models import Indicator, IndicatorSheet
from territory.models import Municipality

NUMBERS = range(1, MOST_MILESTONES + 1)
ALWAYS_OPEN = 2
AMBITIONS = (
    (Ambition.UNCLEAR, "No es claro: la oficina ya debe hacerlo"),
    (Ambition.MODEST, "Modesto: mejora algo que ya se hace"),
    (Ambition.SUBSTANTIAL, "Sustancial: cambia de fondo lo que la gente recibe"),
)
SMALL = {"rows": 3, "class": "area-s"}


class PromiseForm(SeenForm):
    """What is promised, with up to six milestones: `milestone_1`, `due_1` …; an empty line is none."""

    title = OneLine(
        label="Qué se promete", max_length=LONGEST_TITLE,
        help_text="En una frase, con lo que la gente va a ver. Por ejemplo: contar qué pasó con los aportes de la gente.",
        error_messages={"required": "Escriba qué se promete, en una frase."},
    )  # fmt: skip
    what_changes = PlainText(
        label="Qué cambia", required=False, max_length=LONGEST_TEXT, widget=forms.Textarea(attrs=SMALL),
        help_text="Qué será distinto cuando se cumpla.",
    )  # fmt: skip
    for_whom = OneLine(label="Para quién", required=False, max_length=300)
    measure = OneLine(
        label="Cuánto", required=False, max_length=300, help_text="Con un número que se pueda contar: 8 devoluciones."
    )
    start = DayField(label="Empieza")
    end = DayField(label="Termina")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for number in NUMBERS:
            self.fields[f"milestone_{number}"] = OneLine(
                label=f"Hito {number}", required=False, max_length=LONGEST_TITLE
            )
            self.fields[f"due_{number}"] = DayField(label=f"Para cuándo, hito {number}", required=False)
        for name in ("milestone_1", "due_1"):
            self.fields[name].is_needed_later = True  # one milestone at least

    @property
    def milestone_fields(self) -> list[tuple[int, BoundField, BoundField]]:
        return [(number, self[f"milestone_{number}"], self[f"due_{number}"]) for number in NUMBERS]

    @property
    def unused_from(self) -> int | None:
        """The first of the lines that stay folded: nothing is written there nor after it. Two are always open."""
        written = [
            number for number, title, due_on in self.milestone_fields
            if title.value() or due_on.value() or title.errors or due_on.errors
        ]  # fmt: skip
        first = max([ALWAYS_OPEN, *written]) + 1
        return first if first in NUMBERS else None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for number in NUMBERS:
            title, due_on = data.get(f"milestone_{number}"), data.get(f"due_{number}")
            if title and not due_on and f"due_{number}" not in self.errors:
                self.add_error(f"due_{number}", f"Escriba para cuándo es el hito {number}.")
            if due_on and not title and f"milestone_{number}" not in self.errors:
                self.add_error(f"milestone_{number}", f"Escriba qué se hará en el hito {number}.")
        if not self.errors and not self.milestones:
            self.add_error("milestone_1", "Escriba al menos un hito, con su fecha.")
        return data

    @property
    def milestones(self) -> dict[int, tuple[str, date]]:
        """What a valid form says, by number."""
        data = self.cleaned_data
        return {
            number: (data[f"milestone_{number}"], data[f"due_{number}"])
            for number in NUMBERS
            if data.get(f"milestone_{number}") and data.get(f"due_{number}")
        }

    def promised(self, *names: str) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in names}


def initial_of(row: Commitment, *names: str) -> dict[str, Any]:
    """Return what a form of this row begins with."""
    said = {name: getattr(row, name) for name in names} | {"seen": row.version}
    for one in row.milestones.all():
        said |= {f"milestone_{one.number}": one.title, f"due_{one.number}": one.due_on}
    return said


PROMISED = ("title", "what_changes", "for_whom", "measure", "start", "end")
WHO = ("office", "office_role", "contact")
MORE = ("partners", "budget_source", "secop_url", "indicator", "tags", "cadence")
WRITTEN = (*PROMISED, *WHO, *MORE, "is_verifiable", "ambition")


class SheetForm(PromiseForm):
    """A whole commitment. `places`: the municipalities for which the writer may answer; with `is_team`, the area as well."""

    office = OneLine(
        label="Dependencia que responde", max_length=LONGEST_OFFICE,
        error_messages={"required": "Escriba qué dependencia responde."},
    )  # fmt: skip
    office_role = OneLine(
        label="Cargo", required=False, max_length=LONGEST_OFFICE, help_text="El cargo, no el nombre de la persona."
    )
    contact = OneLine(
        label="Contacto público", required=False, max_length=LONGEST_CONTACT,
        help_text="Un correo o un teléfono de la oficina. Se publica.",
    )  # fmt: skip
    is_verifiable = forms.TypedChoiceField(
        label="¿Cada hito deja algo que otra persona pueda ver?", required=False, widget=forms.RadioSelect,
        choices=[("si", "Sí"), ("no", "Todavía no")], coerce=lambda value: value == "si", empty_value=None,
    )  # fmt: skip
    ambition = forms.ChoiceField(
        label="¿Va más allá de lo que la oficina ya hace?", required=False, widget=forms.RadioSelect, choices=AMBITIONS
    )
    partners = OneLine(label="Quiénes acompañan", required=False, max_length=500)
    budget_source = OneLine(label="Recursos", required=False, max_length=300, help_text="De qué rubro o proyecto.")
    secop_url = forms.URLField(label="Contrato en SECOP", required=False, max_length=500, assume_scheme="https")
    indicator = forms.ModelChoiceField(
        queryset=None, label="Indicador que debe mover", required=False, empty_label="Ninguno"
    )
    tags = forms.MultipleChoiceField(
        label="Etiquetas de territorio inteligente", required=False, choices=Tag, widget=forms.CheckboxSelectMultiple
    )
    cadence = forms.ChoiceField(label="Cada cuánto habrá novedades", choices=Cadence, widget=forms.RadioSelect)

    def __init__(self, *args, places: Sequence[Municipality], is_team: bool, is_new: bool = True, **kwargs):
        super().__init__(*args, **kwargs)
        names = dict(IndicatorSheet.objects.in_force().values_list("code", "name"))
        self.fields["indicator"].queryset = Indicator.objects.order_by("code")
        self.fields["indicator"].label_from_instance = lambda one: f"{one.code} {names.get(one.code, '')}".strip()
        self.places = {str(one.pk): one for one in places}
        answers = [(key, one.name) for key, one in self.places.items()] + ([("", "El Área Metropolitana")] * is_team)
        if is_new and len(answers) > 1:
            self.fields["municipality"] = forms.ChoiceField(
                label="Quién responde", choices=answers, required=False, widget=forms.RadioSelect
            )
        if is_team:
            self.fields["municipalities"] = forms.ModelMultipleChoiceField(
                Municipality.objects.in_river_order(), label="Municipios de los que trata", required=False,
                widget=forms.CheckboxSelectMultiple,
                help_text="De un compromiso metropolitano: al menos uno.",
            )  # fmt: skip
            self.fields["municipalities"].is_needed_later = True

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if self.municipality is None and "municipalities" in self.fields and not data.get("municipalities"):
            self.add_error("municipalities", "Elija al menos un municipio.")
        if len(data.get("municipalities") or ()) > MOST_MUNICIPALITIES:
            self.add_error("municipalities", f"Elija como máximo {MOST_MUNICIPALITIES} municipios.")
        return data

    @property
    def municipality(self) -> Municipality | None:
        """Who answers for it; None for the metropolitan area."""
        if "municipality" in self.fields:
            return self.places.get(self.cleaned_data.get("municipality") or "")
        return next(iter(self.places.values()), None)

    @property
    def written(self) -> dict[str, Any]:
        return self.promised(*WRITTEN)


class ChangeForm(PromiseForm):
    """What is asked for instead of what was promised. `done`: numbers of milestones that stay as they are."""

    reason = PlainText(
        label="Por qué", max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Se publica junto al cambio, con su fecha.",
        error_messages={"required": "Escriba por qué se pide el cambio."},
    )  # fmt: skip

    def __init__(self, *args, done: Sequence[int] = (), **kwargs):
        super().__init__(*args, **kwargs)
        for number in done:
            for name in (f"milestone_{number}", f"due_{number}"):
                self.fields[name].widget.attrs["readonly"] = True
