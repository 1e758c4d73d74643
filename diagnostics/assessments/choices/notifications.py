"""Kinds of notification about an assessment."""

from notices.choices import DeliveryMode, NotificationKind

DEADLINE = NotificationKind("deadline", "Se acerca un plazo", DeliveryMode.AT_ONCE, position=10)
REMINDER = NotificationKind("reminder", "La coordinación le recuerda lo que falta", DeliveryMode.AT_ONCE, position=15)
COORDINATION = NotificationKind(
    "coordination", "La coordinación escribe a los enlaces", DeliveryMode.AT_ONCE, position=17
)
ASSIGNED = NotificationKind("assigned", "Le asignan una dimensión o una revisión", DeliveryMode.AT_ONCE, position=20)
HANDED_OVER = NotificationKind(
    "handed_over", "Le entregan el trabajo de otra persona", DeliveryMode.AT_ONCE, position=30
)
EVIDENCE = NotificationKind("evidence", "Una evidencia dejó de abrir o venció", DeliveryMode.DIGEST, position=50)
TURN = NotificationKind("turn", "Le toca actuar en un diagnóstico", DeliveryMode.AT_ONCE, position=60)
SENT = NotificationKind("sent", "Un diagnóstico se envía a revisión", DeliveryMode.DIGEST, position=70)
ROUND = NotificationKind("round", "Se abre un ciclo, o cambia", DeliveryMode.AT_ONCE, position=5)
NOTIFICATION_KINDS = (ROUND, DEADLINE, REMINDER, COORDINATION, ASSIGNED, HANDED_OVER, EVIDENCE, TURN, SENT)
