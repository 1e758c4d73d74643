"""Forms to sign, send back, withdraw and extend."""

from django import forms

from core.forms import OneLine, ReasonForm
from diagnostics.review.choices import SignerRole


class SignForm(forms.Form):
    name = OneLine(
        label="Nombre de quien firma",
        max_length=150,
        help_text="Es público: aparece en el acta.",
        error_messages={"required": "Escriba el nombre de quien firma."},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    role = forms.ChoiceField(
        label="En qué calidad firma",
        choices=SignerRole.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Elija en qué calidad firma."},
    )
    position = OneLine(
        label="Cargo",
        max_length=150,
        help_text="Por ejemplo: alcaldesa municipal; secretario de planeación, delegado por Decreto 45 de 2027.",
        error_messages={"required": "Escriba el cargo de quien firma."},
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )
    confirms_content = forms.BooleanField(
        label="Leí el diagnóstico y respaldo lo que declara",
        error_messages={"required": "Marque que leyó y respalda lo declarado. Sin eso no hay firma."},
    )


class ExtensionForm(ReasonForm):
    until = forms.DateField(
        label="Nuevo último día",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Elija el nuevo último día.", "invalid": "Escriba una fecha: día, mes y año."},
    )
    field_order = ["until", "reason"]


class ManyExtensionsForm(ExtensionForm):
    """One new deadline for several municipalities. `places`: (slug, name) of those whose deadline is running."""

    places = forms.MultipleChoiceField(
        label="Municipios",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Elija al menos un municipio.",
            "invalid_choice": "Uno de los municipios ya no tiene un plazo que corra. Elija otra vez.",
        },
    )

    def __init__(self, *args, places: list[tuple[str, str]], **kwargs):
        super().__init__(*args, label="Razón de la prórroga", **kwargs)
        self.fields["places"].choices = places
