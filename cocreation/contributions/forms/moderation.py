"""Forms of who moderates."""

from collections.abc import Sequence
from datetime import date

from django import forms

from cocreation.agendas.models import ModerationRule
from cocreation.contributions.choices import LONGEST, LONGEST_REASON, LONGEST_TITLE, SHORTEST
from core.forms import DayField, OneLine, PlainText

SHORTEST_REASON = 10


def _reason(label: str, hint: str) -> PlainText:
    return PlainText(
        label=label, min_length=SHORTEST_REASON, max_length=LONGEST_REASON, help_text=hint,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Escriba la razón en una o dos frases.",
            "min_length": f"Escriba al menos {SHORTEST_REASON} letras.",
        },
    )  # fmt: skip


class RuleForm(forms.Form):
    """A rule of the agenda, and why the text breaks it. `rules`: those of the agenda."""

    rule = forms.ChoiceField(
        label="Qué regla rompe", widget=forms.RadioSelect,
        error_messages={"required": "Elija la regla.", "invalid_choice": "Elija una de las reglas de esta agenda."},
    )  # fmt: skip
    reason = _reason("Razón", "La lee quien escribió. No repita datos personales.")

    def __init__(self, *args, rules: Sequence[ModerationRule], **kwargs):
        super().__init__(*args, **kwargs)
        self.rules = {rule.code: rule for rule in rules}
        self.fields["rule"].choices = [(rule.code, str(rule)) for rule in rules]

    def clean_rule(self) -> ModerationRule:
        return self.rules[self.cleaned_data["rule"]]


class TransferForm(forms.Form):
    """Where a petition went."""

    office = OneLine(
        label="Oficina que la recibió", max_length=200, help_text="Por ejemplo, PQRSD de la Alcaldía.",
        error_messages={"required": "Escriba qué oficina la recibió."},
    )  # fmt: skip
    number = OneLine(
        label="Número de radicado", max_length=60, help_text="Lo ve solo quien tiene el recibo.",
        error_messages={"required": "Escriba el número que dio la oficina."},
    )  # fmt: skip
    on = DayField(label="Día en que se radicó")

    def __init__(self, *args, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].widget.attrs["max"] = today.isoformat()


class AppealForm(forms.Form):
    """What somebody else decides about a declined contribution."""

    granted = forms.TypedChoiceField(
        label="Qué decide", choices=[("si", "Publicarlo: cumple las reglas"), ("no", "No publicarlo: rompe la regla")],
        coerce=lambda value: value == "si", widget=forms.RadioSelect,
        error_messages={"required": "Elija una de las dos."},
    )  # fmt: skip
    reason = _reason("Razón", "La lee quien escribió. No repita datos personales.")


class WithholdForm(forms.Form):
    reason = _reason("Por qué no se muestra", "La lee quien lo envió. No repita datos personales.")


class LettersForm(forms.Form):
    """A mended text, and why."""

    title = OneLine(label="Título", max_length=LONGEST_TITLE, error_messages={"required": "Escriba el título."})
    text = PlainText(
        label="Texto", min_length=SHORTEST, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 7}),
        error_messages={"required": "Escriba el texto.", "min_length": f"Escriba al menos {SHORTEST} letras."},
    )  # fmt: skip
    reason = _reason("Qué corrige", "Es pública, junto al cambio palabra por palabra.")


class NoForm(forms.Form):
    """An act that asks for nothing: it holds what is refused."""
