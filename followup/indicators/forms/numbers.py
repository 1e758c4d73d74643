"""A number as people type it in Colombia, read exactly or not at all."""

from decimal import Decimal
from typing import Any

from django import forms

from core.forms import OneLine
from core.numbers import trimmed
from diagnostics.scoring.values import number_from_screen, number_problem
from followup.indicators.actions.measurements import number_fault


class NumberField(OneLine):
    """«1.148», «91,4»; None where nothing is typed. What cannot be read stays as it was typed, with the reason."""

    def __init__(self, **kwargs):
        widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "num-short", "autocomplete": "off"})
        super().__init__(required=False, max_length=60, widget=widget, **kwargs)
        self.is_needed_later = True  # a draft may lack it

    def prepare_value(self, value: Any) -> Any:
        return trimmed(value) if isinstance(value, Decimal) else value

    def clean(self, value: Any) -> Decimal | None:
        typed = super().clean(value)
        if not typed:
            return None
        if problem := number_problem(typed):
            raise forms.ValidationError(f"{problem[0].upper()}{problem[1:]}.")
        number = Decimal(number_from_screen(typed))
        if fault := number_fault(number):
            raise forms.ValidationError(fault)
        return number
