"""News, evidence, decisions and readings."""

from collections.abc import Sequence
from typing import Any

from django import forms

from core.forms import OneLine, PlainText, ReasonForm, SeenForm
from core.words import counted
from files.forms import JudgedFilesField
from files.loaders.links import links_of, problem_of
from files.loaders.uploads import Judged
from followup.commitments.choices import (
    LONGEST_CONTACT,
    LONGEST_OFFICE,
    LONGEST_REASON,
    LONGEST_TEXT,
    Completion,
    NewsKind,
    State,
)
from followup.evidence.choices import MOST_EVIDENCE

NO_PERSONAL_DATA = "Se publican: sin cédulas, teléfonos ni datos de personas."


class EvidenceForm(forms.Form):
    """Addresses and files. `upload_problem`: why a file did not arrive, or ""."""

    links = PlainText(
        label="Direcciones", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2, "class": "area-s"}),
        help_text="Una por línea, completas: https://…",
    )  # fmt: skip
    files = JudgedFilesField(label="Archivos o fotos", most=MOST_EVIDENCE, hint=NO_PERSONAL_DATA, required=False)
    needs_evidence = True

    def __init__(self, *args, upload_problem: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        self.upload_problem = upload_problem
        for name in ("links", "files"):
            self.fields[name].is_needed_later = self.needs_evidence  # one of both

    def clean_links(self) -> list[str]:
        found: dict[str, None] = {}
        for line in self.cleaned_data["links"].splitlines():
            links, wrong = links_of(line)
            if wrong:
                raise forms.ValidationError(f"«{wrong[0][:60]}» {problem_of(wrong[0])}.")
            found |= dict.fromkeys(links)
        return list(found)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.upload_problem:
            self.add_error("files", self.upload_problem)
        if not self.errors and self.needs_evidence and not self.contents:
            self.add_error("links", "Ponga la evidencia: una dirección o un archivo.")
        if not self.errors and len(self.contents) > MOST_EVIDENCE:
            arrived = counted(len(self.contents), "evidencia", "evidencias")
            self.add_error("links", f"Ponga hasta {MOST_EVIDENCE} evidencias: llegaron {arrived}.")
        return data

    @property
    def contents(self) -> list[str | Judged]:
        return [*self.cleaned_data.get("links", []), *self.cleaned_data.get("files", [])]


class JudgeForm(ReasonForm):
    """Why the evidence of a milestone is not enough. `read`: the mark of the evidence that the page showed."""

    read = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def now_read(self, mark: int) -> None:
        """Let the page, which shows the evidence as it is now, be sent again with what was typed."""
        self.data = self.data.copy()
        self.data["read"] = str(mark)


class NewsForm(EvidenceForm):
    """`kinds`: those that fit its state, the likeliest first."""

    needs_evidence = False
    kind = forms.ChoiceField(label="Qué cuenta", widget=forms.RadioSelect, choices=())
    text = PlainText(
        label="Qué pasó", max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="En palabras de todos. Se publica hoy y no se borra; un error se corrige con otra novedad.",
        error_messages={"required": "Escriba qué pasó."},
    )  # fmt: skip
    field_order = ("kind", "text", "links", "files")

    def __init__(self, *args, kinds: Sequence[NewsKind], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(one.value, one.label) for one in kinds]
        self.fields["kind"].initial = kinds[0]
        if len(kinds) == 1:
            self.fields["kind"].widget = forms.HiddenInput()


class OfficeForm(SeenForm):
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


class LoweringForm(forms.Form):
    to = forms.ChoiceField(
        label="Rebajarlo a", widget=forms.RadioSelect, choices=(), error_messages={"required": "Elija un estado."}
    )
    reason = PlainText(
        label="Razón", max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Se publica con su fecha y con su rol.", error_messages={"required": "Escriba la razón."},
    )  # fmt: skip

    def __init__(self, *args, states: Sequence[State], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [(one.value, one.label) for one in states]


class DecisionForm(forms.Form):
    """`asked`: the change that was read. `words` are needed only with «no»."""

    asked = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    is_granted = forms.TypedChoiceField(
        label="Su decisión", widget=forms.RadioSelect, choices=[("si", "Se acepta el cambio"), ("no", "No se acepta")],
        coerce=lambda value: value == "si", error_messages={"required": "Elija una de las dos."},
    )  # fmt: skip
    words = PlainText(
        label="Respuesta", required=False, max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Si no se acepta, diga por qué. Se publica.",
    )  # fmt: skip
    words.is_needed_later = True

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("is_granted") is False and not data.get("words"):
            self.add_error("words", "Escriba por qué no se acepta.")
        return data

    @property
    def said(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("is_granted", "words")}

    def now_read(self, key: int | None) -> None:
        """Let the page, which shows that change now, be sent again with what was typed."""
        self.data = self.data.copy()
        self.data["asked"] = str(key or "")


class ReadingForm(forms.Form):
    """`words` are needed unless it is complete."""

    completion = forms.ChoiceField(
        label="Qué encontró", widget=forms.RadioSelect, choices=Completion,
        error_messages={"required": "Elija qué encontró."},
    )  # fmt: skip
    words = PlainText(
        label="En palabras", required=False, max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Qué se ve y qué falta. Se puede dejar en blanco solo si quedó completo.",
    )  # fmt: skip
    words.is_needed_later = True

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("completion") not in (None, Completion.COMPLETE) and not data.get("words"):
            self.add_error("words", "Escriba qué se ve y qué falta.")
        return data
