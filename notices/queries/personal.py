"""What the portal keeps of a person's notices, for themselves."""

from typing import Any

from accounts.models import User
from notices.choices import notification_kinds
from notices.models import Notification, NotificationPreference, Subscription


def rows_of(user: User) -> dict[str, Any]:
    """Return everything, in words. Five queries, however much there is."""
    kinds = {kind.name: kind.label for kind in notification_kinds()}
    notices = Notification.objects.filter(user=user).order_by("created_at", "pk")
    wanted = NotificationPreference.objects.filter(user=user).order_by("kind")
    followed = (
        Subscription.objects.filter(email=user.email)
        .prefetch_related("municipalities", "topics")
        .order_by("asked_at", "pk")
    )
    return {
        "recibidos": [
            {
                "tipo": kinds.get(row.kind, row.kind), "titulo": row.title, "texto": row.body, "pagina": row.url,
                "momento": row.created_at, "leido": row.read_at, "entrega": row.get_delivery_display(),
            }
            for row in notices
        ],
        "preferencias": [
            {"tipo": kinds.get(row.kind, row.kind), "entrega": row.get_delivery_display()} for row in wanted
        ],
        "suscripciones": [
            {
                "todo_el_valle": row.whole_valley, "municipios": sorted(str(one) for one in row.municipalities.all()),
                "temas": [one.title for one in row.topics.all()],
                "pedida": row.asked_at, "confirmada": row.confirmed_at,
            }
            for row in followed
        ],
    }  # fmt: skip
