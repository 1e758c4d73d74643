"""Forms of the offices that answer, and of facilitation that merges."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from cocreation.agendas.models import Agenda
from cocreation.contributions.choices import (
    LONGEST,
    LONGEST_ANSWER_PART,
    LONGEST_REASON,
    LONGEST_TITLE,
    SHORTEST,
    Outcome,
)
from cocreation.contributions.choices.answers import LONGEST_TYPED_HEADLINE, NEEDED, NO_LESS, PARTS
from cocreation.contributions.models import Contribution
from core.forms import OneLine, PlainText
from core.words import folded

MISSING = {
    "taken_up": "Escriba qué se acoge.",
    "not_taken_up": "Escriba qué no y por qué: sin la razón no hay respuesta.",
}
HINTS = {
    "taken_up": "Qué se hará de lo que se pide. No puede faltar con «Sí» o «En parte».",
    "not_taken_up": "La razón: la norma, el estudio o el presupuesto. No puede faltar con «No» o «En parte».",
    "resources": "De qué rubro o con qué equipo. Si no hacen falta, dígalo.",
    "what_follows": "El próximo paso, con su fecha, y qué dependencia lo da.",
}


class ContributionAnswerForm(forms.Form):
    """The public answer. `is_draft`: it is only kept, so nothing is missing yet."""

    needed = NEEDED
    outcome = forms.ChoiceField(
        label="¿Se incorpora?", choices=Outcome, widget=forms.RadioSelect,
        error_messages={"required": "Elija una de las tres respuestas."},
    )  # fmt: skip
    headline = OneLine(
        label="La respuesta en una frase", max_length=LONGEST_TYPED_HEADLINE,
        help_text="El «Sí», «En parte» o «No» se pone solo delante. Por ejemplo: se prueba un mes, desde el 12 de julio.",
        error_messages={"required": "Diga la respuesta en una frase."},
    )  # fmt: skip

    def __init__(self, *args, is_draft: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        for name, label in PARTS.items():
            area = forms.Textarea(attrs={"rows": 3, "class": "area area-s"})
            self.fields[name] = PlainText(
                label=label, help_text=HINTS[name], max_length=LONGEST_ANSWER_PART, required=False, widget=area
            )
        for name in ("taken_up", "not_taken_up"):
            self.fields[name].is_needed_later = True  # the chosen outcome needs them
        if is_draft:
            for field in self.fields.values():
                field.required = False
        self.is_draft = is_draft

    def clean(self) -> dict:
        data = super().clean()
        for name in () if self.is_draft or not data.get("outcome") else self.needed[Outcome(data["outcome"])]:
            if name not in self.errors and not data.get(name):
                self.add_error(name, MISSING[name])
        return data


class SeveralAnswersForm(ContributionAnswerForm):
    """One answer for several contributions, and the own reason of each in a field `reason_KEY`."""

    needed: Mapping[Outcome, tuple[str, ...]] = NEEDED | {
        Outcome.YES: (),
        Outcome.PARTLY: ("taken_up",),
        Outcome.NO: (),
    }

    def __init__(self, *args, rows: Sequence[Contribution], **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["not_taken_up"]
        self.fields["taken_up"].help_text = "Lo que vale para todos. No puede faltar con «En parte»."
        self.shared = [self[name] for name in self.fields]
        for row in rows:
            self.fields[f"reason_{row.pk}"] = OneLine(
                label=f"La razón de {row.code}", min_length=SHORTEST, max_length=LONGEST_REASON,
                widget=forms.Textarea(attrs={"rows": 2, "class": "area area-s"}),
                error_messages={
                    "required": f"Escriba la razón de {row.code}.",
                    "min_length": f"Escriba al menos {SHORTEST} letras en la razón de {row.code}.",
                },
            )  # fmt: skip
        self.rows = rows

    def clean(self) -> dict:
        data = super().clean()
        standing: dict[str, Contribution] = {}
        for row in self.rows:
            reason = folded(data.get(f"reason_{row.pk}", ""))
            same = standing.setdefault(reason, row)
            if reason and same is not row:
                self.add_error(
                    f"reason_{row.pk}", f"{same.code} y {row.code} dicen lo mismo: cada aporte lleva su razón."
                )
        return data

    @property
    def each(self) -> list[tuple[Contribution, forms.BoundField]]:
        return [(row, self[f"reason_{row.pk}"]) for row in self.rows]

    @property
    def said(self) -> dict[str, Any]:
        """Arguments for the action, of a valid form."""
        data = self.cleaned_data
        kept = {name: data[name] for name in ("headline", "taken_up", "resources", "what_follows")}
        reasons = {row.pk: data[f"reason_{row.pk}"] for row in self.rows}
        return kept | {"outcome": Outcome(data["outcome"]), "reasons": reasons}


class AskReviewForm(forms.Form):
    """Why its author asks that somebody else reviews an answer."""

    reason = PlainText(
        label="Por qué", min_length=SHORTEST, max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="La lee solo quien la revisa. No escriba cédulas, teléfonos ni direcciones.",
        error_messages={"required": "Escriba por qué en una o dos frases.", "min_length": f"Escriba al menos {SHORTEST} letras."},
    )  # fmt: skip


class DecideReviewForm(forms.Form):
    """How an answer that was reviewed reads now. `answered`: how it was answered before."""

    outcome = forms.ChoiceField(
        label="Qué decide", widget=forms.RadioSelect,
        error_messages={"required": "Elija qué decide.", "invalid_choice": "La revisión no puede acoger menos que la respuesta."},
    )  # fmt: skip
    decision = PlainText(
        label="Razón", min_length=SHORTEST, max_length=LONGEST_ANSWER_PART, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Es pública, debajo de la respuesta, y ya no se cambia.",
        error_messages={"required": "Escriba la razón.", "min_length": f"Escriba al menos {SHORTEST} letras."},
    )  # fmt: skip

    def __init__(self, *args, answered: Outcome, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = [
            (one.value, f"Se mantiene: «{one.label}»" if one == answered else f"Cambia a «{one.label}»")
            for one in NO_LESS[answered]
        ]


class NoteForm(forms.Form):
    text = PlainText(
        label="Nota para sus colegas", max_length=1000, widget=forms.Textarea(attrs={"rows": 3, "class": "area area-s"}),
        help_text="No es pública. La ven quienes pueden responder este aporte.",
        error_messages={"required": "Escriba la nota."},
    )  # fmt: skip


class AssignForm(forms.Form):
    office = forms.ModelChoiceField(
        label="Quién responde", queryset=None, required=False, empty_label="Equipo metropolitano"
    )

    def __init__(self, *args, agenda: Agenda, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["office"].is_needed_later = True  # empty is an office too: the metropolitan team
        self.fields["office"].queryset = agenda.municipalities.order_by("order", "name")


class GroupForm(forms.Form):
    reason = PlainText(
        label="Por qué van juntos", max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Queda en la bitácora; al unir, también la leen los autores.",
        error_messages={"required": "Escriba la razón en una o dos frases."},
    )  # fmt: skip


class MergeForm(GroupForm):
    title = OneLine(
        label="Título del texto unido", max_length=LONGEST_TITLE, error_messages={"required": "Escriba el título."}
    )
    text = PlainText(
        label="Texto unido", min_length=SHORTEST, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Con lo que piden todos. Los autores lo leen antes de decir si aceptan.",
        error_messages={"required": "Escriba el texto.", "min_length": f"Escriba al menos {SHORTEST} letras."},
    )  # fmt: skip

    field_order = ("title", "text", "reason")
