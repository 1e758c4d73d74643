"""The notification of this app."""

from accounts.permissions import Permission
from core.versioned_text.registry import Placeholder
from notices.choices import DeliveryMode, NotificationKind, notice_text

TASK_FAILED = NotificationKind(
    "task_failed", "Falla una tarea del portal", DeliveryMode.AT_ONCE, position=900,
    permissions=(Permission.VIEW_PORTAL_STATE,),
)  # fmt: skip
TASK_FAILED_TEXT = notice_text(
    "administration", "task-failed", TASK_FAILED, "Falla una tarea", "la administración técnica, una vez al día por tarea.",
    Placeholder("tarea", "la tarea", "Enviar correos", True),
    Placeholder("razon", "por qué falló", "El servidor no respondió.", True),
)  # fmt: skip
