"""What a certificate says, its verdicts, and the words of this app."""

import json
from datetime import date
from hashlib import sha256
from typing import Any, NamedTuple

from django.db.models import TextChoices

from core.versioned_text.registry import Placeholder
from notices.choices import DeliveryMode, NotificationKind, notice_text

LONGEST_NAME, LONGEST_REASON, LONGEST_PLACE = 200, 500, 80  # characters
MOST_RENAMED = 5  # times that a holder may have one certificate issued anew
FORMAT = "IP360C1"  # begins the text of a QR; another form of the payload takes another number
LIST_SIZE = 1 << 20  # places of the status lists; each certificate has a random one
LIST_LASTS_DAYS = 30  # after that a copy of a status list says nothing any more

# How it was earned, by the number that the payload holds. The sentences are signed in the credential: never change them.
HOW = (
    "Aprobó cada módulo, entregó cada tarea y asistió a una sesión en vivo o la repuso.",
    "Con lo que ya sabía: aprobó cada módulo con 85 % o más en un solo intento y entregó cada tarea.",
)


class Fields(NamedTuple):
    """Everything that is signed, in the order of the payload. Dates are year-month-day; `expires`: "" for never.

    `how`: position in HOW. `place`: where it is issued. `index`: place in the status lists. `demonstration`: 1 if invented.
    """

    code: str
    name: str
    course: str
    title: str
    version: str
    hours: int
    issued: str
    expires: str
    issuer: str
    place: str
    how: int
    index: int
    demonstration: int

    @classmethod
    def of(cls, values: Any) -> "Fields":
        """Return the fields from what a text holds. Raises ValueError for anything but these, of these types."""
        if not isinstance(values, list) or len(values) != len(cls._fields):
            raise ValueError("not the fields of a certificate")
        for value, wanted in zip(values, cls.__annotations__.values(), strict=True):
            if type(value) is not wanted:
                raise ValueError(f"not a {wanted.__name__}")
            if isinstance(value, str) and b"\0" in value.encode():  # which raises ValueError for half a character
                raise ValueError("not a text")
        found = cls(*values)
        if not (0 <= found.how < len(HOW) and 0 <= found.index < LIST_SIZE):
            raise ValueError("out of bounds")
        date.fromisoformat(found.issued)
        if found.expires:
            date.fromisoformat(found.expires)
        return found

    @property
    def text(self) -> str:
        """The bytes that are signed and hashed; the off-line verifiers write the very same."""
        return json.dumps(list(self), ensure_ascii=False, separators=(",", ":"))

    @property
    def fingerprint(self) -> str:
        return sha256(self.text.encode()).hexdigest()


class Verdict(TextChoices):
    VALID = "valido", "Válido"
    EXPIRED = "vencido", "Vencido"
    REVOKED = "revocado", "Revocado"
    REPLACED = "reemplazado", "Reemplazado"
    BAD_SIGNATURE = "firma_no_valida", "Firma no válida"
    UNKNOWN_KEY = "clave_desconocida", "Clave desconocida"
    NOT_CONSULTED = "valido_en_su_firma_estado_no_consultado", "Válido en su firma; estado no consultado"


VERDICT_TITLES = {
    Verdict.VALID: "Este certificado es válido",
    Verdict.EXPIRED: "Este certificado venció",
    Verdict.REVOKED: "Este certificado se revocó",
    Verdict.REPLACED: "Este certificado se reemplazó por otro",
    Verdict.BAD_SIGNATURE: "La firma no es válida: no lo acepte",
    Verdict.UNKNOWN_KEY: "No lo firmó este portal: no lo acepte",
    Verdict.NOT_CONSULTED: "La firma es válida; no se sabe si se revocó",
}
VERDICT_SENTENCES = {
    Verdict.VALID: "Lo firmó este portal, está vigente y nadie lo revocó.",
    Verdict.EXPIRED: "Fue válido hasta la fecha que se muestra.",
    Verdict.REVOKED: "Se anuló, con fecha y motivo. Ya no acredita nada.",
    Verdict.REPLACED: "La persona tiene uno más nuevo, con su nombre corregido. Pida ese.",
    Verdict.BAD_SIGNATURE: "Algo cambió después de firmarse, o se firmó con una clave robada y no está en el registro.",
    Verdict.UNKNOWN_KEY: "La clave con la que se firmó no es de este portal.",
    Verdict.NOT_CONSULTED: "La firma coincide, pero el registro o la lista de estados no dice si se revocó después.",
}

# Labels of this app's actions in the audit log.
ACTS = {
    "certificate.issued": "Certificado emitido",
    "certificate.reissued": "Certificado emitido otra vez con otro nombre",
    "certificate.revoked": "Certificado revocado",
    "signing_key.compromised": "Clave de firma dada por comprometida",
    "signing_key.made": "Clave de firma creada",
    "signing_key.retired": "Clave de firma retirada",
}
ACT_DETAILS = {"kid": "clave", "own": "lo pidió su titular"}

CERTIFICATES = NotificationKind("certificate", "Sus certificados", DeliveryMode.AT_ONCE, position=740)
ISSUED_TOLD = notice_text(
    "training", "certificate-issued", CERTIFICATES, "Certificado listo", "quien terminó un curso.",
    Placeholder("curso", "el código y el nombre del curso", "C05 Participación con incidencia", True),
)  # fmt: skip
CHANGED_TOLD = notice_text(
    "training", "certificate-changed", CERTIFICATES, "Certificado revocado o emitido otra vez",
    "la persona, cuando lo hizo la coordinación.",
    Placeholder("curso", "el código y el nombre del curso", "C05 Participación con incidencia"),
    Placeholder("que_paso", "qué se hizo", "se revocó", True),
    Placeholder("razon", "la razón", "Se emitió por error."),
)  # fmt: skip
