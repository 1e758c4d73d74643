"""Minutes of follow-up sessions: a draft that coordination writes, then a record that nobody changes."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.models import Versioned
from followup.minutes.choices import (
    LONGEST_ABOUT,
    LONGEST_ADDRESS,
    LONGEST_CODE,
    LONGEST_DECISION,
    LONGEST_MARK,
    LONGEST_OFFICE,
    LONGEST_TITLE,
    Section,
    State,
)


class Minutes(Versioned):
    """One session. `gathered_at`: when its rows were read from the board. `attendees`: an office
    in each line, never names of people.

    `number`: given on closing. A closed one is immutable, with its rows; one draft at a time.
    """

    number = models.PositiveIntegerField("número", null=True, blank=True, unique=True)
    state = models.CharField("estado", max_length=10, choices=State, default=State.DRAFT)
    held_on = models.DateField("día de la sesión")
    gathered_at = models.DateTimeField("filas del")
    attendees = models.TextField("dependencias que asistieron", blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField("cerrada", null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    office = models.CharField("quién la cerró", max_length=LONGEST_OFFICE, blank=True)
    is_demo = models.BooleanField("de demostración", default=False)

    class Meta:
        verbose_name = "acta de seguimiento"
        verbose_name_plural = "actas de seguimiento"
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["state"], condition=Q(state=State.DRAFT), name="one_draft_of_minutes"),
            models.CheckConstraint(
                condition=Q(state=State.DRAFT, number=None, closed_at=None, closed_by=None, office="")
                | Q(
                    state=State.CLOSED, number__isnull=False, number__gte=1, closed_at__isnull=False,
                    closed_by__isnull=False, office__gt="", attendees__gt="",
                ),
                name="closed_minutes_are_whole",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"Acta {self.number}" if self.number else "Borrador del acta"

    def get_absolute_url(self) -> str:
        return reverse("minutes:minutes", args=[self.number]) if self.number else reverse("minutes:draft")

    @property
    def display_name(self) -> str:
        return f"El acta {self.number}" if self.number else "El borrador del acta"

    @property
    def offices(self) -> list[str]:
        """Who attended."""
        return self.attendees.splitlines()

    @property
    def is_closed(self) -> bool:
        return self.state == State.CLOSED


class MinutesRow(models.Model):
    """A row of the board as it stood, and what was decided about it: with the office that does it and until when.

    `address`: its page in the portal. `about`: the rest of what the board says. `mark`: its tag.
    """

    minutes = models.ForeignKey(Minutes, models.PROTECT, verbose_name="acta", related_name="rows")
    section = models.CharField("lista", max_length=10, choices=Section)
    position = models.PositiveSmallIntegerField("orden")
    address = models.CharField("página", max_length=LONGEST_ADDRESS)
    code = models.CharField("código", max_length=LONGEST_CODE, blank=True)
    title = models.CharField("asunto", max_length=LONGEST_TITLE)
    about = models.CharField("cómo está", max_length=LONGEST_ABOUT)
    mark = models.CharField("estado", max_length=LONGEST_MARK, blank=True)
    decision = models.CharField("decisión", max_length=LONGEST_DECISION, blank=True)
    office = models.CharField("dependencia responsable", max_length=LONGEST_OFFICE, blank=True)
    due_on = models.DateField("para cuándo", null=True, blank=True)

    class Meta:
        verbose_name = "fila de un acta"
        verbose_name_plural = "filas de actas"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["minutes", "section", "address"], name="row_once_in_minutes"),
            models.CheckConstraint(condition=Q(section__in=Section.values), name="minutes_section_is_known"),
            models.CheckConstraint(condition=~Q(title="") & ~Q(address=""), name="minutes_row_says_what"),
            models.CheckConstraint(
                condition=Q(decision="", office="", due_on=None)
                | Q(decision__gt="", office__gt="", due_on__isnull=False),
                name="decision_has_office_and_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.minutes}: {self.title}"
