"""Making, using and retiring the keys that sign certificates. A private part is decrypted in memory only, and never logged."""

import base64
from datetime import date, datetime
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from core import audit
from core.refusals import Refusal
from training.certificates.exports.signed import Signer
from training.certificates.models import SigningKey


class KeyUnreadable(Refusal):
    """CERTIFICATE_KEY is another one than when the key was made."""


@transaction.atomic
def signer(*, at: datetime) -> Signer:
    """Return the key in use; the first call of a portal makes it. Refuses KeyUnreadable."""
    key = SigningKey.objects.filter(is_in_use=True).first() or _make_first(at)
    try:
        private = _cipher().decrypt(key.private.encode())
    except InvalidToken:
        raise KeyUnreadable(
            "La clave de firma no se puede leer: CERTIFICATE_KEY no es la de cuando se creó. Ponga la anterior, o cambie "
            "la clave de firma."
        ) from None
    return Signer(key.pk, key.kid, Ed25519PrivateKey.from_private_bytes(private), settings.SITE_URL)


@transaction.atomic
def rotate(*, compromised_on: date | None, kid: str = "", at: datetime) -> tuple[SigningKey, SigningKey | None]:
    """Retire the key in use and make the next one; return the key retired or marked, and the new one.

    `compromised_on`: since when somebody else may sign with it. `kid`: a key retired before, which is only marked.
    """
    if compromised_on and compromised_on > timezone.localdate(at):
        raise Refusal("La fecha desde la que la clave está comprometida no puede estar en el futuro.")
    keys = SigningKey.objects.select_for_update()
    key = keys.filter(kid=kid).first() if kid else keys.filter(is_in_use=True).first()
    if key is None:
        raise Refusal(f"No hay una clave {kid}." if kid else "Todavía no hay una clave que cambiar: se crea al emitir.")
    if not key.is_in_use:
        if compromised_on is None:
            raise Refusal(f"La clave {kid} ya está retirada. Diga con --compromised desde cuándo está comprometida.")
        _mark(key, compromised_on, at)
        return key, None
    key.is_in_use, key.retired_at, key.private = False, at, ""
    key.save(update_fields=["is_in_use", "retired_at", "private"])
    audit.record(by=None, verb="signing_key.retired", target=key, at=at, data={"kid": key.kid})
    if compromised_on is not None:
        _mark(key, compromised_on, at)
    return key, _make(at)


def _mark(key: SigningKey, compromised_on: date, at: datetime) -> None:
    """An earlier date may replace a later one, never the other way: what was refused stays refused."""
    if key.compromised_on and key.compromised_on <= compromised_on:
        raise Refusal(f"La clave {key.kid} ya está comprometida desde el {key.compromised_on}.")
    key.compromised_on = compromised_on
    key.save(update_fields=["compromised_on"])
    audit.record(by=None, verb="signing_key.compromised", target=key, at=at, data={"kid": key.kid})


def _make_first(at: datetime) -> SigningKey:
    """Of several processes that find none, the constraint lets one make it; the others take that one."""
    try:
        with transaction.atomic():
            return _make(at)
    except IntegrityError:
        return SigningKey.objects.get(is_in_use=True)


def _make(at: datetime) -> SigningKey:
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    key = SigningKey.objects.create(
        kid=sha256(public).hexdigest()[:8], public=public.hex(), created_at=at,
        private=_cipher().encrypt(private.private_bytes_raw()).decode(),
    )  # fmt: skip
    audit.record(by=None, verb="signing_key.made", target=key, at=at, data={"kid": key.kid})
    return key


def _cipher() -> Fernet:
    derived = HKDF(SHA256(), 32, salt=None, info=b"certificates.signing_key").derive(settings.CERTIFICATE_KEY.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
