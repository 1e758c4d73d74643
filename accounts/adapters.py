"""Adapters of allauth and knox: no open sign-up, Spanish messages, encrypted second factors, strict parsing of tokens."""

import base64
import re
import secrets
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.utils import timezone
from django.utils.crypto import salted_hmac
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from knox.auth import TokenAuthentication as KnoxAuthentication
from rest_framework.exceptions import AuthenticationFailed

from accounts.actions import tokens

TOKEN = re.compile(rb"[0-9a-f]{64}")


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "Esta cuenta está desactivada.",
        "email_password_mismatch": "El correo o la contraseña no coinciden. Revíselos o recupere la contraseña.",
        "email_taken": "Ese correo no se puede usar. Escriba otro.",
        "duplicate_email": "Ese ya es el correo de su cuenta.",
        "enter_current_password": "Escriba su contraseña actual.",
        "incorrect_password": "La contraseña no es correcta.",
        "invalid_password_reset": "El enlace para cambiar la contraseña ya no sirve. Pida uno nuevo.",
        "too_many_login_attempts": "Hubo demasiados intentos seguidos. Espere cinco minutos y vuelva a intentar.",
        "unknown_email": "Ese correo no se puede usar. Escriba otro.",
        "same_as_current": "Escriba un valor distinto del actual.",
        "rate_limited": "Hubo demasiadas solicitudes seguidas. Espere unos minutos.",
    }

    def is_open_for_signup(self, request) -> bool:
        return False

    def is_safe_url(self, url) -> bool:
        try:
            return super().is_safe_url(url)
        except ValueError:  # malformed, such as «http://[»
            return False

    def set_password(self, user, password: str) -> None:
        """Called for a change and for a reset: tokens made under the old password end with it."""
        super().set_password(user, password)
        tokens.revoke_all(of=user, at=timezone.now())

    def get_reset_password_from_key_url(self, key: str) -> str:
        return _at_our_site(super().get_reset_password_from_key_url(key))

    def get_email_confirmation_url(self, request, emailconfirmation) -> str:
        return _at_our_site(super().get_email_confirmation_url(request, emailconfirmation))


class SecondFactorAdapter(DefaultMFAAdapter):
    """Encrypts the secrets of second factors in the database."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_generate_recovery_codes": "Active primero el segundo factor; después puede pedir códigos de respaldo.",
        "incorrect_code": "El código no es correcto o ya se usó. Espere a que la aplicación muestre el siguiente.",
        "unverified_email": "Confirme primero el correo nuevo de su cuenta, o deje el de hoy.",
    }

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return _cipher().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            # SECRET_KEY was changed. No code matches until the operator resets the second factor.
            return base64.b32encode(secrets.token_bytes(20)).decode()


class TokenAuthentication(KnoxAuthentication):
    """Tokens of the API, in the header «Authorization: Bearer …»."""

    def authenticate_credentials(self, token: bytes):
        if not TOKEN.fullmatch(token):  # not one of ours; the library fails on bytes that are not text
            raise AuthenticationFailed
        return super().authenticate_credentials(token)


class TokenScheme(OpenApiAuthenticationExtension):
    """Describes the tokens in the OpenAPI schema."""

    target_class = TokenAuthentication
    name = "token"

    def get_security_definition(self, auto_schema) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "Se crea en «Mi cuenta», pestaña «Tokens»."}


def _cipher() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(salted_hmac("accounts.second_factor", "", algorithm="sha256").digest()))


def _at_our_site(url: str) -> str:
    """Replace scheme and host by SITE_URL: a link in a mail must not depend on the Host header of the request."""
    return settings.SITE_URL + urlsplit(url)._replace(scheme="", netloc="").geturl()
