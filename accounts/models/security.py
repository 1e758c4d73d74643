"""What people are told about the security of their account."""

from django.conf import settings
from django.db import models

from accounts.choices import SecurityEvent


class SecurityNotice(models.Model):
    """A mail to one address about one event. Deleted once the outcome is known: it holds an address that may be a former one."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="persona", on_delete=models.CASCADE, related_name="+"
    )
    event = models.CharField("qué pasó", max_length=20, choices=SecurityEvent)
    email = models.EmailField("a dónde se escribe")
    # Network address of the request; empty where somebody else acted.
    origin = models.CharField("desde", max_length=45, blank=True)
    at = models.DateTimeField("momento")

    class Meta:
        verbose_name = "aviso de seguridad"
        verbose_name_plural = "avisos de seguridad"

    def __str__(self) -> str:
        return f"{self.event} #{self.pk}"
