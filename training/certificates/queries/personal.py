"""What the portal keeps of a person's certificates, for themselves."""

from typing import Any

from accounts.models import User
from training.certificates.models import Certificate


def rows_of(user: User) -> dict[str, Any]:
    """Return everything, with both signed texts. One query."""
    rows = Certificate.objects.filter(user=user).order_by("issued_at", "pk")
    return {
        "certificados": [
            {
                "codigo": row.code, "nombre": row.name, "curso": row.course, "version": row.version, "horas": row.hours,
                "fecha": row.issued_on, "vence": row.expires_on, "quien_certifica": row.issuer, "revocado": row.revoked_at,
                "motivo": row.reason, "reemplazado": row.superseded_at, "texto_del_qr": row.payload, "credencial": row.jwt,
            }
            for row in rows
        ],
    }  # fmt: skip
