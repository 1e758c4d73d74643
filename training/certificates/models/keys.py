"""Ed25519 keys. Public parts stay for ever: whoever holds an old certificate can still verify it."""

from django.db import models
from django.db.models import Q


class SigningKey(models.Model):
    """`kid`: its short name in signatures. `public`: 32 bytes as hexadecimal digits.

    `private`: encrypted with CERTIFICATE_KEY (actions.keys); erased once the key is retired. `compromised_on`: from that day on
    only those of its signatures count whose certificate is in the register.
    """

    kid = models.CharField("nombre", max_length=16, unique=True)
    public = models.CharField("parte pública", max_length=64, unique=True)
    private = models.TextField("parte privada, cifrada", blank=True)
    is_in_use = models.BooleanField("en uso", default=True)
    created_at = models.DateTimeField("creada")
    retired_at = models.DateTimeField("retirada", null=True, blank=True)
    compromised_on = models.DateField("comprometida desde", null=True, blank=True)

    class Meta:
        verbose_name = "clave de firma"
        verbose_name_plural = "claves de firma"
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["is_in_use"], condition=Q(is_in_use=True), name="one_signing_key_in_use"),
            models.CheckConstraint(
                condition=Q(is_in_use=True, retired_at=None, private__gt="", compromised_on=None)
                | Q(is_in_use=False, retired_at__isnull=False, private=""),
                name="retired_signing_key_has_no_private_part",
            ),
        ]

    def __str__(self) -> str:
        return self.kid
