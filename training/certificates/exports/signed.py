"""The two signed forms of a certificate, and the signed lists of states: texts made of plain data and a private key."""

import base64
import gzip
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.utils import timezone

from training.certificates.choices import FORMAT, HOW, LIST_LASTS_DAYS, LIST_SIZE, Fields

VC = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
SCHEMA = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
DEMONSTRATION = "demostración"  # the tag of an invented achievement


@dataclass(frozen=True)
class Signer:
    """The key in use, `pk` its row. `site`: address of the portal, which names the issuer."""

    pk: int
    kid: str
    private: Ed25519PrivateKey
    site: str

    @property
    def issuer(self) -> str:
        return issuer_of(self.site)


def issuer_of(site: str) -> str:
    """Return the identifier of the portal as an issuer, a DID that leads to /.well-known/did.json."""
    return f"did:web:{urlsplit(site).netloc.replace(':', '%3A')}"


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def payload(fields: Fields, signer: Signer) -> str:
    """Return the compact text: format, key, fields and signature of all before it, with dots between."""
    signed = f"{FORMAT}.{signer.kid}.{b64(fields.text.encode())}"
    return f"{signed}.{b64(signer.private.sign(signed.encode()))}"


def credential(fields: Fields, signer: Signer, *, page: str, course: str, status_list: str) -> str:
    """Return the Open Badges 3.0 credential as `vc+jwt`. `page`, `course`, `status_list`: whole addresses."""
    achievement = {
        "id": course, "type": ["Achievement"], "achievementType": "Course", "name": fields.title, "humanCode": fields.course,
        "version": fields.version, "creditsAvailable": fields.hours, "description": f"{fields.course} {fields.title}",
        "criteria": {"narrative": HOW[fields.how]}, "tag": [DEMONSTRATION] if fields.demonstration else ["curso"],
    }  # fmt: skip
    issuer = {"id": signer.issuer, "type": ["Profile"], "name": fields.issuer, "url": signer.site}
    if fields.place:
        issuer["address"] = {"type": ["Address"], "addressLocality": fields.place}
    person = {"type": "IdentityObject", "hashed": False, "identityHash": fields.name, "identityType": "name"}
    valid_from = _moment(fields.issued, time.min)
    claims = {
        "@context": [VC, OPEN_BADGES], "id": page, "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": fields.title, "issuer": issuer, "validFrom": valid_from.isoformat(),
        "credentialSubject": {
            "id": f"{page}#persona", "type": ["AchievementSubject"], "identifier": [person], "achievement": achievement,
        },
        "credentialStatus": {
            "id": f"{status_list}#{fields.index}", "type": "BitstringStatusListEntry", "statusPurpose": "revocation",
            "statusListIndex": str(fields.index), "statusListCredential": status_list,
        },
        "credentialSchema": [{"id": SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}],
        "iss": signer.issuer, "sub": f"{page}#persona", "jti": page, "nbf": int(valid_from.timestamp()),
    }  # fmt: skip
    if fields.expires:
        valid_until = _moment(fields.expires, time(23, 59, 59))
        claims |= {"validUntil": valid_until.isoformat(), "exp": int(valid_until.timestamp())}
    return jwt(claims, signer)


def status_list(places: Iterable[int], signer: Signer, *, address: str, purpose: str, at: datetime) -> str:
    """Return a Bitstring Status List credential, dated and signed. `places`: the bits that are set."""
    bits = bytearray(LIST_SIZE // 8)
    for place in places:
        bits[place // 8] |= 0x80 >> (place % 8)
    begins, ends = timezone.localtime(at), timezone.localtime(at + timedelta(days=LIST_LASTS_DAYS))
    claims = {
        "@context": [VC], "id": address, "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": signer.issuer, "validFrom": begins.isoformat(timespec="seconds"),
        "validUntil": ends.isoformat(timespec="seconds"),
        "credentialSubject": {
            "id": f"{address}#list", "type": "BitstringStatusList", "statusPurpose": purpose,
            "encodedList": f"u{b64(gzip.compress(bytes(bits), mtime=0))}",
        },
        "iss": signer.issuer, "jti": address, "nbf": int(begins.timestamp()),
    }  # fmt: skip
    return jwt(claims, signer)


def jwt(claims: dict, signer: Signer) -> str:
    head = {"alg": "EdDSA", "typ": "vc+jwt", "kid": f"{signer.issuer}#{signer.kid}"}
    signed = ".".join(
        b64(json.dumps(part, ensure_ascii=False, separators=(",", ":")).encode()) for part in (head, claims)
    )
    return f"{signed}.{b64(signer.private.sign(signed.encode()))}"


def _moment(day: str, at: time) -> datetime:
    return timezone.make_aware(datetime.combine(datetime.fromisoformat(day), at))
