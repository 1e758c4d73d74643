"""Forms of the account pages."""

from allauth.account import forms as allauth_forms
from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.totp import forms as totp_forms
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core import signing
from django.http import HttpRequest
from django.utils import timezone

from accounts.actions import links, sign_in
from accounts.loaders.roster import MAX_BYTES, Line, read_roster
from accounts.models import Invitation, User
from accounts.permissions import INVITED_ROLES, Role, may_grant
from core.forms import OneLine
from core.web.edge import validated
from core.web.rate_limit import client_network
from territory.models import Municipality

CHOOSE = ("", "Elija…")
WHOLE_AREA = "area"
HOW_TO_CHOOSE = "Al menos 10 caracteres. No use su nombre, su correo, solo números ni una clave común."


class OurLabels:
    """Spanish labels for allauth's forms; labels are above the fields, so placeholders would only repeat them."""

    LABELS = {
        "login": "Correo institucional",
        "email": "Correo institucional",
        "password": "Contraseña",
        "oldpassword": "Contraseña actual",
        "password1": "Contraseña nueva",
        "password2": "Contraseña nueva, otra vez",
        "remember": "Mantener la sesión abierta en este equipo",
        "code": "Código",
    }
    HINTS = {"password1": HOW_TO_CHOOSE}

    REQUIRED = {
        "login": "Escriba su correo.",
        "email": "Escriba un correo.",
        "password": "Escriba su contraseña.",
        "oldpassword": "Escriba su contraseña actual.",
        "password1": "Escriba una contraseña nueva.",
        "password2": "Repita la contraseña nueva.",
        "code": "Escriba el código.",
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = self.LABELS.get(name, field.label)
            field.help_text = self.HINTS.get(name, "")
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
    def clean_email(self) -> str:
        email = self.cleaned_data["email"].lower()
        validated(sign_in.try_link, email=email, network=client_network(context.request))
        return email

    def save(self, request: HttpRequest, **kwargs) -> str:
        email = self.cleaned_data["email"]
        links.send_password_link(email=email, at=timezone.now())
        return email


class ResetPasswordKeyForm(OurLabels, allauth_forms.ResetPasswordKeyForm):
    pass


class ReauthenticateForm(OurLabels, allauth_forms.ReauthenticateForm):
    pass


class LimitedCode:
    """Counts wrong codes, and tells the owner of the account when they were too many."""

    def clean_code(self) -> str:
        attempt = validated(sign_in.try_code, self.user)
        try:
            code = super().clean_code()
        except forms.ValidationError:
            if attempt.was_last:
                origin = get_adapter().get_client_ip(context.request)
                sign_in.tell_of_wrong_codes(person=self.user, at=timezone.now(), origin=origin)
            raise
        attempt.take_back()
        return code


class OneCode(OurLabels):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class CodeForm(OneCode, LimitedCode, mfa_forms.AuthenticateForm):
    HINTS = {"code": "Las 6 cifras que muestra su aplicación, o un código de respaldo de 8 cifras."}


class CodeAgainForm(OneCode, LimitedCode, mfa_forms.ReauthenticateForm):
    HINTS = CodeForm.HINTS


class ActivateAppForm(OneCode, totp_forms.ActivateTOTPForm):
    HINTS = {"code": "Las 6 cifras que muestra la aplicación. Cambian cada 30 segundos."}


class OfferedRole(forms.Form):
    """Role and place, only those that a person with these holdings may grant."""

    role = forms.ChoiceField(label="Rol", error_messages={"required": "Elija el rol."})
    municipality = forms.ChoiceField(label="Municipio", error_messages={"required": "Elija el municipio."})

    def __init__(self, *args, holdings, **kwargs):
        super().__init__(*args, **kwargs)
        places = list(Municipality.objects.in_river_order().only("name", "divipola", "slug"))
        pks = [None, *(place.pk for place in places)]
        allowed = {role: [pk for pk in pks if may_grant(holdings, role, pk)] for role in INVITED_ROLES}
        roles = [(role.value, role.label) for role in INVITED_ROLES if allowed[role]]
        offered = {pk for pks in allowed.values() for pk in pks}
        self.places = {str(place.pk): place for place in places if place.pk in offered}
        choices = [(pk, place.name) for pk, place in self.places.items()]
        if None in offered:
            choices.insert(0, (WHOLE_AREA, "Toda el área metropolitana"))
            self.fields["municipality"].help_text = "Un rol metropolitano es de toda el área."
        if not places:
            self.fields["municipality"].help_text = "El portal todavía no tiene municipios: se cargan en «Portal»."
        # A single choice is preselected.
        self.fields["role"].choices = roles if len(roles) == 1 else [CHOOSE, *roles]
        self.fields["municipality"].choices = choices if len(choices) == 1 else [CHOOSE, *choices]
        self.is_fixed = len(roles) == len(choices) == 1

    def propose(self, role: str, slug: str) -> None:
        """Preselect a role and the place of that slug; what is not offered is left to be chosen."""
        if role in dict(self.fields["role"].choices):
            self.initial["role"] = role
        is_metropolitan = role in Role.values and Role(role).is_metropolitan
        found = (pk for pk, place in self.places.items() if place.slug == slug)
        self.initial["municipality"] = WHOLE_AREA if is_metropolitan else next(found, "")

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])

    def clean_municipality(self) -> Municipality | None:
        return self.places.get(self.cleaned_data["municipality"])


