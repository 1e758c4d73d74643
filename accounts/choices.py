"""Constants of accounts other than the permission policy."""

from datetime import timedelta

from django.db.models import TextChoices

INVITATION_LASTS = timedelta(days=14)
# Invitations are mailed by the inviting request or its tasks, many in sequence: before this time nothing is late.
INVITATION_MAIL_TAKES = timedelta(minutes=10)
# A link that somebody asked for and waits for: after this time they have asked again.
LINK_MAIL_WAITS = timedelta(hours=1)
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


class MailKind(TextChoices):
    """The kinds of mail sent through the outbox; its rows store these values."""

    INVITATION = "invitation", "Invitación"
    PASSWORD_LINK = "password_link", "Correo para escribir una contraseña nueva"
    EMAIL_LINK = "email_link", "Correo para confirmar una dirección"
    SECURITY = "security", "Aviso de seguridad de una cuenta"


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
    "token.made": "Token de la API creado",
    "token.revoked": "Token de la API retirado",
    "user.access_ended": "Sesiones, tokens y correos de acceso terminados",
    "user.accepted_data_notice": "Aviso de datos personales aceptado",
    "user.reminded": "Recordatorio enviado",
    "user.renamed": "Nombre cambiado",
    "user.second_factor_blocked": "Segundo factor bloqueado por códigos equivocados",
    "user.second_factor_reset": "Segundo factor retirado",
}
