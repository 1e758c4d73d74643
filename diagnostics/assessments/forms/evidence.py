"""Forms about evidence: the file or link, where to look in it, its period and its visibility."""

from django import forms

from core.forms import LongText, OneLine
from diagnostics.assessments.actions.evidence import Details, Use
from diagnostics.assessments.models import Evidence
from diagnostics.scoring.instrument import MULTI, Question
from files.choices import ReserveGround, Visibility
from files.forms import JudgedFileField, LinkOrFileForm


class UseForm(forms.Form):
    option = forms.ChoiceField(label="Qué prueba", required=False)
    place = OneLine(
        label="Página o celda",
        max_length=200,
        required=False,
        help_text="Dónde mirar: «página 14», «hoja 2, celda B7».",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args, question: Question, **kwargs):
        super().__init__(*args, **kwargs)
        self.question = question
        if question.type == MULTI:
            self.fields["option"].choices = [
                ("", "Todas las opciones marcadas"),
                *((o.code, o.text) for o in question.options),
            ]
        else:
            del self.fields["option"]

    @property
    def use(self) -> Use:
        data = self.cleaned_data
        return Use(self.question.code, data.get("option", ""), data["place"])


class UploadForm(UseForm):
    file = JudgedFileField(label="Archivo")
    field_order = ["file", "option", "place"]

    def __init__(self, *args, upload_problem: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        if upload_problem:
            self.fields["file"].error_messages["required"] = upload_problem


class ChooseForm(UseForm):
    evidence = forms.ModelChoiceField(
        label="De la biblioteca",
        queryset=Evidence.objects.none(),
        empty_label="Elija…",
        error_messages={"required": "Elija una evidencia de la biblioteca."},
    )
    field_order = ["evidence", "option", "place"]

    def __init__(self, *args, library: list[Evidence], **kwargs):
        super().__init__(*args, prefix="library", **kwargs)
        self.fields["evidence"].queryset = Evidence.objects.filter(pk__in=[e.pk for e in library])
        self.fields["evidence"].choices = [("", "Elija…"), *((e.pk, e.name[:90]) for e in library)]


class DetailsForm(forms.Form):
    title = OneLine(label="Título", max_length=200, required=False, help_text="Como se lee en la portada.")
    period_from = forms.DateField(
        label="Trata desde", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    period_to = forms.DateField(
        label="Trata hasta",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="El periodo del que habla, no la fecha en que la sube.",
    )
    visibility = forms.ChoiceField(label="Quién la ve", choices=Visibility.choices, widget=forms.RadioSelect)
    reserve_ground = forms.ChoiceField(
        label="Por qué no es pública", choices=[("", "Elija la norma"), *ReserveGround.choices], required=False
    )
    reserve_reason = LongText(
        label="Razón de la reserva",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Una frase: qué contiene que no se puede mostrar.",
    )
    expires_on = forms.DateField(
        label="Vence",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Si el documento rige hasta una fecha. Al vencer, el portal le avisa.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("reserve_ground", "reserve_reason"):
            self.fields[name].is_needed_later = True  # shown and required only with a reserve

    def clean(self) -> dict:
        data = super().clean()
        first, last = data.get("period_from"), data.get("period_to")
        if first and last and last < first:
            self.add_error("period_to", "El periodo termina antes de empezar. Corrija una de las dos fechas.")
        if data.get("visibility") == Visibility.REVIEWERS_ONLY:
            if not data.get("reserve_ground"):
                self.add_error("reserve_ground", "Elija la norma. Sin ella la evidencia es pública.")
            if not data.get("reserve_reason"):
                self.add_error("reserve_reason", "Escriba la razón en una frase. Sin ella la evidencia es pública.")
        else:
            data["reserve_ground"] = data["reserve_reason"] = ""
        return data

    @property
    def details(self) -> Details:
        return Details(**{name: value for name, value in self.cleaned_data.items() if name != "version"})


class ReviseForm(LinkOrFileForm):
    reason = OneLine(
        label="Por qué se cambia",
        max_length=300,
        error_messages={"required": "Escriba la razón en una frase. Queda en la historia de la evidencia."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["url"].label, self.fields["file"].label = "Dirección nueva", "O archivo nuevo"
