"""The notification of this app."""

from accounts.permissions import Permission
from notices.choices import DeliveryMode, NotificationKind

TASK_FAILED = NotificationKind(
    "task_failed", "Falla una tarea del portal", DeliveryMode.AT_ONCE, position=900,
    permissions=(Permission.VIEW_PORTAL_STATE,),
)  # fmt: skip
