"""Constants of accounts that are not policy."""

from datetime import timedelta

from django.db.models import TextChoices

INVITATION_LASTS = timedelta(days=14)
# An invitation is mailed by the request or the tasks of who makes it, many one after the other: before, nothing is wrong.
INVITATION_MAIL_TAKES = timedelta(minutes=10)

# Version of the personal data notice (templates/accounts/components/data_notice.html). Raise it whenever the text
# changes: acceptance is recorded with the version that the person read.
NOTICE_VERSION = "1"

# In the session: the app that makes the codes was set up in it, which proves the second factor as well as a code does.
SECOND_FACTOR_SHOWN = "second_factor_shown"


class Verdict(TextChoices):
    """What inviting one line of a spreadsheet would do."""

    NEW = "new", "Invitación nueva"
    HELD = "held", "Ya está"
    ERROR = "error", "Error"


class MailKind(TextChoices):
    """The mails that leave through the outbox; the names stand in its rows."""

    INVITATION = "invitation", "Invitación"


class MailProblem(TextChoices):
    """Why the mail of an invitation is not tried again by itself."""

    REFUSED = "refused", "No admitido por el servidor de correo"
    # The server did not answer after it had the message: a person decides whether a second one is worth it.
    UNSURE = "unsure", "No se sabe si el correo salió"


# What the log calls the acts of this app.
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
