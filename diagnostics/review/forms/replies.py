"""The municipality's reply to an adjustment, and the decision on it."""

from collections.abc import Mapping
from datetime import date

from django import forms
from django.http import QueryDict

from core.forms import LongText, OneLine
from core.words import long_date
from diagnostics.review.actions.decisions import Decision
from diagnostics.review.actions.replies import NewProof, Said
from diagnostics.review.choices import Ruling, Stance
from diagnostics.review.models.reviews import MAX_WORDS
from diagnostics.review.queries.cases import Case
from diagnostics.review.queries.reviewing import reasons_of
from diagnostics.scoring.typed import read_value
from files.choices import ProofState
from files.forms import LinkOrFileForm

OWN, OTHER = "own", "other"
AREA = forms.Textarea(attrs={"rows": 4})


class ReplyForm(forms.Form):
    stance = forms.ChoiceField(
        label="¿Está de acuerdo con el ajuste?",
        help_text="Si no lo está, diga por qué y, si la tiene, agregue evidencia nueva antes de guardar.",
        choices=Stance.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Elija si está de acuerdo, en parte o en desacuerdo."},
    )
    asks = forms.ChoiceField(
        label="Qué pide",
        choices=[(OWN, "Lo que declaramos"), (OTHER, "Otro resultado")],
        widget=forms.RadioSelect,
        required=False,
        initial=OWN,
    )
    argument = LongText(
        label="Por qué",
        max_length=MAX_WORDS,
        required=False,
        widget=AREA,
        help_text="Diga en qué documento está y dónde mirar. Lo lee quien decide; después es público, sin nombres.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, data: QueryDict | None = None, *, case: Case, proof: "ReplyEvidenceForm"):
        """`proof`: the fields of a new evidence on the same page, bound if something of one was sent."""
        reply = case.reply
        initial = {"version": reply.version if reply else 0}
        if reply:
            asks = OWN if reply.wanted is None else OTHER
            initial |= {"stance": reply.stance, "argument": reply.argument, "asks": asks}
        super().__init__(data, initial=initial)
        self.case, self.proof = case, proof
        for name in ("asks", "argument"):
            self.fields[name].is_needed_later = True

    def clean(self) -> dict:
        data = super().clean()
        contests = data.get("stance") in (Stance.PARTLY, Stance.DISAGREE)
        if contests and not (data.get("argument") or "").strip() and "argument" not in self.errors:
            self.add_error("argument", "Escriba por qué no está de acuerdo: sin una razón no hay qué decidir.")
        return data

    def is_valid(self) -> bool:
        return all([super().is_valid(), not self.proof.is_bound or self.proof.is_valid()])

    @property
    def new_proof(self) -> NewProof | None:
        return self.proof.new_proof if self.proof.is_bound else None

    @property
    def shown_value(self) -> str:
        """What the inputs of the result hold: as typed, else as stored."""
        stored = self.case.reply.wanted or "" if self.case.reply else ""
        return read_value(self.case.question, self.data) if self.is_bound else stored

    @property
    def said(self) -> Said:
        data = self.cleaned_data
        contested = data["stance"] != Stance.AGREE
        wanted = read_value(self.case.question, self.data) if contested and data["asks"] == OTHER else None
        return Said(self.case.code, Stance(data["stance"]), data["argument"].strip(), data["version"], wanted)


class ReplyEvidenceForm(LinkOrFileForm):
    evidence = forms.ModelChoiceField(
        label="De la biblioteca", queryset=None, required=False, empty_label="Ninguna de la biblioteca"
    )
    dated_on = forms.DateField(
        label="Fecha del documento",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Escriba la fecha que lleva el documento."},
    )
    place = OneLine(
        label="Página o celda", max_length=200, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    field_order = ["evidence", "url", "file", "dated_on", "place"]
    one_of = ("evidence", "url", "file")
    not_one = "Elija una evidencia de la biblioteca, o ponga una dirección, o un archivo: una de las tres."

    def __init__(self, *args, library, cutoff_on: date | None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["evidence"].queryset = library
        self.fields["url"].label = "O una dirección"
        if cutoff_on:
            self.fields["dated_on"].help_text = f"Anterior a la fecha de corte del ciclo, {long_date(cutoff_on)}."

    @classmethod
    def is_begun(cls, data: QueryDict, files: Mapping, upload_problem: str) -> bool:
        """Whether something of an evidence was sent; without anything the reply goes alone."""
        names = ("evidence", "url", "dated_on", "place")
        return bool(files or upload_problem) or any(data.get(name, "").strip() for name in names)

    @property
    def new_proof(self) -> NewProof:
        data = self.cleaned_data
        return NewProof(data["evidence"] or super().content, data["place"], data["dated_on"])


class DecisionForm(forms.Form):
    ruling = forms.ChoiceField(
        label="Decisión",
        choices=Ruling.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Elija la decisión."},
    )
    reason_code = forms.ChoiceField(label="Razón", error_messages={"required": "Elija la razón."})
    reason = LongText(
        label="Una frase que la alcaldía pueda usar",
        max_length=MAX_WORDS,
        widget=AREA,
        help_text="Diga qué evidencia vio y qué falta para el siguiente nivel. Es pública, sin su nombre.",
        error_messages={"required": "Escriba la razón en una frase."},
    )

    def __init__(self, data: QueryDict | None = None, *, case: Case):
        super().__init__(data)
        self.case = case
        self.fields["reason_code"].choices = [
            ("", "Elija…"), *reasons_of(case.item.instrument)
        ]  # fmt: skip

    @property
    def shown_value(self) -> str:
        return read_value(self.case.question, self.data) if self.is_bound else ""

    @property
    def decision(self) -> Decision:
        data = self.cleaned_data
        ruling = Ruling(data["ruling"])
        value = read_value(self.case.question, self.data) if ruling == Ruling.OTHER else ""
        states = {use.pk: self.data.get(f"proof-{use.pk}", "") for use in self.case.proofs}
        proofs = {pk: ProofState(state) for pk, state in states.items() if state in ProofState.values}
        names = {judged.key: self.data.get(f"proof-{judged.key}", "") for judged in self.case.item.proofs}
        own = {key: ProofState(state) for key, state in names.items() if state in ProofState.values}
        return Decision(self.case.code, ruling, data["reason_code"], data["reason"], value, proofs, own)
