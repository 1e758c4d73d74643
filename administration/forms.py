"""Forms of who runs the portal: a text, and the files of municipalities and boundaries."""

import hashlib

from django import forms

from core.forms import LongText, OneLine
from core.versioned_text.models import MOST_OF_A_BODY, MOST_OF_A_HEADING, MOST_OF_A_REASON
from core.versioned_text.registry import RegisteredText
from core.web.edge import validated
from territory.actions import MOST_ATTRIBUTION, MOST_LICENCE, places_in, shapes_in

MOST_OF_PLACES = 1024 * 1024  # bytes


class TextForm(forms.Form):
    """Heading, body and why; what is missing or too long is refused by the action, and nothing is cut here."""

    heading = OneLine(required=False, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    body = LongText(required=False, strip=False, widget=forms.Textarea(attrs={"rows": 18}))
    reason = OneLine(
        label="Por qué cambia", required=False, help_text="Una frase. Queda en la lista de versiones y en la bitácora.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    seen_version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args, text: RegisteredText, **kwargs):
        super().__init__(*args, **kwargs)
        heading, body, reason = self.fields["heading"], self.fields["body"], self.fields["reason"]
        heading.label, body.label = text.heading_label, "Texto"
        if text.is_plain:
            body.widget.attrs["rows"] = 6
        for field, most in ((heading, MOST_OF_A_HEADING), (body, MOST_OF_A_BODY), (reason, MOST_OF_A_REASON)):
            field.is_needed_later = True  # drawn without «(opcional)»: the action asks for it
            field.widget.attrs["data-most"] = str(most)

    def see(self, version: int) -> None:
        """Let a refused form name the version that the page now shows."""
        self.data = self.data.copy()
        self.data["seen_version"] = str(version)


def _as_text(file) -> str:
    try:
        return file.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise forms.ValidationError(
            "El texto del archivo no está en UTF-8. Guárdelo como «CSV UTF-8» o UTF-8."
        ) from None


class PlacesForm(forms.Form):
    """A CSV of municipalities; `places` are its rows."""

    file = forms.FileField(
        label="Archivo de municipios",
        help_text="CSV en UTF-8, hasta 1 MB y 2000 municipios. Obligatorias: divipola y name. "
        "Lo que el archivo no trae se conserva.",
        widget=forms.FileInput(attrs={"accept": ".csv"}),
        error_messages={"required": "Elija el archivo.", "empty": "El archivo está vacío. Elija otro."},
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MOST_OF_PLACES:
            raise forms.ValidationError("El archivo pesa más de 1 MB. Divídalo en varios.")
        self.text = _as_text(file)
        self.places = validated(places_in, self.text, name=file.name)
        return file


class BoundariesForm(forms.Form):
    """A GeoJSON with the boundaries of the municipalities; `shapes` are those of known ones, by code."""

    file = forms.FileField(
        label="Archivo de límites",
        help_text="GeoJSON en WGS84, con el código DIVIPOLA de cada municipio.",
        widget=forms.FileInput(attrs={"accept": ".geojson,.json"}),
        error_messages={"required": "Elija el archivo.", "empty": "El archivo está vacío. Elija otro."},
    )
    attribution = OneLine(
        label="De quién son los límites", max_length=MOST_ATTRIBUTION, help_text="Aparece siempre debajo del mapa.",
        error_messages={"required": "Diga de quién son los límites: el mapa lo muestra siempre."},
    )  # fmt: skip
    licence = OneLine(label="Licencia", max_length=MOST_LICENCE, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="limites_%s", **kwargs)  # the other form of the page has a file too

    def clean_file(self):
        file = self.cleaned_data["file"]
        text = _as_text(file)
        self.sha256 = hashlib.sha256(text.encode()).hexdigest()
        self.shapes = validated(shapes_in, text, name=file.name)
        return file
