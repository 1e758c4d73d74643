"""What the portal keeps of a person's opinions and reports, for themselves."""

from typing import Any

from accounts.models import User
from citizens.models import ErrorReport, Feedback


def rows_of(user: User) -> dict[str, Any]:
    """Return the reports of the account, and the opinions that still hold its address. Two queries."""
    reports = ErrorReport.objects.filter(author=user).order_by("received_at", "pk")
    opinions = Feedback.objects.filter(email=user.email).order_by("received_at", "pk")
    return {
        "errores_reportados": [
            {
                "numero": row.code, "pagina": row.path, "que_hizo": row.did, "que_esperaba": row.expected,
                "recibido": row.received_at, "estado": row.get_state_display(), "respuesta": row.answer,
            }
            for row in reports
        ],
        "opiniones": [
            {
                "numero": row.code, "sobre": row.title, "tipo": row.get_kind_display(), "texto": row.text,
                "recibida": row.received_at, "estado": row.get_state_display(), "respuesta": row.answer, "razon": row.reason,
            }
            for row in opinions
        ],
    }  # fmt: skip
