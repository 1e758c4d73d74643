"""Constants of accounts other than the permission policy."""

from datetime import timedelta

from django.db.models import TextChoices
from django.utils.safestring import mark_safe

from core.versioned_text.registry import MAILS, Address, Block, Placeholder, RegisteredText

INVITATION_LASTS = timedelta(days=14)
# Invitations are mailed by the inviting request or its tasks, many in sequence: before this time nothing is late.
INVITATION_MAIL_TAKES = timedelta(minutes=10)
# A link that somebody asked for and waits for: after this time they have asked again.
LINK_MAIL_WAITS = timedelta(hours=1)
# One and the same invitation, and one and the same reminder, are not mailed again before this time.
RESEND_AFTER = timedelta(minutes=1)
REMIND_AFTER = timedelta(days=1)
SECURITY_MAIL_WAITS = timedelta(days=7)

# Version of the personal data notice (templates/accounts/components/data_notice.html). Raise it whenever the text
# changes: acceptance is recorded with the version that the person read.
NOTICE_VERSION = "1"

# Session key: the authenticator app was set up in this session, which proves the second factor as well as a code does.
SECOND_FACTOR_SHOWN = "second_factor_shown"

# Cookie that names the people who signed in with a browser (accounts.queries.known_browsers).
KNOWN_BROWSER = "known_browser"


class Verdict(TextChoices):
    """The outcome that inviting one line of a spreadsheet would have."""

    NEW = "new", "Invitación nueva"
    HELD = "held", "Ya está"
    ERROR = "error", "Error"


class PersonState(TextChoices):
    """Where a person of a team stands: the most telling of what may be true at once."""

    INVITED = "invited", "Invitación pendiente"
    EXPIRED = "expired", "Invitación vencida"
    UNUSED = "unused", "No ha ingresado"
    CLOSED = "closed", "Cuenta cerrada"
    NO_ROLE = "no_role", "Sin rol"
    NO_FACTOR = "no_factor", "Falta el segundo factor"
    ACTIVE = "active", "Cuenta activa"


class MailKind(TextChoices):
    """The kinds of mail sent through the outbox; its rows store these values."""

    INVITATION = "invitation", "Invitación"
    PASSWORD_LINK = "password_link", "Correo para escribir una contraseña nueva"
    EMAIL_LINK = "email_link", "Correo para confirmar una dirección"
    SECURITY = "security", "Aviso de seguridad de una cuenta"
    ACCOUNT_WAITING = "account_waiting", "Recordatorio de que hay una cuenta sin usar"


class SecurityEvent(TextChoices):
    """What touches how an account is reached; its owner is told by mail."""

    PASSWORD = "password", "Cambió su contraseña"
    EMAIL = "email", "Cambió su correo"
    FACTOR_ON = "factor_on", "Segundo factor activado"
    FACTOR_OFF = "factor_off", "Segundo factor desactivado"
    FACTOR_RESET = "factor_reset", "Segundo factor retirado"
    RECOVERY_CODES = "recovery_codes", "Códigos de respaldo nuevos"
    LAST_ROLE = "last_role", "Terminó su último rol"
    WRONG_CODES = "wrong_codes", "Demasiados códigos equivocados"
    EMAIL_ASKED = "email_asked", "Pidieron cambiar su correo"
    ROLE = "role", "Cambió su rol"


class MailProblem(TextChoices):
    """Why the mail of an invitation is not retried automatically."""

    REFUSED = "refused", "No admitido por el servidor de correo"
    # The server did not reply after taking the message: a person decides whether to send it again.
    UNSURE = "unsure", "No se sabe si el correo salió"


# Labels of this app's actions in the audit log.
ACTS = {
    "invitation.accepted": "Invitación aceptada",
    "invitation.revoked": "Invitación retirada",
    "invitation.sent": "Invitación enviada",
    "membership.ended": "Rol retirado",
    "membership.granted": "Rol dado en lugar de otro",
    "token.made": "Token de la API creado",
    "token.revoked": "Token de la API retirado",
    "user.access_ended": "Sesiones, tokens y correos de acceso terminados",
    "user.accepted_data_notice": "Aviso de datos personales aceptado",
    "user.data_erased": "Datos propios borrados",
    "user.email_change_asked": "Cambio de correo pedido",
    "user.email_change_withdrawn": "Cambio de correo anulado",
    "user.reminded": "Recordatorio enviado",
    "user.renamed": "Nombre cambiado",
    "user.second_factor_blocked": "Segundo factor bloqueado por códigos equivocados",
    "user.second_factor_reset": "Segundo factor retirado",
}

