"""Workshops: the call, and what came out of it."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from cocreation.agendas.choices import Theme
from cocreation.agendas.models import Agenda
from cocreation.workshops.choices import (
    LONGEST_LINE,
    LONGEST_MINUTES,
    LONGEST_TEXT,
    LONGEST_TITLE,
    MOST_SEATS,
    PROCESS,
    WorkshopState,
)
from core.models import InProcess, InProcessQuerySet


class WorkshopQuerySet(InProcessQuerySet):
    def with_context(self) -> "WorkshopQuerySet":
        return self.select_related("agenda", "municipality")

    def public(self) -> "WorkshopQuerySet":
        return self.filter(agenda__published_at__isnull=False)


class Workshop(InProcess):
    """A workshop of an agenda, in a room (`place`), on a link, or both.

    `number`: of the agenda, from 1. `seats`: none: whoever comes has one. `care`: the line about children and food.
    `sequence`, `changed_at`: of what the calendar file says; both grow with each change. `attended`: all who came, once held.
    `decisions`, `pending`: one for each line.
    """

    process = PROCESS

    agenda = models.ForeignKey(Agenda, models.CASCADE, verbose_name="agenda", related_name="workshops")
    number = models.PositiveSmallIntegerField("número")
    title = models.CharField("título", max_length=LONGEST_TITLE)
    theme = models.CharField("tema", max_length=20, choices=Theme)
    municipality = models.ForeignKey(
        "territory.Municipality",
        models.PROTECT,
        verbose_name="municipio que recibe",
        null=True,
        blank=True,
        related_name="+",
    )
    place = models.CharField("lugar", max_length=LONGEST_LINE, blank=True)
    access = models.CharField("cómo se entra", max_length=LONGEST_LINE, blank=True)
    link = models.URLField("dirección web", max_length=LONGEST_LINE, blank=True)
    starts_at = models.DateTimeField("empieza")
    ends_at = models.DateTimeField("termina")
    seats = models.PositiveSmallIntegerField("cupos", null=True, blank=True)
    care = models.CharField("cuidado de niños y refrigerio", max_length=LONGEST_LINE, blank=True)
    objective = models.CharField("objetivo", max_length=LONGEST_TEXT)
    session = models.TextField("agenda de la jornada", max_length=LONGEST_TEXT, blank=True)
    method = models.TextField("método", max_length=LONGEST_TEXT, blank=True)
    materials = models.TextField("materiales", max_length=LONGEST_TEXT, blank=True)
    state = models.CharField("estado", max_length=20, choices=WorkshopState, default=WorkshopState.CONVENED)
    sequence = models.PositiveSmallIntegerField("versión", default=0)
    changed_at = models.DateTimeField("cambiado")
    cancelled_because = models.CharField("por qué se canceló", max_length=500, blank=True)
    attended = models.PositiveSmallIntegerField("asistentes", null=True, blank=True)
    minutes = models.TextField("acta", max_length=LONGEST_MINUTES, blank=True)
    decisions = models.TextField("decisiones", max_length=LONGEST_TEXT, blank=True)
    pending = models.TextField("pendientes", max_length=LONGEST_TEXT, blank=True)
    convened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="convocó", related_name="+")

    objects = WorkshopQuerySet.as_manager()

    class Meta:
        verbose_name = "taller"
        verbose_name_plural = "talleres"
        ordering = ["starts_at", "number"]
        constraints = [
            models.UniqueConstraint(fields=["agenda", "number"], name="workshop_once_per_agenda"),
            models.CheckConstraint(condition=Q(number__gte=1), name="workshop_counts_from_one"),
            models.CheckConstraint(condition=Q(theme__in=Theme.values), name="workshop_theme_is_known"),
            models.CheckConstraint(condition=Q(state__in=WorkshopState.values), name="workshop_state_is_known"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="workshop_ends_after_it_starts"),
            models.CheckConstraint(condition=~Q(title="") & ~Q(objective=""), name="workshop_says_what_for"),
            models.CheckConstraint(condition=~Q(place="", link=""), name="workshop_says_where"),
            models.CheckConstraint(condition=Q(place="") | ~Q(access=""), name="workshop_says_how_one_gets_in"),
            models.CheckConstraint(
                condition=Q(seats=None) | Q(seats__range=(1, MOST_SEATS)), name="workshop_seats_in_range"
            ),
            models.CheckConstraint(
                condition=~Q(state=WorkshopState.CANCELLED) | ~Q(cancelled_because=""),
                name="workshop_cancelled_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[WorkshopState.HELD, WorkshopState.CLOSED]) | Q(attended__isnull=False),
                name="workshop_held_counts_who_came",
            ),
            models.CheckConstraint(
                condition=Q(state=WorkshopState.CLOSED) ^ Q(minutes=""), name="workshop_closed_has_minutes"
            ),
        ]
        indexes = [models.Index(fields=["agenda", "starts_at"], name="workshop_next")]

    def __str__(self) -> str:
        return f"Taller {self.number}. {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("workshops:workshop", args=[self.agenda.code, self.number])

    @property
    def display_name(self) -> str:
        return f"El taller {self.number}"

    @property
    def audit_scope(self) -> tuple[str, str]:
        return (self.municipality.divipola if self.municipality else ""), self.agenda.trace_process

    @property
    def is_cancelled(self) -> bool:
        return self.state == WorkshopState.CANCELLED

    @property
    def is_convened(self) -> bool:
        return self.state == WorkshopState.CONVENED

    @property
    def was_held(self) -> bool:
        return self.state in (WorkshopState.HELD, WorkshopState.CLOSED)

    @property
    def has_minutes(self) -> bool:
        return self.state == WorkshopState.CLOSED

    def takes_registrations(self, at: datetime) -> bool:
        return self.is_convened and self.seats is not None and at < self.starts_at

    @property
    def free_seats(self) -> int | None:
        """Of rows that carry `taken` (queries.upcoming.with_seats_taken); None where seats are not counted."""
        return None if self.seats is None else max(0, self.seats - self.taken)

    @property
    def decision_list(self) -> list[str]:
        return _lines(self.decisions)

    @property
    def pending_list(self) -> list[str]:
        return _lines(self.pending)

    @property
    def session_list(self) -> list[str]:
        return _lines(self.session)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
