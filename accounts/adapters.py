"""Adapters of allauth and knox: no open sign-up, Spanish messages, encrypted second factors, strict parsing of tokens."""

import base64
import re
import secrets

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.db import transaction
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.crypto import salted_hmac
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from knox.auth import TokenAuthentication as KnoxAuthentication
from rest_framework.exceptions import AuthenticationFailed

from accounts.actions import links, security, sign_in
from accounts.choices import KNOWN_BROWSER, SecurityEvent
from accounts.queries.known_browsers import is_known
from core.web.edge import validated
from core.web.interrupted_forms import answers as interrupted_forms
from core.web.rate_limit import client_network

# Session key: the version of the account's access when its password was typed.
ACCESS_VERSION = "access_version"
TOKEN = re.compile(rb"[0-9a-f]{64}")


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "Esta cuenta está desactivada.",
        "email_password_mismatch": "El correo o la contraseña no coinciden. Revíselos o recupere la contraseña.",
        "email_taken": "Ese correo no se puede usar. Escriba otro.",
        "duplicate_email": "Ese ya es el correo de su cuenta.",
        "enter_current_password": "Escriba su contraseña actual.",
        "incorrect_password": "La contraseña no es correcta.",
        "invalid_password_reset": "El correo para cambiar la contraseña ya no sirve. Pida uno nuevo.",
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

    def authenticate(self, request, **credentials):
        """Called for signing in and for confirming the password of an open session."""
        email = credentials["email"].lower()
        attempt = validated(
            sign_in.try_password,
            email=email,
            network=client_network(request),
            is_known_browser=lambda: is_known(request.COOKIES.get(KNOWN_BROWSER, ""), email),
        )
        user = super().authenticate(request, **credentials)
        if user is not None:
            attempt.take_back()
        return user

    def get_login_redirect_url(self, request) -> str:
        """Called where the sign-in page had no `next`: back to the form that the end of a session interrupted, if any."""
        return interrupted_forms.page_waiting_for(request.user) or super().get_login_redirect_url(request)

    def pre_login(self, request, user, **kwargs):
        request.session[ACCESS_VERSION] = user.access_version
        return super().pre_login(request, user, **kwargs)

    def login(self, request, user) -> None:
        """Called when the code was right too: who typed the password before all access ended begins again."""
        if request.session.pop(ACCESS_VERSION, user.access_version) != user.access_version:
            raise ImmediateHttpResponse(redirect("account_login"))
        super().login(request, user)
        for keep in sign_in.on_sign_in:
            keep(request, user)

    def _delete_login_attempts_cached_email(self, request, **credentials) -> None:
        """Called when a new password was written by link, for each address of the account."""
        sign_in.forgive(email=credentials["email"].lower(), network=client_network(request))

    @transaction.atomic
    def set_password(self, user, password: str) -> None:
        """Called for a change, which keeps its own session afterwards, and for a reset, which keeps none."""
        super().set_password(user, password)
        self._end_access(user, SecurityEvent.PASSWORD)

    @transaction.atomic
    def confirm_email(self, request, email_address) -> bool:
        person, former = email_address.user, email_address.user.email
        is_own_session = request.user == person  # asked before its hash is the one of before
        confirmed = super().confirm_email(request, email_address)
        if confirmed and person.email != former:
            self._end_access(person, SecurityEvent.EMAIL, former=former)
            if is_own_session:
                update_session_auth_hash(request, person)
        return confirmed

    def _end_access(self, person, because: SecurityEvent, *, former: str = "") -> None:
        origin = self.get_client_ip(self.request) if self.request else ""
        security.end_access(person=person, because=because, by=person, at=timezone.now(), origin=origin, former=former)

    def send_confirmation_mail(self, request, emailconfirmation, signup: bool) -> None:
        links.send_email_link(address_id=emailconfirmation.email_address.pk, at=timezone.now())


class PasswordLinkTokens(PasswordResetTokenGenerator):
    """Links to a new password end with everything else that opens the account."""

    def _make_hash_value(self, user, timestamp) -> str:
        return f"{super()._make_hash_value(user, timestamp)}|{user.access_version}"


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