class InvitationForm(OfferedRole):
    email = forms.EmailField(
        label="Correo institucional",
        help_text="Por ejemplo, planeacion@alcaldia.gov.co. Allí llega la invitación.",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": "Escriba el correo de la persona.",
            "invalid": "Escriba un correo completo, por ejemplo planeacion@alcaldia.gov.co.",
        },
    )
    name = OneLine(
        label="Nombre y apellido",
        max_length=Invitation._meta.get_field("name").max_length,
        required=False,
        help_text="Para saludarla en el correo.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    field_order = ("email", "name", "role", "municipality")


class RoleChangeForm(OfferedRole):
    reason = OneLine(
        label="Razón",
        max_length=300,
        help_text="Una frase. Queda guardada con el cambio.",
        error_messages={"required": "Escriba la razón en una frase."},
    )


class RosterForm(forms.Form):
    """A spreadsheet with people to invite; `lines` are its rows."""

    file = forms.FileField(
        label="Archivo",
        help_text="Excel (.xlsx) o CSV, hasta 1 MB y 500 personas. De las fórmulas se lee el resultado.",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={"required": "Elija el archivo.", "empty": "El archivo está vacío. Elija otro."},
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        self.lines = validated(read_roster, file.read(MAX_BYTES + 1))
        return file


class RosterAgainForm(forms.Form):
    """The rows that a person has looked at, carried by the page itself: signed for that person, for one hour."""

    lines = forms.CharField(widget=forms.HiddenInput)
    HOUR = 3600

    def __init__(self, *args, person: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.salt = f"accounts.roster.{person.pk}"

    def carrying(self, lines: list[Line]) -> "RosterAgainForm":
        rows = [[line.number, line.email, line.name, line.role, line.place] for line in lines]
        self.initial["lines"] = signing.dumps(rows, salt=self.salt, compress=True)
        return self

    def clean_lines(self) -> list[Line]:
        try:
            rows = signing.loads(self.cleaned_data["lines"], salt=self.salt, max_age=self.HOUR)
        except signing.BadSignature:
            raise forms.ValidationError("La revisión venció. Suba el archivo otra vez.") from None
        return [Line(*row) for row in rows]


class ReasonForm(forms.Form):
    reason = OneLine(
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


class ErasureForm(forms.Form):
    is_sure = forms.BooleanField(
        label="Entiendo que lo borrado no vuelve",
        error_messages={"required": "Marque la casilla para borrar sus datos, o déjelos como están."},
    )


class AddressForm(forms.Form):
    """Another address for somebody else's account. Counted like the links that people ask for themselves."""

    email = forms.EmailField(
        label="Correo nuevo",
        help_text="Allí llega un mensaje para confirmarlo, y al correo de hoy un aviso. Mientras no se confirme, nada cambia.",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": "Escriba el correo nuevo.",
            "invalid": "Escriba un correo completo, por ejemplo planeacion@alcaldia.gov.co.",
        },
    )

    def __init__(self, *args, network: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        self.network = network

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].lower()
        validated(sign_in.try_link, email=email, network=self.network)
        return email


class PersonNameForm(forms.Form):
    name = OneLine(
        label="Nombre y apellido",
        max_length=User._meta.get_field("name").max_length,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Escriba el nombre y el apellido."},
    )


class ResetReasonForm(ReasonForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = "Cómo comprobó que la persona es quien dice ser. Queda en la bitácora."


class AcceptanceForm(forms.Form):
    """Sign-up of an invited person: name, password, data notice."""

    name = OneLine(
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
