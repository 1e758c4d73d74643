from django.db.models import TextChoices

from accounts.permissions import Permission
from notices.choices import DeliveryMode, NotificationKind

SCORES = NotificationKind(
    "scores", "Un puntaje guardado no es igual al recalculado", DeliveryMode.AT_ONCE, position=910,
    permissions=(Permission.VIEW_LOG,),
)  # fmt: skip


class ProposalState(TextChoices):
    PENDING = "pending", "Espera confirmación"
    PUBLISHED = "published", "Publicada"
    WITHDRAWN = "withdrawn", "Retirada"


# The words of the log for the actions of this app.
ACTS = {
    "erratum.proposed": "Fe de erratas propuesta",
    "erratum.published": "Fe de erratas publicada",
    "erratum.withdrawn": "Propuesta de fe de erratas retirada",
    "round.published": "Ciclo publicado",
    "assessment.published": "Diagnóstico publicado",
}
ACT_DETAILS = {"files": "archivos", "version": "versión"}
