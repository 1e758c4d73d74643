"""Forms to open a round and to change it."""

import hashlib
import json
import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.text import slugify

from core.forms import DayField, OneLine, ReasonForm
from core.process import working_days
from diagnostics.assessments.choices import USUAL_TERMS, State
from diagnostics.assessments.models import Round
from diagnostics.assessments.queries.rounds import LONGEST_CODE, STAGE_NAMES, Plan
from diagnostics.instruments.models import InstrumentVersion
from territory.models import Municipality

NAME_LENGTH = Round._meta.get_field("name").max_length
AHEAD = 7  # days between now and the proposed opening
WHOLE = {"required": "Escriba un número entero.", "invalid": "Escriba un número entero."}
TERM_HELP = {State.CLARIFICATION: "Solo si las pide la revisión."}
KINDS = [("no", "Ciclo real"), ("si", "Ensayo")]


class WholeField(forms.IntegerField):
    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})

    def __init__(self, **kwargs):
        # Longer numbers are nobody's days; Python reads four thousand digits and then refuses with its own words.
        super().__init__(error_messages=WHOLE, min_value=-9999, max_value=9999, **kwargs)
        for validator in self.validators:
            validator.message = "Escriba un número más corto."


class DaysField(forms.CharField):
    """Days typed with commas or spaces between them; cleaned to a tuple of dates."""

    def to_python(self, value: Any) -> tuple[date, ...]:
        return tuple(self._day(text) for text in re.split(r"[\s,;]+", super().to_python(value)) if text)

    def validate(self, value: tuple[date, ...]) -> None:
        pass

    @staticmethod
    def _day(text: str) -> date:
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise forms.ValidationError(
                f"«{text[:20]}» no es una fecha; escriba AAAA-MM-DD, como 2027-04-05."
            ) from None


