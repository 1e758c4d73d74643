"""Forms of the public site."""

from django import forms

from core.forms import LongText


class SampleForm(forms.Form):
    """One field of each kind, for the gallery of components."""

    email = forms.EmailField(
        label="Correo institucional",
        help_text="Por ejemplo, planeacion@alcaldia.gov.co",
        error_messages={"invalid": "Escriba un correo completo, con arroba y dominio."},
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    kind = forms.ChoiceField(
        label="Tipo de evidencia",
        choices=[("link", "Dirección pública"), ("file", "Documento")],
        help_text="La dirección debe abrir sin contraseña.",
    )
    changed = forms.ChoiceField(
        label="¿Cambió desde el ciclo anterior?",
        choices=[("same", "Sigue igual"), ("changed", "Cambió"), ("gone", "Ya no")],
        widget=forms.RadioSelect,
        error_messages={"required": "Elija una de las tres opciones."},
    )
    documents = forms.MultipleChoiceField(
        label="Documentos publicados",
        choices=[("register", "Registro de activos de información"), ("scheme", "Esquema de publicación")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    reason = LongText(
        label="Razón",
        max_length=300,
        help_text="Una o dos frases.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Escriba la razón en una frase. Sin ella la pregunta cuenta como no respondida."},
    )
    is_public = forms.BooleanField(label="Esta evidencia es pública", required=False)