_GREETING = Placeholder("saludo", "«Buen día», con el nombre de la persona si se conoce", "Buen día, Ana Ejemplo")
_LINK = "https://portal.example/"

# Texts of this app that people may edit.
TEXTS = (
    RegisteredText(
        key="mail-invitation",
        name="Invitación",
        group=MAILS,
        used_in="Lo recibe quien se invita a tener una cuenta o un rol.",
        default="accounts/texts/invitation.txt",
        placeholders=(
            _GREETING,
            Placeholder("quien_invita", "quién invita, con el verbo", "Marta Ejemplo lo invita"),
            Placeholder("rol", "el rol y su municipio", "Enlace municipal de Municipio de ejemplo"),
            Placeholder("que_hace", "qué hace ese rol, en una frase", "Coordina el diagnóstico de su municipio."),
            Placeholder("direccion", "la dirección para aceptar, distinta en cada correo", Address(f"{_LINK}invitacion/"), True),
            Placeholder("vence", "el día en que la invitación deja de servir", "15 de marzo de 2027"),
        ),
    ),
    RegisteredText(
        key="mail-account-waiting",
        name="Recordatorio a quien no ha ingresado",
        group=MAILS,
        used_in="Lo recibe quien tiene cuenta y no ha ingresado, cuando alguien se lo recuerda.",
        default="accounts/texts/account_waiting.txt",
        placeholders=(
            _GREETING,
            Placeholder("correo", "el correo con que ingresa", "ana@alcaldia.example"),
            Placeholder("ingreso", "la dirección de la página de ingreso", Address(f"{_LINK}ingreso/"), True),
            Placeholder("contrasena", "la dirección para escribir otra contraseña", Address(f"{_LINK}contrasena/")),
        ),
    ),
    RegisteredText(
        key="mail-password-link",
        name="Contraseña nueva",
        group=MAILS,
        used_in="Lo recibe quien pide escribir otra contraseña.",
        default="accounts/texts/password_link.txt",
        placeholders=(
            Placeholder(
                "direccion", "la dirección para escribirla, distinta en cada correo", Address(f"{_LINK}contrasena/"), True
            ),
        ),
    ),
    RegisteredText(
        key="mail-email-link",
        name="Confirmar un correo",
        group=MAILS,
        used_in="Llega al correo nuevo de quien quiere cambiar el suyo.",
        default="accounts/texts/email_link.txt",
        placeholders=(
            Placeholder("nombre", "el nombre de la persona", "Ana Ejemplo"),
            Placeholder("direccion", "la dirección para confirmar, distinta en cada correo", Address(f"{_LINK}correo/"), True),
        ),
    ),
    RegisteredText(
        key="mail-security",
        name="Aviso de seguridad de una cuenta",
        group=MAILS,
        used_in="Lo recibe la persona cuando cambia su contraseña, su correo, su segundo factor o su último rol.",
        default="accounts/texts/security.txt",
        placeholders=(
            Placeholder("asunto", "qué pasó, en pocas palabras", "Cambió su contraseña"),
            Placeholder("nombre", "el nombre de la persona", "Ana Ejemplo"),
            Placeholder("que_paso", "qué pasó y qué dejó de servir", "La contraseña de su cuenta cambió.", True),
            Placeholder(
                "cuando", "cuándo y desde dónde",
                Block("Cuándo: 8 de marzo de 2027, 10:15", mark_safe("<p>Cuándo: 8 de marzo de 2027, 10:15</p>")), True,
            ),
            Placeholder(
                "que_hacer", "qué hacer si no fue la persona",
                "Si no fue usted ni lo pidió, recupere su contraseña y avise a la coordinación metropolitana.", True,
            ),
        ),
    ),
)  # fmt: skip
ACT_DETAILS = {
    "role": "rol",
    "because": "por qué",
    "bulk": "con una lista",
    "replaced": "invitaciones reemplazadas",
    "rows": "registros",
    "starts": "empieza con",
    "tokens": "tokens terminados",
}