class OpenForm(forms.Form):
    """A round to be opened. `summary`: fingerprint of what the page showed when it was sent."""

    is_rehearsal = forms.ChoiceField(
        label="Clase", choices=KINDS, widget=forms.RadioSelect, error_messages={"required": "Elija la clase de ciclo."}
    )
    name = OneLine(
        label="Nombre", max_length=NAME_LENGTH, error_messages={"required": "Escriba el nombre del ciclo."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    code = OneLine(
        label="Código", max_length=LONGEST_CODE, required=False, help_text="Va en las direcciones. Vacío: sale del nombre.",
        error_messages={"max_length": f"El código del ciclo tiene más de {LONGEST_CODE} letras."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    version = forms.ChoiceField(
        label="Edición", error_messages={"required": "Elija la edición.", "invalid_choice": "Esa edición ya no está."}
    )
    opens_on = DayField(label="Abre")
    cutoff_on = DayField(label="Corte de las respuestas", required=False)
    second_reading_percent = WholeField(label="Segundas lecturas")
    days_off = DaysField(
        label="Días no hábiles propios", required=False,
        help_text="Los festivos ya se cuentan. Sepárelos con coma: 2027-04-05, 2027-04-06.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    municipalities = forms.MultipleChoiceField(
        label="Municipios", widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Elija al menos un municipio.", "invalid_choice": "Un municipio ya no está."},
    )  # fmt: skip
    summary = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args, versions: list[InstrumentVersion], places: list[Municipality], **kwargs):
        super().__init__(*args, **kwargs)
        self.versions = {str(version.pk): version for version in versions}
        self.places = {str(place.pk): place for place in places}
        self.fields["version"].choices = [(pk, name_of(version)) for pk, version in self.versions.items()]
        self.fields["municipalities"].choices = [(pk, place.name) for pk, place in self.places.items()]
        for state in USUAL_TERMS:
            self.fields[f"term_{state}"] = WholeField(label=STAGE_NAMES[state], help_text=TERM_HELP.get(state, ""))

    @property
    def terms(self) -> list[forms.BoundField]:
        return [self[f"term_{state}"] for state in USUAL_TERMS]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not data.get("code") and data.get("name") and "code" not in self.errors:
            data["code"] = code_from(data["name"])
        return data

    @property
    def plan(self) -> Plan:
        """What a valid form asks for."""
        data = self.cleaned_data
        return Plan(
            code=data["code"], version=self.versions[data["version"]], name=data["name"], opens_on=data["opens_on"],
            municipalities=[self.places[pk] for pk in data["municipalities"]], cutoff_on=data["cutoff_on"],
            is_rehearsal=data["is_rehearsal"] == "si", second_reading_percent=data["second_reading_percent"],
            terms={state: data[f"term_{state}"] for state in USUAL_TERMS}, days_off=tuple(sorted(set(data["days_off"]))),
        )  # fmt: skip

    @property
    def arguments(self) -> dict[str, Any]:
        """Of the action that opens the round, from a valid form."""
        return {name: value for name, value in vars(self.plan).items() if name not in ("is_demo", "held_elsewhere")}

    @property
    def fingerprint(self) -> str:
        """Of what a valid form asks for: another one when anything of it changes."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "summary"}
        return hashlib.sha256(json.dumps(data, sort_keys=True, default=str).encode()).hexdigest()


def name_of(version: InstrumentVersion) -> str:
    return f"{version}" if version.is_frozen else f"{version} (se fija al abrir)"


def code_from(name: str) -> str:
    """«Ciclo 2027-1» → 2027-1."""
    return slugify(name.strip().removeprefix("Ciclo ").removeprefix("ciclo "))[:LONGEST_CODE].strip("-")


def proposed(
    *, today: date, versions: list[InstrumentVersion], places: Iterable[Municipality], taken: set[str], edition: str,
    rehearsal: bool, after: date,
) -> dict[str, Any]:  # fmt: skip
    """Return what the empty form proposes. `taken`: codes of rounds; `edition`: primary key of the wanted one.

    It opens in a week, or once what is open has closed (`after`).
    """
    opens_on = working_days.add(max(today + timedelta(days=AHEAD - 1), after), 1)
    number = next(n for n in range(1, 1000) if f"{opens_on.year}-{n}" not in taken)
    chosen = edition if edition in {str(version.pk) for version in versions} else str(versions[0].pk)
    return {
        "is_rehearsal": "si" if rehearsal else "no",
        "name": f"Ciclo {opens_on.year}-{number}",
        "code": f"{opens_on.year}-{number}",
        "version": chosen,
        "opens_on": opens_on.isoformat(),
        "cutoff_on": date(opens_on.year - 1, 12, 31).isoformat(),
        "second_reading_percent": "15",
        "days_off": "",
        "municipalities": [str(place.pk) for place in places],
        **{f"term_{state}": str(length) for state, length in USUAL_TERMS.items()},
    }


class NameForm(forms.Form):
    name = OneLine(
        label="Nombre nuevo", max_length=NAME_LENGTH, error_messages={"required": "Escriba el nombre del ciclo."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip


class DaysForm(ReasonForm):
    opens_on = DayField(label="Abre", required=False)
    closes_on = DayField(label="Cierra")
    cutoff_on = DayField(label="Corte de las respuestas", required=False)
    field_order = ["opens_on", "closes_on", "cutoff_on", "reason"]


class AddForm(forms.Form):
    municipality = forms.ChoiceField(
        label="Municipio",
        error_messages={"required": "Elija el municipio.", "invalid_choice": "Ese municipio ya está en el ciclo, o no existe."},
    )  # fmt: skip

    def __init__(self, *args, places: Iterable[Municipality] = (), **kwargs):
        super().__init__(*args, **kwargs)
        self.places = {str(place.pk): place for place in places}
        self.fields["municipality"].choices = [("", "Elija…"), *((pk, p.name) for pk, p in self.places.items())]

    def clean_municipality(self) -> Municipality:
        return self.places[self.cleaned_data["municipality"]]


class EmptyForm(forms.Form):
    """A press that asks for nothing else."""
