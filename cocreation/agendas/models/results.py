"""The frozen result of the votes of an agenda."""

import json
from functools import cached_property
from hashlib import sha256
from typing import Any

from django.db import models
from django.db.models import Q

from cocreation.agendas.models.agendas import Agenda


class PriorityResult(models.Model):
    """What the votes and supports came to when the stage of challenges closed. Made once, never computed again.

    `content`: canonical JSON, kept as text so that the hash is that of the very bytes that people download. Counts only: no row
    of a person. Immutable (triggers of migration 0004).
    """

    agenda = models.OneToOneField(Agenda, models.PROTECT, verbose_name="agenda", related_name="priority_result")
    taken_at = models.DateTimeField("congelado")
    content = models.TextField("documento")
    sha256 = models.CharField("huella", max_length=64)

    class Meta:
        verbose_name = "resultado de una priorización"
        verbose_name_plural = "resultados de priorizaciones"
        constraints = [
            models.CheckConstraint(condition=~Q(content="") & ~Q(sha256=""), name="priority_result_is_whole")
        ]

    def __str__(self) -> str:
        return f"resultado de {self.agenda}"

    @cached_property
    def document(self) -> dict[str, Any]:
        return json.loads(self.content)

    @property
    def is_intact(self) -> bool:
        return sha256(self.content.encode()).hexdigest() == self.sha256
