"""Writing a measurement, and deciding about one."""

from django import forms

from core.forms import OneLine, PlainText, SeenForm
from files.forms import JudgedFilesField
from files.loaders.links import links_of, problem_of
from followup.evidence.choices import MOST_EVIDENCE
from followup.indicators.actions.measurements import Said
from followup.indicators.choices import LONGEST_NOTE, LONGEST_REASON
from followup.indicators.forms.numbers import NumberField
from followup.indicators.models import IndicatorSheet, Measurement
from followup.indicators.queries.counted import TYPED_BELOW

COUNTED_OVERNIGHT = (
    "Déjelo vacío y guarde: el portal lo cuenta cada madrugada y lo escribe aquí; después usted lo envía."
)


class MeasurementForm(SeenForm):
    """`upload_problem`: why a file did not arrive, or "". A sheet without a denominator asks for one number."""

    numerator = NumberField(label="Numerador")
    denominator = NumberField(
        label="Denominador",
        help_text="Si no hubo casos, escriba 0 y diga por qué en la nota: «no aplica este periodo».",
    )
    note = PlainText(
        label="Nota", max_length=LONGEST_NOTE, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="De dónde salen los números y cómo se contaron. Sin datos personales de nadie.",
    )  # fmt: skip
    url = OneLine(
        label="Dirección de una evidencia", required=False, max_length=1000,
        widget=forms.URLInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    files = JudgedFilesField(label="Archivos de evidencia", most=MOST_EVIDENCE, required=False)

    def __init__(self, *args, sheet: IndicatorSheet, row: Measurement | None, upload_problem: str = "", **kwargs):
        start = {"seen": row.version if row else 0}
        if row is not None:
            start |= {"numerator": row.numerator, "denominator": row.denominator, "note": row.note}
        super().__init__(*args, initial=start, **kwargs)
        self.upload_problem = upload_problem
        self.chosen: list[str] = []
        if sheet.code in TYPED_BELOW:
            self.fields["numerator"].help_text = COUNTED_OVERNIGHT
        if not sheet.has_denominator:
            del self.fields["denominator"]
            self.fields["numerator"].label = f"Valor, en {sheet.unit}"

    def clean_url(self) -> str:
        links, wrong = links_of(self.cleaned_data["url"])
        if wrong:
            raise forms.ValidationError(f"«{wrong[0][:60]}» {problem_of(wrong[0])}.")
        if len(links) > 1:
            raise forms.ValidationError("Hay más de una dirección. Ponga una sola; después puede agregar otra.")
        return links[0] if links else ""

    def clean(self) -> dict:
        data = super().clean()
        self.chosen = [one.name for one in data.get("files") or ()]
        if self.upload_problem:
            self.add_error("files", self.upload_problem)
        return data

    @property
    def chosen_again(self) -> list[str]:
        """Names of files that were accepted, for a page that is shown once more: no browser keeps them."""
        return self.chosen if self.errors else []

    def said(self, without: int | None) -> Said:
        """What the action takes, of a valid form."""
        data = self.cleaned_data
        links = [data["url"]] if data["url"] else []
        return Said(data["numerator"], data.get("denominator"), data["note"], [*links, *data["files"]], without)


class DecisionForm(SeenForm):
    """Approving: nothing but which version was read."""


class BackForm(SeenForm):
    """Returning it, or opening an approved one again."""

    reason = PlainText(
        label="Razón", max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Escriba la razón en una o dos frases: la alcaldía la lee para corregir."},
    )  # fmt: skip
