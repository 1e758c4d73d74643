"""Cohorts: a version of a course taught between two days, by instructors, with live sessions."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.models import LowercaseEmailField
from core.models import InProcess, InProcessQuerySet, Versioned
from training.cohorts.choices import (
    LONGEST_REASON,
    LONGEST_SESSION,
    PROCESS,
    SESSIONS,
    SHORTEST_SESSION,
    CohortState,
    Entry,
)  # fmt: skip
from training.courses.models import CourseVersion


class CohortQuerySet(InProcessQuerySet):
    def with_context(self) -> "CohortQuerySet":
        return self.select_related("version__course").defer("version__content")

    def public(self) -> "CohortQuerySet":
        return self.filter(state__in=[CohortState.OPEN, CohortState.ENDED])

    def with_page(self) -> "CohortQuerySet":
        """Keep those whose page anybody opens: also cancelled ones in which somebody had enrolled, who read there why."""
        enrolled = models.Exists(Cohort.enrolments.rel.related_model.objects.filter(cohort=models.OuterRef("pk")))
        return self.filter(
            Q(state__in=[CohortState.OPEN, CohortState.ENDED]) | Q(enrolled, state=CohortState.CANCELLED)
        )


class Cohort(InProcess):
    """`code`: as people name it in addresses, «C01-2027-1». Dates are days of Bogotá, both included.

    `seats`: the most enrolments; None: no limit. `reason`: why it was cancelled, or ended early. `revision` grows with each
    change, which names the one that was seen (`version` is the course's).
    """

    process = PROCESS

    code = models.SlugField("código", max_length=40, unique=True)
    version = models.ForeignKey(CourseVersion, models.PROTECT, verbose_name="curso", related_name="cohorts")
    name = models.CharField("nombre", max_length=160)
    starts_on = models.DateField("empieza")
    ends_on = models.DateField("termina")
    entry = models.CharField("inscripción", max_length=8, choices=Entry, default=Entry.OPEN)
    seats = models.PositiveIntegerField("cupos", null=True, blank=True)
    state = models.CharField("estado", max_length=10, choices=CohortState, default=CohortState.DRAFT)
    ended_at = models.DateTimeField("terminado", null=True, blank=True)
    reason = models.CharField("razón", max_length=LONGEST_REASON, blank=True)
    revision = models.PositiveIntegerField("revisión", default=1)
    is_demonstration = models.BooleanField("de demostración", default=False)
    instructors = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="CohortInstructor", verbose_name="docentes", related_name="cohorts_taught"
    )

    objects = CohortQuerySet.as_manager()

    class Meta:
        verbose_name = "grupo"
        verbose_name_plural = "grupos"
        ordering = ["-starts_on", "code"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=CohortState.values), name="cohort_state_is_known"),
            models.CheckConstraint(condition=Q(entry__in=Entry.values), name="cohort_entry_is_known"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="cohort_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(seats=None) | Q(seats__gte=1), name="cohort_has_a_seat"),
            models.CheckConstraint(
                condition=~Q(state=CohortState.ENDED) | Q(ended_at__isnull=False), name="cohort_ended_has_its_moment"
            ),
            models.CheckConstraint(
                condition=~Q(state=CohortState.CANCELLED) | Q(reason__gt=""), name="cohort_cancelled_says_why"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("cohorts:detail", args=[self.code])

    @property
    def display_name(self) -> str:
        return f"El grupo {self.name}"

    @property
    def is_draft(self) -> bool:
        return self.state == CohortState.DRAFT

    @property
    def is_open(self) -> bool:
        return self.state == CohortState.OPEN

    @property
    def is_cancelled(self) -> bool:
        return self.state == CohortState.CANCELLED

    @property
    def is_by_invitation(self) -> bool:
        return self.entry == Entry.INVITED

    def takes_enrolments(self, today: date) -> bool:
        return self.is_open and today <= self.ends_on

    @property
    def free_seats(self) -> int | None:
        """Of rows that carry `taken` (queries.cohorts.with_seats_taken); None without a limit."""
        return None if self.seats is None else max(0, self.seats - self.taken)

    @property
    def audit_scope(self) -> tuple[str, str]:
        return "", f"cohort:{self.code}"


class CohortInstructor(models.Model):
    cohort = models.ForeignKey(Cohort, models.CASCADE, verbose_name="grupo", related_name="teaching")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="docente", related_name="+")

    class Meta:
        verbose_name = "docente de un grupo"
        verbose_name_plural = "docentes de grupos"
        constraints = [models.UniqueConstraint(fields=["cohort", "user"], name="instructor_once_per_cohort")]

    def __str__(self) -> str:
        return f"{self.cohort_id} {self.user_id}"


class CohortInvitation(models.Model):
    """Somebody who may enrol in a cohort by invitation: whoever has an account with that address."""

    cohort = models.ForeignKey(Cohort, models.CASCADE, verbose_name="grupo", related_name="invitations")
    email = LowercaseEmailField("correo")
    invited_at = models.DateTimeField("invitado")
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "invitación a un grupo"
        verbose_name_plural = "invitaciones a grupos"
        constraints = [models.UniqueConstraint(fields=["cohort", "email"], name="invited_once_per_cohort")]

    def __str__(self) -> str:
        return f"{self.cohort_id} #{self.pk}"


class LiveSession(Versioned):
    """One of the two live sessions. `version` is the SEQUENCE of its calendar file.

    `link`: where it is held, if on line; only who takes part sees it.
    """

    cohort = models.ForeignKey(Cohort, models.PROTECT, verbose_name="grupo", related_name="sessions")
    number = models.PositiveSmallIntegerField("número")
    title = models.CharField("tema", max_length=160)
    starts_at = models.DateTimeField("empieza")
    minutes = models.PositiveSmallIntegerField("minutos")
    place = models.CharField("lugar", max_length=200, blank=True)
    link = models.URLField("dirección", max_length=500, blank=True)
    changed_at = models.DateTimeField("cambiada")
    cancelled_at = models.DateTimeField("cancelada", null=True, blank=True)

    class Meta:
        verbose_name = "sesión en vivo"
        verbose_name_plural = "sesiones en vivo"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "number"], name="one_session_of_a_number"),
            models.CheckConstraint(condition=Q(number__gte=1, number__lte=SESSIONS), name="session_is_first_or_second"),
            models.CheckConstraint(
                condition=Q(minutes__gte=SHORTEST_SESSION, minutes__lte=LONGEST_SESSION), name="session_lasts_some_time"
            ),
            models.CheckConstraint(condition=~Q(place="", link=""), name="session_says_where"),
        ]

    def __str__(self) -> str:
        return f"Sesión {self.number}: {self.title}"

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def where(self) -> str:
        """For anybody: the address of a meeting on line is only for who takes part."""
        return self.place or ("En línea" if self.link else "")
