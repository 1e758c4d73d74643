"""What the portal keeps of a person's works, for themselves."""

from typing import Any

from accounts.models import User
from training.assignments.models import Work


def rows_of(user: User) -> dict[str, Any]:
    """Return everything, in words. Five queries, however much there is."""
    rows = Work.objects.with_context().filter(enrolment__user=user).order_by("enrolment__enrolled_at", "pk")
    rows = rows.prefetch_related("files", "deliveries__judgement__marks", "deliveries__judgement__by")
    return {
        "tareas": [
            {
                "grupo": row.enrolment.cohort.code, "curso": row.enrolment.cohort.version.title, "modulo": row.module,
                "estado": row.get_state_display(), "texto": row.text,
                "archivos": [
                    {
                        "nombre": one.file_name, "tipo": one.media_type, "bytes": one.size, "sha256": one.sha256,
                        "recibido": one.added_at,
                    }
                    for one in row.files.all()
                ],
                "entregas": [
                    {"numero": one.number, "entregada": one.at, "texto": one.text, "correccion": _judgement(one)}
                    for one in row.deliveries.all()
                ],
            }
            for row in rows
        ],
    }  # fmt: skip


def _judgement(delivery) -> dict[str, Any] | None:
    judgement = getattr(delivery, "judgement", None)
    if judgement is None:
        return None
    return {
        "aceptada": judgement.is_accepted, "momento": judgement.at, "docente": judgement.by.get_full_name(),
        "criterios": [
            {"criterio": mark.criterion + 1, "nivel": mark.get_level_display(), "razon": mark.reason}
            for mark in judgement.marks.all()
        ],
    }  # fmt: skip
