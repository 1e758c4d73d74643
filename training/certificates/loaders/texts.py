"""What somebody types, pastes or uploads to have it verified: a code, the text of a QR, or a credential as a file."""

import base64
import json
import re
from dataclasses import dataclass

from core.receipts.codes import normalized, printed
from core.refusals import Refusal
from training.certificates.choices import FORMAT, HOW, Fields
from training.certificates.exports.signed import DEMONSTRATION, b64

LONGEST = 6000  # characters
_PART = r"[A-Za-z0-9_-]"
_PAYLOAD = re.compile(rf"{FORMAT}\.({_PART}{{1,16}})\.({_PART}{{1,4000}})\.({_PART}{{1,200}})")
_KID = re.compile(rf"{_PART}{{1,16}}")
_JWT = re.compile(rf"({_PART}{{1,1000}})\.({_PART}{{1,5000}})\.({_PART}{{1,200}})")


class NotACertificate(Refusal):
    """The text has none of the three forms."""


@dataclass(frozen=True)
class Signed:
    """`message` is what `signature` signs. `fields`: None where the text holds no certificate, so that it was tampered with."""

    kid: str
    message: bytes
    signature: bytes
    fields: Fields | None


def read(text: str) -> Signed | str:
    """Return the signed text, or the printed form of a code. Refuses NotACertificate."""
    bare = text.strip()
    if len(bare) > LONGEST:
        raise NotACertificate(f"El texto tiene más de {LONGEST} letras: no es un certificado de este portal.")
    if FORMAT in bare:
        return _payload(bare[bare.index(FORMAT) :])
    if found := _JWT.fullmatch(bare):
        return _credential(*found.groups())
    if code := normalized(bare.rstrip("/").rpartition("/")[2]):
        return printed(code)
    raise NotACertificate(
        "Eso no es un certificado. Escriba el código, pegue lo que dice el QR o suba el archivo que termina en .jwt."
    )


def _payload(text: str) -> Signed:
    found = _PAYLOAD.fullmatch(text)
    if not found:
        return Signed("", b"", b"", None)
    kid, body, signature = found.groups()
    try:
        fields = Fields.of(json.loads(_bytes(body)))
    except (ValueError, RecursionError):
        fields = None
    return Signed(kid, text.rpartition(".")[0].encode(), _signature(signature), fields)


def _credential(head: str, body: str, signature: str) -> Signed:
    kid, fields = "", None
    try:
        kid = _kid(json.loads(_bytes(head)))
        fields = fields_of(json.loads(_bytes(body)))
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError):
        pass  # said by the verdict: its signature cannot be valid
    return Signed(kid, f"{head}.{body}".encode(), _signature(signature), fields)


def _kid(head: dict) -> str:
    if head["alg"] != "EdDSA":
        raise ValueError("another algorithm")
    kid = str(head["kid"]).rpartition("#")[2]
    return kid if _KID.fullmatch(kid) else ""  # of no key of ours


def fields_of(claims: dict) -> Fields:
    """Return what the claims of one of our credentials say. Raises one of several errors for other claims."""
    subject = claims["credentialSubject"]
    achievement = subject["achievement"]
    how = achievement["criteria"]["narrative"]
    return Fields.of(
        [
            claims["id"].rstrip("/").rpartition("/")[2],
            subject["identifier"][0]["identityHash"],
            achievement["humanCode"],
            achievement["name"],
            achievement["version"],
            achievement["creditsAvailable"],
            claims["validFrom"][:10],
            claims.get("validUntil", "")[:10],
            claims["issuer"]["name"],
            claims["issuer"].get("address", {}).get("addressLocality", ""),
            HOW.index(how),
            int(claims["credentialStatus"]["statusListIndex"][:7]),
            int(DEMONSTRATION in achievement["tag"]),
        ]
    )


def _signature(text: str) -> bytes:
    try:
        return _bytes(text)
    except ValueError:
        return b""


def _bytes(text: str) -> bytes:
    """Raises ValueError for anything but the one way to write some bytes: no text has a twin that is valid too."""
    found = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if b64(found) != text:
        raise ValueError("not base64url")
    return found
