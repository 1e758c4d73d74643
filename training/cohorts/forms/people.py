"""Enrolling, attending and making up."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core.forms import LongText, OneLine
from core.numbers import whole
from core.words import folded
from territory.models import Municipality
from training.cohorts.choices import LONGEST_OFFICE, LONGEST_REASON
from training.cohorts.forms.cohorts import addresses_in
from training.cohorts.models import Enrolment
from training.cohorts.queries.codes import LONGEST_TYPED

COURSE, TESTS = "curso", "pruebas"
MOST_LISTED = 20_000  # characters of a pasted list


class ParticularsForm(forms.Form):
    """What a person says when they enrol. `has_consent`: it was given before and is not asked for again."""

    name = OneLine(
        label="Su nombre en el certificado", max_length=200, help_text="Como está en su documento de identidad.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}), error_messages={"required": "Escriba su nombre."},
    )  # fmt: skip
    municipality = forms.ModelChoiceField(
        Municipality.objects.none(), label="Municipio donde trabaja", required=False,
        empty_label="Ninguno de los diez, o prefiero no decirlo",
        error_messages={"invalid_choice": "Elija un municipio de la lista."},
    )  # fmt: skip
    office = OneLine(
        label="Dependencia", max_length=LONGEST_OFFICE, required=False,
        help_text="Por ejemplo: «Secretaría de Planeación». Solo para contar; puede dejarla vacía.",
    )  # fmt: skip
    way = forms.ChoiceField(
        label="Cómo lo toma", widget=forms.RadioSelect, initial=COURSE,
        choices=[(COURSE, "El curso completo"), (TESTS, "Solo presentar las pruebas, porque ya conozco el tema")],
        help_text="Con «solo presentar las pruebas» tiene un intento y necesita 85 %; las tareas también se entregan. "
        "Puede pasar al curso completo después, pero no al revés.",
        error_messages={"required": "Elija cómo lo toma."},
    )  # fmt: skip
    consent = forms.BooleanField(
        label="Leí el aviso de datos y autorizo usar los míos para eso",
        error_messages={"required": "Sin su autorización no podemos inscribirle."},
    )

    def __init__(self, *args, has_consent: bool = False, may_choose: bool = True, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["municipality"].queryset = Municipality.objects.in_river_order()
        if has_consent:
            del self.fields["consent"]
        if not may_choose:
            del self.fields["way"]

    @property
    def said(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "name": data["name"], "municipality": data["municipality"], "office": data["office"],
            "has_prior_learning": data.get("way") == TESTS,
        }  # fmt: skip


class CodeForm(forms.Form):
    code = OneLine(
        label="Código de la pantalla", max_length=LONGEST_TYPED,
        help_text="Seis letras y números. No importan las mayúsculas ni el guion.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": "Escriba el código."},
    )  # fmt: skip


class MakeUpForm(forms.Form):
    text = LongText(
        label="Qué hizo en cambio", max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Por ejemplo: qué leyó o vio de la sesión y qué cambió en su trabajo.",
        error_messages={"required": "Escriba qué hizo en cambio."},
    )  # fmt: skip


class JudgementForm(forms.Form):
    """`seen`: when the text that is shown had been sent."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    reason = LongText(
        label="Razón, si la devuelve", max_length=LONGEST_REASON, required=False,
        widget=forms.Textarea(attrs={"rows": 3}), help_text="La lee la persona: diga qué le falta.",
    )  # fmt: skip


class AttendanceForm(forms.Form):
    """The list of a session. What changed is counted from what the page showed, so that a code typed meanwhile stays."""

    present = forms.MultipleChoiceField(
        label="Quiénes asistieron", required=False, widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "La lista cambió: una de esas personas ya no está en el grupo."},
    )  # fmt: skip
    pasted = LongText(
        label="O pegue la lista de la videollamada", max_length=MOST_LISTED, required=False,
        widget=forms.Textarea(attrs={"rows": 4}), help_text="Un nombre o un correo por renglón.",
    )  # fmt: skip
    reason = LongText(
        label="Razón, si quita a alguien",
        max_length=LONGEST_REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, people: list[Enrolment], attended: set[int], **kwargs):
        super().__init__(*args, **kwargs)
        self.people = people
        own = [row.pk for row in people if row.pk in attended]
        self.fields["present"].choices = [(str(row.pk), _label(row)) for row in people]
        self.initial |= {"present": list(map(str, own)), "seen": ",".join(map(str, own))}

    def clean_pasted(self) -> set[int]:
        text = self.cleaned_data["pasted"]
        by_mail = {row.user.email: row.pk for row in self.people}
        by_name: dict[str, list[int]] = {}
        for row in self.people:
            by_name.setdefault(folded(row.name), []).append(row.pk)
        found, unknown = set(), []
        for line in filter(None, map(str.strip, text.splitlines())):
            mails = [by_mail[mail] for mail in addresses_in(line) if mail in by_mail]
            named = by_name.get(folded(line), [])
            if mails or len(named) == 1:
                found |= set(mails or named)
            else:
                unknown.append(f"«{line[:80]}» {'tiene varias personas' if named else 'no está en el grupo'}.")
        if unknown:
            raise ValidationError(unknown[:20])
        return found

    @property
    def changes(self) -> dict[str, set[int]]:
        """Arguments for the action, of a valid form."""
        known = {row.pk for row in self.people}
        seen = {whole(part) for part in self.cleaned_data["seen"][:MOST_LISTED].split(",")} & known
        present = {int(pk) for pk in self.cleaned_data["present"]}
        pasted = self.cleaned_data["pasted"]
        return {"add": (present - seen) | pasted, "remove": seen - present - pasted}


def _label(row: Enrolment) -> str:
    return f"{row.name} ({row.office})" if row.office else row.name
