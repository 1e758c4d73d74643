"""What diagnoses keep under a person's name, for themselves. What they answered and judged stands in the log of their acts."""

from typing import Any

from accounts.models import User
from diagnostics.assessments.models import DimensionAssignment
from diagnostics.review.models import ConflictDeclaration, Message, ReviewAssignment, Signature


def rows_of(user: User) -> dict[str, Any]:
    """Return everything, in words. Six queries, however much there is."""
    answers = DimensionAssignment.objects.filter(user=user).select_related(
        "assessment__round", "assessment__municipality", "dimension"
    )
    reviews = ReviewAssignment.objects.filter(user=user).select_related(
        "round", "assessment__municipality", "dimension"
    )
    declared = ConflictDeclaration.objects.filter(user=user).select_related("round")
    written = Message.objects.filter(written_by=user).order_by("written_at", "pk")
    signed = Signature.objects.filter(signed_by=user).order_by("signed_at", "pk")
    return {
        "dimensiones_a_su_cargo": [
            {
                "ronda": row.assessment.round.code, "municipio": str(row.assessment.municipality),
                "dimension": str(row.dimension), "asignada": row.assigned_at,
            }
            for row in answers.order_by("assigned_at", "pk")
        ],
        "revisiones_a_su_cargo": [
            {
                "ronda": row.round.code, "municipio": str(row.assessment.municipality) if row.assessment else "",
                "dimension": str(row.dimension or ""), "asignada": row.assigned_at,
            }
            for row in reviews.order_by("assigned_at", "pk")
        ],
        "conflictos_declarados": [
            {
                "ronda": row.round.code, "declarada": row.declared_at,
                "con": [{"municipio": str(one.municipality), "por_que": one.reason} for one in row.conflicts.all()],
            }
            for row in declared.prefetch_related("conflicts__municipality").order_by("declared_at", "pk")
        ],
        "mensajes": [{"texto": row.text, "escrito": row.written_at, "enviado": row.sent_at} for row in written],
        "firmas": [
            {
                "nombre": row.signer_name, "calidad": row.get_signer_role_display(), "cargo": row.signer_position,
                "codigo": row.code, "firmado": row.signed_at,
            }
            for row in signed.defer("document")
        ],
    }  # fmt: skip
