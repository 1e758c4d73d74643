"""A correction of one published answer, with its reason."""

from dataclasses import dataclass

from django import forms
from django.http import QueryDict

from core.forms import LongText
from diagnostics.assessments.choices import Layer
from diagnostics.assessments.models import Answer, Round
from diagnostics.results.actions.errata import Corrected
from diagnostics.results.queries.errata import published_entry
from diagnostics.review.queries.entries import Entry
from diagnostics.scoring.instrument import CHOICE, MULTI, NUMERIC, SCALE, YES_NO, Question
from diagnostics.scoring.typed import read_value, text_of
from diagnostics.scoring.values import YES
from territory.models import Municipality

# Said where the result that should have been published was left open.
CHOOSE = {
    SCALE: "Elija el nivel que demuestra la evidencia.",
    YES_NO: "Elija la respuesta que demuestra la evidencia.",
    CHOICE: "Elija la opción que demuestra la evidencia.",
    MULTI: "Elija las opciones que demuestra la evidencia, o «Ninguna de las anteriores».",
    NUMERIC: "Escriba el número que demuestra la evidencia.",
}


@dataclass(frozen=True)
class Target:
    municipality: Municipality
    question: Question
    published: Entry

    @property
    def says(self) -> list[str]:
        return self.published.words(self.question)


def find_target(round: Round, data: QueryDict) -> Target | None:
    """Return the answer that `municipio` (slug) and `pregunta` of a query or form name, None if it does not exist."""
    question = round.version.parsed.question_by_code.get(text_of(data, "pregunta").upper())
    if question is None:
        return None
    answer = Answer.objects.filter(
        assessment__round=round, assessment__municipality__slug=text_of(data, "municipio"), layer=Layer.FINAL,
        question__code=question.code,
    ).select_related("assessment__municipality")  # fmt: skip
    found = answer.first()
    return Target(found.assessment.municipality, question, published_entry(found)) if found else None


class ErratumForm(forms.Form):
    evidence = forms.BooleanField(label="La evidencia de ese resultado está aceptada", required=False, initial=True)
    reason = LongText(
        label="Razón de la corrección",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Es pública: qué estaba mal, cómo se supo y qué cambia.",
        error_messages={"required": "Escriba la razón: se publica con la corrección."},
    )

    def __init__(self, *args, round: Round, target: Target | None, **kwargs):
        super().__init__(*args, **kwargs)
        self.round, self.target = round, target

    def clean(self) -> dict:
        if self.target is None:
            raise forms.ValidationError("Elija un municipio y una pregunta que tenga respuesta definitiva.")
        if not read_value(self.target.question, self.data):
            raise forms.ValidationError(CHOOSE[self.target.question.type])
        return super().clean()

    @property
    def shown_value(self) -> str:
        """What the inputs of the result hold: as typed, else what is published."""
        assert self.target is not None
        return read_value(self.target.question, self.data) if self.is_bound else self.target.published.value

    @property
    def correction(self) -> Corrected:
        assert self.target is not None  # clean() refused otherwise
        question, value = self.target.question, read_value(self.target.question, self.data)
        accepted = self.cleaned_data["evidence"] and value not in ("", "ninguna")
        proof = (value if question.type == MULTI else YES) if accepted else ""
        return Corrected(self.target.municipality.divipola, question.code, value, False, proof)


class WithdrawalForm(forms.Form):
    reason = LongText(
        label="Por qué se retira",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Queda en la bitácora; no se publica.",
        error_messages={"required": "Escriba por qué se retira la propuesta."},
    )


class ConfirmationForm(forms.Form):
    """`version`: the published version against which the effect was shown."""

    version = forms.IntegerField(widget=forms.HiddenInput, error_messages={"required": "Vuelva a abrir la página."})
