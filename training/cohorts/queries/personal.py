"""What the portal keeps of a person in cohorts, for themselves."""

from typing import Any

from accounts.models import User
from training.cohorts.models import CohortInvitation, Enrolment


def rows_of(user: User) -> dict[str, Any]:
    """Return everything, in words. Three queries, however much there is."""
    enrolments = Enrolment.objects.with_context().filter(user=user).select_related(
        "cohort__version__course", "municipality", "make_up"
    )  # fmt: skip
    invitations = CohortInvitation.objects.filter(email=user.email).select_related("cohort")
    return {
        "inscripciones": [
            {
                "grupo": row.cohort.code, "curso": row.cohort.version.title, "nombre_en_el_certificado": row.name,
                "municipio": str(row.municipality or ""), "dependencia": row.office, "inscrita": row.enrolled_at,
                "retirada": row.withdrawn_at, "solo_presenta_las_pruebas": row.has_prior_learning,
                "aviso_de_datos": row.consent_version,
                "asistencia": [
                    {"sesion": one.session.number, "momento": one.at, "como": one.get_source_display()}
                    for one in row.attendance.all()
                ],
                "reposicion": {
                    "texto": row.make_up.text, "enviada": row.make_up.sent_at, "aceptada": row.make_up.accepted_at,
                    "devuelta": row.make_up.returned_at, "razon": row.make_up.reason,
                } if hasattr(row, "make_up") else None,
            }
            for row in enrolments.prefetch_related("attendance__session").order_by("enrolled_at", "pk")
        ],
        "invitaciones": [
            {"grupo": row.cohort.code, "correo": row.email, "invitada": row.invited_at}
            for row in invitations.order_by("invited_at", "pk")
        ],
    }  # fmt: skip
