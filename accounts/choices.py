"""Constants of accounts other than the permission policy."""

from datetime import timedelta

from django.db.models import TextChoices

INVITATION_LASTS = timedelta(days=14)
# Invitations are mailed by the inviting request or its tasks, many in sequence: before this time nothing is late.
INVITATION_MAIL_TAKES = timedelta(minutes=10)

# Version of the personal data notice (templates/accounts/components/data_notice.html). Raise it whenever the text
# changes: acceptance is recorded with the version that the person read.
NOTICE_VERSION = "1"

# Session key: the authenticator app was set up in this session, which proves the second factor as well as a code does.
SECOND_FACTOR_SHOWN = "second_factor_shown"


class Verdict(TextChoices):
    """The outcome that inviting one line of a spreadsheet would have."""

    NEW = "new", "Invitación nueva"
    HELD = "held", "Ya está"
    ERROR = "error", "Error"


class MailKind(TextChoices):
    """The kinds of mail sent through the outbox; its rows store these values."""

    INVITATION = "invitation", "Invitación"


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
    "user.accepted_data_notice": "Aviso de datos personales aceptado",
    "user.reminded": "Recordatorio enviado",
    "user.renamed": "Nombre cambiado",
    "user.second_factor_reset": "Segundo factor retirado",
}
