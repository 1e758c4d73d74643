"""How allauth behaves in this portal: nobody signs up alone, and its sentences are ours."""

from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings


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
        except ValueError:  # no address at all, such as «http://[»
            return False

    def get_reset_password_from_key_url(self, key: str) -> str:
        return _at_our_site(super().get_reset_password_from_key_url(key))

    def get_email_confirmation_url(self, request, emailconfirmation) -> str:
        return _at_our_site(super().get_email_confirmation_url(request, emailconfirmation))


def _at_our_site(url: str) -> str:
    """Put SITE_URL before the path: a link in a mail never depends on the Host header of who asked for it."""
    return settings.SITE_URL + urlsplit(url)._replace(scheme="", netloc="").geturl()
