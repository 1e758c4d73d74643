"""Notices of measurements: to who approves when one is sent, and to who wrote it when it comes back."""

from accounts.permissions import Permission
from core.versioned_text.registry import Placeholder
from notices.choices import DeliveryMode, NotificationKind, notice_text

WRITING = NotificationKind(
    "measurement", "Mediciones de su municipio que volvieron", DeliveryMode.AT_ONCE, position=810,
    permissions=(Permission.WRITE_MEASUREMENTS,),
)  # fmt: skip
APPROVING = NotificationKind(
    "measurement_sent", "Una medición espera aprobación", DeliveryMode.DIGEST, position=820,
    permissions=(Permission.APPROVE_MEASUREMENTS,),
)  # fmt: skip

_INDICATOR = Placeholder(
    "indicador", "el código y el nombre del indicador", "IND-03 PQRSD respondidas en término", True
)
_PERIOD = Placeholder("periodo", "el periodo", "julio a septiembre de 2026", True)
_PLACE = Placeholder("municipio", "el municipio", "Municipio de ejemplo", True)

SENT_TOLD = notice_text(
    "followup", "measurement-sent", APPROVING, "Una medición espera aprobación",
    "quienes aprueban mediciones, menos quien la escribió o la envió.", _INDICATOR, _PERIOD, _PLACE,
    Placeholder("hasta", "hasta cuándo se espera la respuesta", "lunes 15 de febrero", True),
)  # fmt: skip
BACK_TOLD = notice_text(
    "followup", "measurement-back", WRITING, "Una medición volvió a la alcaldía", "quien la escribió y quien la envió.",
    _INDICATOR, _PERIOD, _PLACE,
    Placeholder("que_paso", "si se devolvió o se abrió para corregirla", "Se devolvió", True),
    Placeholder("razon", "la razón, como se escribió", "Falta el informe del trimestre.", True),
)  # fmt: skip
NOTICE_TEXTS = (SENT_TOLD, BACK_TOLD)
