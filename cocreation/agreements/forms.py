"""Forms of agreed items."""

from django import forms

from cocreation.agreements.choices import LONGEST_REASON, LONGEST_TEXT, LONGEST_TITLE, SHORTEST_TEXT
from cocreation.agreements.models import AgreedItem
from cocreation.contributions.choices.process import PUBLIC
from core.forms import OneLine, PlainText


class ItemForm(forms.Form):
    title = OneLine(
        label="Título", max_length=LONGEST_TITLE, error_messages={"required": "Escriba el título en una línea."}
    )
    text = PlainText(
        label="Texto del acuerdo", min_length=SHORTEST_TEXT, max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text="Qué cambia, para quién, quién lo hace y hasta cuándo. En palabras que entienda quien propuso la idea.",
        error_messages={
            "required": "Escriba el texto del acuerdo.",
            "min_length": f"Escriba al menos {SHORTEST_TEXT} letras.",
        },
    )  # fmt: skip


class NewItemForm(ItemForm):
    """A new item of an agenda, with the municipalities that must accept it and the contributions it comes from."""

    challenge = forms.ModelChoiceField(queryset=None, label="Reto", required=False, empty_label="Ninguno en particular")
    municipalities = forms.ModelMultipleChoiceField(
        queryset=None, label="Municipios que deben aceptarlo", widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Elija al menos un municipio que deba aceptar el acuerdo."},
    )  # fmt: skip
    contributions = OneLine(
        label="Aportes de los que viene", required=False, max_length=400,
        help_text="Sus códigos, separados por comas: ID-0012, ID-0147. Cada uno mostrará este acuerdo en su recorrido.",
    )  # fmt: skip

    def __init__(self, *args, agenda, **kwargs):
        super().__init__(*args, **kwargs)
        self.agenda = agenda
        self.fields["challenge"].queryset = agenda.challenges.all()
        self.fields["municipalities"].queryset = agenda.municipalities.order_by("name")

    def clean_contributions(self) -> list:
        codes = [code.strip().upper() for code in self.cleaned_data["contributions"].split(",") if code.strip()]
        found = {row.code: row for row in self.agenda.contributions.filter(code__in=codes, state__in=PUBLIC)}
        if unknown := [code for code in codes if code not in found]:
            raise forms.ValidationError(f"No hay un aporte público {unknown[0][:20]} en esta agenda.")
        return list(found.values())


class RewriteForm(ItemForm):
    """`seen`: the version that the page showed."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    reason = OneLine(
        label="Qué cambió y por qué", max_length=LONGEST_REASON,
        error_messages={"required": "Diga en una frase qué cambió y por qué: se publica con la versión."},
    )  # fmt: skip

    @classmethod
    def of(cls, item: AgreedItem, data=None) -> "RewriteForm":
        return cls(data, initial={"title": item.title, "text": item.text, "seen": item.version})


class AcceptanceForm(forms.Form):
    municipality = forms.ModelChoiceField(queryset=None, label="En nombre de", empty_label=None)
    says = forms.ChoiceField(
        label="Qué dice el municipio", choices=[("si", "Lo acepta"), ("no", "No lo acepta")], widget=forms.RadioSelect,
        error_messages={"required": "Elija una de las dos."},
    )  # fmt: skip
    reason = OneLine(label="Razón, si no lo acepta", max_length=LONGEST_REASON, required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, item: AgreedItem, places: list, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["municipality"].queryset = item.municipalities.filter(pk__in=[place.pk for place in places])
        self.initial["seen"] = item.version
        if len(places) == 1:
            self.initial["municipality"] = places[0].pk

    def clean(self) -> dict:
        data = super().clean()
        if data.get("says") == "no" and not data.get("reason"):
            self.add_error("reason", "Escriba por qué no: la razón es pública.")
        return data
