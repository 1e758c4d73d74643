"""Forms of whoever found something, of who moderates, and of the office that answers."""

from datetime import date
from hashlib import sha256

from django import forms

from citizens.choices import DeclineRule
from core import personal_data
from core.forms import DayField, ForPeople, OneLine, PlainText, SentOnce
from files.forms import JudgedFilesField
from files.loaders.uploads import Judged
from followup.sightings.choices import LONGEST, LONGEST_ANSWER, LONGEST_REASON, SHORTEST, Finding


def finding_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label="¿Vio lo que se prometió?", choices=Finding, widget=forms.RadioSelect,
        error_messages={"required": "Elija una de las tres opciones."},
    )  # fmt: skip


def text_field() -> PlainText:
    return PlainText(
        label="¿Qué encontró?", min_length=SHORTEST, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Es público. No escriba nombres, cédulas, teléfonos ni direcciones.",
        error_messages={
            "required": "Escriba qué encontró.", "min_length": f"Escriba al menos {SHORTEST} letras.",
            "max_length": f"Escriba como máximo {LONGEST} letras.",
        },
    )  # fmt: skip


class PhotoField(JudgedFilesField):
    """One picture, or none; `cleaned_data` holds a `Judged` or None."""

    def __init__(self):
        super().__init__(most=1, label="Foto", required=False)
        self.help_text = (
            "Solo de mayores de 18 años. JPG o PNG, sin rostros ni placas. Se le quita la ubicación antes de guardarla."
        )
        self.widget.attrs = {"accept": "image/*"}

    def clean(self, data, initial=None) -> Judged | None:
        if len(data) > 1:
            raise forms.ValidationError("Elija una sola foto.")
        found = super().clean(data, initial)
        if found and not found[0].media_type.startswith("image/"):
            raise forms.ValidationError("Elija una foto: los documentos no se reciben aquí.")
        return found[0] if found else None


class WordsForm(forms.Form):
    """What is said, also when it is corrected."""

    finding = finding_field()
    text = text_field()

    @property
    def finds(self) -> list[str]:
        """Personal data that a valid text seems to hold, in words."""
        return personal_data.in_words(personal_data.scan(self.cleaned_data["text"]))

    @property
    def words(self) -> dict:
        return {"finding": Finding(self.cleaned_data["finding"]), "text": self.cleaned_data["text"]}


class SightingForm(SentOnce, ForPeople, WordsForm):
    """`upload_problem`: why a photo did not arrive, or ""."""

    photo = PhotoField()
    field_order = ("finding", "text", "photo")

    def __init__(self, *args, upload_problem: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        self.upload_problem = upload_problem

    def clean(self) -> dict:
        data = super().clean()
        if self.upload_problem:
            self.add_error("photo", self.upload_problem)
        return data

    @property
    def form_sha256(self) -> str:
        """Hash by which a repeated submission of a valid form is recognised."""
        data = self.cleaned_data
        photo = data["photo"].sha256 if data["photo"] else ""
        return sha256("\n".join([data["form_id"], data["finding"], photo, data["text"]]).encode()).hexdigest()

    @property
    def said(self) -> dict:
        """Arguments for the action, of a valid form."""
        return self.words | {"photo": self.cleaned_data["photo"], "form_sha256": self.form_sha256}

    @property
    def chosen_again(self) -> bool:
        """Whether a photo was accepted that the browser does not send a second time."""
        return bool(getattr(self, "cleaned_data", {}).get("photo"))


class PublishForm(forms.Form):
    """`finds`: personal data that the text seems to hold; `has_photo`: whether there is one to look at."""

    is_clean = forms.BooleanField(
        label="Leí el texto: no deja ver datos personales de nadie",
        error_messages={"required": "Léalo y confírmelo. Si trae datos personales de alguien, no lo publique."},
    )
    with_photo = forms.BooleanField(
        label="Mostrar también la foto: la miré y no deja ver rostros, placas ni datos de nadie", required=False,
        help_text="Sin esta marca la foto se borra.",
    )  # fmt: skip

    def __init__(self, *args, finds: list[str], has_photo: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not finds:
            del self.fields["is_clean"]
        if not has_photo:
            del self.fields["with_photo"]


class AnswerForm(forms.Form):
    text = PlainText(
        label="Respuesta", min_length=SHORTEST, max_length=LONGEST_ANSWER, widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Es pública y la firma la dependencia, no usted. Diga qué se hizo o qué se hará. Ya no se cambia.",
        error_messages={"required": "Escriba la respuesta.", "min_length": f"Escriba al menos {SHORTEST} letras."},
    )  # fmt: skip


class RuleForm(forms.Form):
    """One of the published rules, and why the text breaks it."""

    rule = forms.TypedChoiceField(
        label="Regla", choices=DeclineRule, coerce=DeclineRule, widget=forms.RadioSelect,
        error_messages={"required": "Elija la regla."},
    )  # fmt: skip
    reason = PlainText(
        label="Razón", min_length=SHORTEST, max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="La lee solo quien escribió. No repita datos personales.",
        error_messages={
            "required": "Escriba la razón en una frase.", "min_length": f"Escriba al menos {SHORTEST} letras.",
        },
    )  # fmt: skip


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
