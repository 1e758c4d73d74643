"""The history of keys, as people and programs read it."""

from collections.abc import Iterable
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from training.certificates.exports.signed import b64, issuer_of
from training.certificates.models import Certificate, SigningKey


def has_signed(key: SigningKey, message: bytes, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key.public)).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def key_history() -> list[SigningKey]:
    return list(SigningKey.objects.defer("private"))


def jwks(keys: Iterable[SigningKey]) -> dict[str, Any]:
    """Return all keys there ever were, as a JSON Web Key Set with their dates."""
    return {
        "keys": [
            {
                **_jwk(key), "kid": key.kid, "alg": "EdDSA", "use": "sig",
                "created": key.created_at.isoformat(timespec="seconds"),
                "retired": key.retired_at.isoformat(timespec="seconds") if key.retired_at else None,
                "compromised": key.compromised_on.isoformat() if key.compromised_on else None,
            }
            for key in keys
        ]
    }  # fmt: skip


def did_document(keys: Iterable[SigningKey], site: str) -> dict[str, Any]:
    """Return the document of the issuer's DID. A compromised key is not in it: who reads only this trusts no signature of it."""
    issuer = issuer_of(site)
    methods = [
        {"id": f"{issuer}#{key.kid}", "type": "JsonWebKey", "controller": issuer, "publicKeyJwk": _jwk(key)}
        for key in sorted(keys, key=lambda one: not one.is_in_use)
        if key.compromised_on is None
    ]
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/suites/jws-2020/v1"], "id": issuer,
        "verificationMethod": methods, "assertionMethod": [method["id"] for method in methods],
    }  # fmt: skip


def recorded_under(key: SigningKey) -> list[str]:
    """Return the fingerprints of what is in the register of a key: all that still counts of a compromised one."""
    return list(Certificate.objects.filter(key=key).order_by("pk").values_list("fingerprint", flat=True))


def _jwk(key: SigningKey) -> dict[str, str]:
    return {"kty": "OKP", "crv": "Ed25519", "x": b64(bytes.fromhex(key.public))}
