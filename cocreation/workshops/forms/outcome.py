"""What came out of a workshop: counts, minutes, evaluation."""

from collections.abc import Iterator

from django import forms
from django.forms import BoundField

from cocreation.workshops.choices import LONGEST_MINUTES, LONGEST_TEXT, MOST_PEOPLE, Asked, Dimension
from core.forms import PlainText


class Count(forms.IntegerField):
    def __init__(self, label: str):
        wrong = f"Escriba un número entre 0 y {MOST_PEOPLE}."
        super().__init__(
            label=label, required=False, min_value=0, max_value=MOST_PEOPLE,
            error_messages={"invalid": wrong, "min_value": wrong, "max_value": wrong},
            widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "input num"}),
        )  # fmt: skip
        self.is_needed_later = True  # says no «(opcional)»: empty is 0

    def clean(self, value) -> int:
        return super().clean(value) or 0


class AttendanceForm(forms.Form):
    """`values`: dimension → value → label; `counts`: what is stored."""

    def __init__(self, *args, values: dict[str, dict[str, str]], counts: dict[str, dict[str, int]], **kwargs):
        super().__init__(*args, **kwargs)
        self.values = values
        for dimension, of_it in values.items():
            for value, label in of_it.items():
                self.fields[f"{dimension}_{value}"] = Count(label)
                self.initial[f"{dimension}_{value}"] = counts[dimension].get(value)

    @property
    def groups(self) -> Iterator[tuple[str, list[BoundField]]]:
        for dimension in Dimension:
            yield dimension.label, [self[f"{dimension}_{value}"] for value in self.values[dimension]]

    @property
    def cells(self) -> dict[Dimension, dict[str, int]]:
        data = self.cleaned_data
        return {d: {value: data[f"{d}_{value}"] for value in self.values[d]} for d in Dimension}


class MinutesForm(forms.Form):
    minutes = PlainText(
        label="Qué se dijo", max_length=LONGEST_MINUTES, widget=forms.Textarea(attrs={"rows": 10}),
        help_text="Sin nombres de quienes participaron: «una vecina», «la mesa 2». También en qué no hubo acuerdo.",
        error_messages={"required": "Escriba qué se dijo, en unas frases."},
    )  # fmt: skip
    decisions = PlainText(
        label="Decisiones", max_length=LONGEST_TEXT, required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Una por renglón. Vacío: no se decidió nada.",
    )  # fmt: skip
    pending = PlainText(
        label="Pendientes", max_length=LONGEST_TEXT, required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Uno por renglón: qué, qué dependencia y para cuándo.",
    )  # fmt: skip


class EvaluationForm(forms.Form):
    def __init__(self, *args, stored: dict[str, tuple[int, int]], **kwargs):
        super().__init__(*args, **kwargs)
        for asked in Asked:
            for index, said in enumerate(("yes", "no")):
                name = f"{asked}_{said}"
                self.fields[name] = Count(f"{asked.label} {'Sí' if said == 'yes' else 'No'}")
                self.initial[name] = stored[asked][index] if asked in stored else None

    @property
    def rows(self) -> list[tuple[str, BoundField, BoundField]]:
        return [(asked.label, self[f"{asked}_yes"], self[f"{asked}_no"]) for asked in Asked]

    @property
    def answers(self) -> dict[Asked, tuple[int, int]]:
        return {asked: (self.cleaned_data[f"{asked}_yes"], self.cleaned_data[f"{asked}_no"]) for asked in Asked}
