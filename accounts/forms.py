"""Input of the account pages."""

from allauth.account import forms as allauth_forms
from django import forms
from django.contrib.auth.password_validation import validate_password

from accounts.models import User
from accounts.permissions import INVITED_ROLES, Role, may_grant
from territory.models import Municipality

HOW_TO_CHOOSE = "Al menos 10 caracteres. No use su nombre, su correo, solo números ni una clave común."


class OurLabels:
    """allauth's forms with our labels; labels stand above the fields, so placeholders would only repeat them."""

    LABELS = {
        "login": "Correo institucional",
        "email": "Correo institucional",
        "password": "Contraseña",
        "oldpassword": "Contraseña actual",
        "password1": "Contraseña nueva",
        "password2": "Contraseña nueva, otra vez",
        "remember": "Mantener la sesión abierta en este equipo",
    }

    REQUIRED = {
        "login": "Escriba su correo.",
        "email": "Escriba un correo.",
        "password": "Escriba su contraseña.",
        "oldpassword": "Escriba su contraseña actual.",
        "password1": "Escriba una contraseña nueva.",
        "password2": "Repita la contraseña nueva.",
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = self.LABELS.get(name, field.label)
            field.help_text = HOW_TO_CHOOSE if name == "password1" else ""
            field.error_messages["required"] = self.REQUIRED.get(name, field.error_messages["required"])
            field.widget.attrs.pop("placeholder", None)


class LoginForm(OurLabels, allauth_forms.LoginForm):
    pass


class ChangeEmailForm(OurLabels, allauth_forms.AddEmailForm):
    LABELS = {"email": "Correo nuevo"}


class ChangePasswordForm(OurLabels, allauth_forms.ChangePasswordForm):
    pass


class SetPasswordForm(OurLabels, allauth_forms.SetPasswordForm):
    pass


class ResetPasswordForm(OurLabels, allauth_forms.ResetPasswordForm):
    pass


class ResetPasswordKeyForm(OurLabels, allauth_forms.ResetPasswordKeyForm):
    pass


class ReauthenticateForm(OurLabels, allauth_forms.ReauthenticateForm):
    pass


class InvitationForm(forms.Form):
    """Whom to invite; offers only the roles and places that the inviter may give."""

    email = forms.EmailField(
        label="Correo institucional",
        help_text="Por ejemplo, planeacion@alcaldia.gov.co. Allí llega el enlace.",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": "Escriba el correo de la persona.",
            "invalid": "Escriba un correo completo, por ejemplo planeacion@alcaldia.gov.co.",
        },
    )
    role = forms.ChoiceField(label="Rol")
    municipality = forms.ModelChoiceField(
        label="Municipio",
        queryset=Municipality.objects.none(),
        required=False,
        help_text="Solo para roles de un municipio.",
        empty_label="Toda el área metropolitana",
        error_messages={"required": "Elija el municipio."},
    )

    def __init__(self, *args, holdings, **kwargs):
        super().__init__(*args, **kwargs)
        places = list(Municipality.objects.in_river_order().values_list("pk", flat=True))
        allowed = {role: [pk for pk in [None, *places] if may_grant(holdings, role, pk)] for role in INVITED_ROLES}
        self.fields["role"].choices = [(role.value, role.label) for role in INVITED_ROLES if allowed[role]]
        offered = {pk for pks in allowed.values() for pk in pks}
        municipality = self.fields["municipality"]
        municipality.queryset = Municipality.objects.filter(pk__in=offered - {None}).in_river_order()
        if None not in offered:
            municipality.required, municipality.empty_label, municipality.help_text = True, None, ""

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="Razón",
        max_length=300,
        help_text="Una frase. Queda guardada con el retiro.",
        error_messages={"required": "Escriba la razón en una frase."},
    )


class ProfileForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["name"]
        labels = {"name": "Nombre y apellido"}
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "name"})}
        error_messages = {"name": {"required": "Escriba su nombre y su apellido."}}


class AcceptanceForm(forms.Form):
    """The first minute of an invited person: name, password, data notice."""

    name = forms.CharField(
        label="Nombre y apellido",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Escriba su nombre y su apellido."},
    )
    password = forms.CharField(
        label="Contraseña",
        strip=False,
        help_text=HOW_TO_CHOOSE,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "Escriba una contraseña."},
    )
    notice = forms.BooleanField(
        label="Leí el aviso de datos personales y autorizo ese uso",
        error_messages={
            "required": "Marque la casilla para crear la cuenta. Sin esa autorización no podemos guardar sus datos."
        },
    )

    def __init__(self, *args, email: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.email = email

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        validate_password(password, User(email=self.email, name=self.cleaned_data.get("name", "")))
        return password
