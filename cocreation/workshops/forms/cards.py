"""Printing cards, and typing what stands on them."""

import re
from hashlib import sha256
from typing import Any

from django import forms

from cocreation.contributions.choices import LONGEST, LONGEST_PLACE, LONGEST_SIGNATURE, LONGEST_TITLE, Origin
from cocreation.workshops.choices import FEWEST_CARDS, MOST_CARDS, SHORTEST_CARD
from cocreation.workshops.models import Workshop
from cocreation.workshops.queries.cards import card_of, challenge_of, numbered, place_of
from core.forms import OneLine, SentOnce
from core.receipts.codes import LONGEST_TYPED
from files.forms import JudgedFilesField
from files.loaders.uploads import Judged

SENTENCE_END = re.compile(r"[.;:?!](?=\s)|\n")
SHORT_TITLE = 80  # characters, where the first sentence is longer
WRONG_SIZE = f"Escriba un número entre {FEWEST_CARDS} y {MOST_CARDS}."


class KitForm(forms.Form):
    size = forms.IntegerField(
        label="Cuántas tarjetas", min_value=FEWEST_CARDS, max_value=MOST_CARDS, initial=40,
        help_text=f"Entre {FEWEST_CARDS} y {MOST_CARDS}. Dos por hoja.",
        error_messages={
            "required": WRONG_SIZE, "invalid": WRONG_SIZE, "min_value": WRONG_SIZE, "max_value": WRONG_SIZE,
        },
    )  # fmt: skip


def _typed(label: str, longest: int, required: str = "", **attrs: str) -> OneLine:
    return OneLine(
        label=label, max_length=longest, required=bool(required), error_messages={"required": required},
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off"} | attrs),
    )  # fmt: skip


class CardForm(SentOnce):
    """One row: what a card says. After cleaning, `card`, `challenge` and `municipality` are rows of the database."""

    card = _typed("Tarjeta", LONGEST_TYPED, "Escriba el número de la tarjeta.", inputmode="text", spellcheck="false")
    challenge = _typed("Reto", 40, "Escriba el número del reto; 0 si la tarjeta cuenta un problema.")
    text = _typed("Lo que dice la tarjeta", LONGEST, "Copie lo que dice la tarjeta.")
    municipality = _typed("Municipio", 120, list="municipios")
    neighbourhood = _typed("Barrio o vereda", LONGEST_PLACE)
    signature = _typed("Firma", LONGEST_SIGNATURE)
    photo = JudgedFilesField(label="Foto de la tarjeta", most=1, required=False)
    channel = forms.ChoiceField(
        label="Cómo llegaron estas tarjetas", choices=[
            (Origin.WORKSHOP, "Se llenaron en el taller"), (Origin.PAPER, "Llegaron en papel, fuera del taller"),
        ], widget=forms.RadioSelect, initial=Origin.WORKSHOP, error_messages={"required": "Elija cómo llegaron."},
    )  # fmt: skip

    def __init__(self, *args, workshop: Workshop, upload_problem: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        self.workshop, self.upload_problem = workshop, upload_problem
        self.choices = numbered(list(workshop.agenda.challenges.all()))
        self.places = list(workshop.agenda.municipalities.in_river_order())
        self.fields["photo"].help_text = "JPEG o PNG. Sirve para cotejar lo copiado y no se publica."
        self.fields["photo"].widget.attrs |= {"accept": "image/jpeg,image/png", "multiple": False}
        self.fields["challenge"].widget.attrs["data-width"] = str(len(self.choices[0].key))
        self._put_focus()

    def _put_focus(self) -> None:
        wrong = [name for name in self.fields if name not in ("form_id", "channel", "photo")]
        if self.is_bound:
            wrong = [name for name in wrong if name in self.errors] or wrong
        self.fields[wrong[0]].widget.attrs["autofocus"] = True

    def clean(self) -> dict:
        data = super().clean()
        if self.upload_problem:
            self.add_error("photo", self.upload_problem)
        elif data.get("photo") and self.errors:
            self.add_error("photo", "El navegador no guarda la foto: elíjala otra vez.")
        return data

    def clean_photo(self) -> list[Judged]:
        photo = self.cleaned_data["photo"]
        if any(not one.media_type.startswith("image/") for one in photo):
            raise forms.ValidationError("Elija una foto: JPEG o PNG.")
        return photo

    def clean_card(self):
        found = card_of(self.workshop.agenda, self.cleaned_data["card"])
        if found is None:
            raise forms.ValidationError("No hay una tarjeta con ese número ni con ese código en esta agenda.")
        return found

    def clean_challenge(self):
        found = challenge_of(self.choices, self.cleaned_data["challenge"])
        if found is None:
            keys = f"{self.choices[0].key} a {self.choices[-1].key}"
            raise forms.ValidationError(f"No hay un reto con ese número. Son del {keys}.")
        return found

    def clean_text(self) -> str:
        text = self.cleaned_data["text"]
        if len(text) < SHORTEST_CARD:
            raise forms.ValidationError(f"Copie al menos {SHORTEST_CARD} letras.")
        return text

    def clean_municipality(self):
        typed = self.cleaned_data["municipality"]
        if not typed:
            return None
        found = place_of(self.places, typed)
        if not found:
            raise forms.ValidationError("No es un municipio de esta agenda. Déjelo vacío si la tarjeta no lo dice.")
        if len(found) > 1:
            raise forms.ValidationError(f"Puede ser {' o '.join(place.name for place in found)}: escriba más letras.")
        return found[0]

    @property
    def entry(self) -> dict[str, Any]:
        """Arguments for the action, of a valid form."""
        data = self.cleaned_data
        kept = {name: data[name] for name in ("card", "text", "municipality", "neighbourhood", "signature")}
        mark = sha256(f"card\n{data['form_id']}\n{data['card'].pk}\n{data['text']}".encode()).hexdigest()
        return kept | {
            "challenge": data["challenge"].challenge, "title": title_of(data["text"]), "channel": Origin(data["channel"]),
            "form_sha256": mark, "files": data["photo"],
        }  # fmt: skip


def title_of(text: str) -> str:
    """Return the first sentence of a card as its title, shortened at a blank."""
    first = SENTENCE_END.split(text, maxsplit=1)[0].strip() or text.strip()
    if len(first) <= min(SHORT_TITLE, LONGEST_TITLE):
        return first
    cut = first[:SHORT_TITLE].rsplit(" ", 1)[0].rstrip(",")
    return f"{cut}…"
