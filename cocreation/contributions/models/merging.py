"""Texts that become one when their authors agree, and texts that are only answered together."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cocreation.agendas.models import Agenda
from cocreation.contributions.choices import LONGEST_REASON, LONGEST_TITLE
from cocreation.contributions.models.contributions import Contribution


class Merge(models.Model):
    """A proposal to make one text of several. Their authors are asked until `due_on`; silence keeps a text apart.

    `result`: the new contribution, once at least two authors had agreed when it ended.
    """

    agenda = models.ForeignKey(Agenda, models.PROTECT, verbose_name="agenda", related_name="merges")
    title = models.CharField("título", max_length=LONGEST_TITLE)
    text = models.TextField("texto")
    reason = models.CharField("razón", max_length=LONGEST_REASON)
    proposed_at = models.DateTimeField("propuesta")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    due_on = models.DateField("vence")
    ended_at = models.DateTimeField("terminada", null=True, blank=True)
    result = models.OneToOneField(
        Contribution, models.PROTECT, verbose_name="texto unido", null=True, blank=True, related_name="made_by_merge"
    )

    class Meta:
        verbose_name = "unión de aportes"
        verbose_name_plural = "uniones de aportes"
        constraints = [
            models.CheckConstraint(
                condition=Q(title__gt="", text__gt="", reason__gt=""), name="merge_says_what_and_why"
            ),
            models.CheckConstraint(condition=Q(result=None) | Q(ended_at__isnull=False), name="merge_result_ends_it"),
        ]
        indexes = [models.Index(fields=["due_on"], condition=Q(ended_at=None), name="merge_waiting")]

    def __str__(self) -> str:
        return f"unión {self.pk}"

    @property
    def audit_scope(self) -> tuple[str, str]:
        return self.agenda.audit_scope


class MergeMember(models.Model):
    """One text of a proposal, and what its author said; `agreed` is None while they have said nothing."""

    merge = models.ForeignKey(Merge, models.CASCADE, verbose_name="unión", related_name="members")
    contribution = models.ForeignKey(Contribution, models.PROTECT, verbose_name="aporte", related_name="merge_members")
    agreed = models.BooleanField("acepta", null=True, blank=True)
    answered_at = models.DateTimeField("respondió", null=True, blank=True)
    # The merge's own, repeated so that the database keeps one open proposal per text.
    is_open = models.BooleanField("abierta", default=True)

    class Meta:
        verbose_name = "aporte de una unión"
        verbose_name_plural = "aportes de uniones"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["merge", "contribution"], name="merge_member_once"),
            models.UniqueConstraint(fields=["contribution"], condition=Q(is_open=True), name="merge_one_at_a_time"),
            models.CheckConstraint(
                condition=Q(agreed=None, answered_at=None) | Q(agreed__isnull=False, answered_at__isnull=False),
                name="merge_member_answered_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contribution} en {self.merge}"


class AnswerGroup(models.Model):
    """Texts that get the same answer. No text and no support moves."""

    agenda = models.ForeignKey(Agenda, models.PROTECT, verbose_name="agenda", related_name="answer_groups")
    reason = models.CharField("razón", max_length=LONGEST_REASON)
    made_at = models.DateTimeField("formado")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "grupo de respuesta"
        verbose_name_plural = "grupos de respuesta"
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="answer_group_says_why")]

    def __str__(self) -> str:
        return f"grupo {self.pk}"


class GroupMember(models.Model):
    group = models.ForeignKey(AnswerGroup, models.CASCADE, verbose_name="grupo", related_name="members")
    contribution = models.OneToOneField(
        Contribution, models.PROTECT, verbose_name="aporte", related_name="group_member"
    )

    class Meta:
        verbose_name = "aporte de un grupo"
        verbose_name_plural = "aportes de grupos"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.contribution} en {self.group}"
