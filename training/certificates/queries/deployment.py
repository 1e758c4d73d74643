"""A check of `manage.py check --deploy`."""

from django.conf import settings
from django.core.checks import CheckMessage, Warning


def certificate_key_is_its_own(app_configs, **kwargs) -> list[CheckMessage]:
    if f"certificates:{settings.SECRET_KEY}" != settings.CERTIFICATE_KEY:
        return []
    hint = "Set CERTIFICATE_KEY to 50 random characters before the first certificate is issued."
    return [
        Warning(
            "The key that signs certificates is encrypted with SECRET_KEY: changing that one makes it unreadable.",
            hint=hint, id="certificates.W001",
        )
    ]  # fmt: skip
