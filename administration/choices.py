"""Kinds of things that the administration looks after."""

from django.db.models import TextChoices


class MailKind(TextChoices):
    """Which table a mail stands in; the value is part of an address."""

    NOTICE = "aviso", "Aviso"
    NEWS = "novedad", "Suscripción"
    RESULT = "opinion", "Opinión"
