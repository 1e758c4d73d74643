"""What is verified, and a corrected name."""

from django import forms

from core.forms import LongText, OneLine
from core.web.edge import validated
from training.certificates.choices import LONGEST_NAME
from training.certificates.loaders.texts import LONGEST, Signed, read
from training.certificates.models import Certificate

LARGEST_FILE = 12_000  # bytes


class VerifyForm(forms.Form):
    """`cleaned_data["found"]`: a signed text, or the printed form of a code."""

    text = LongText(
        label="Código, texto del QR o texto del archivo",
        help_text="El código está al pie del certificado: 7KQ4-M2XD-9TRH5.",
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off", "spellcheck": "false"}),
    )
    file = forms.FileField(
        label="O el archivo .jwt",
        required=False,
        widget=forms.FileInput(attrs={"accept": ".jwt"}),
        error_messages={"empty": "El archivo está vacío. Elija otro."},
    )

    def __init__(self, *args, upload_problem: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        self.upload_problem = upload_problem

    def clean(self) -> dict:
        data = super().clean()
        if self.upload_problem:
            raise forms.ValidationError(self.upload_problem)
        if self.errors:
            return data
        name, text = "text", data.get("text", "").strip()
        if not text and data.get("file"):
            name, text = "file", _text_of(data["file"])
        if not text:
            self.add_error("text", "Escriba el código, pegue el texto del QR o elija el archivo.")
            return data
        try:
            data["found"] = _found(text)
        except forms.ValidationError as error:
            self.add_error(name, error)
        return data


def _text_of(file) -> str:
    if file.size > LARGEST_FILE:
        return "-"  # no certificate is as long
    return file.read().decode("ascii", errors="replace")


def _found(text: str) -> Signed | str:
    return validated(read, text)


class NameForm(forms.Form):
    name = OneLine(
        label="Nombre como debe quedar en el certificado",
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Escriba el nombre."},
    )

    @classmethod
    def of(cls, certificate: Certificate, data=None) -> "NameForm":
        return cls(data, initial={"name": certificate.name})


class SearchForm(forms.Form):
    q = OneLine(label="Nombre, código o curso", required=False, max_length=100)
