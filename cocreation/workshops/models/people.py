"""Who comes to a workshop: seats kept without a name, and counts of those who came."""

from django.db import models
from django.db.models import Q

from cocreation.workshops.choices import MOST_PEOPLE, MOST_SEATS_EACH, Asked, Dimension
from cocreation.workshops.models.workshops import Workshop


class Registration(models.Model):
    """Seats that somebody keeps, with the code of a receipt and nothing else. Deleted when they are given back."""

    workshop = models.ForeignKey(Workshop, models.CASCADE, verbose_name="taller", related_name="registrations")
    seats = models.PositiveSmallIntegerField("cupos")
    is_waiting = models.BooleanField("en lista de espera", default=False)
    at = models.DateTimeField("desde")
    # Of form_id and content, so that a repeated submission keeps its seats once.
    form_sha256 = models.CharField(max_length=64, null=True, unique=True, editable=False)

    class Meta:
        verbose_name = "cupo reservado"
        verbose_name_plural = "cupos reservados"
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(seats__range=(1, MOST_SEATS_EACH)), name="registration_seats_in_range")
        ]

    def __str__(self) -> str:
        return f"registration {self.pk}"

    @property
    def audit_scope(self) -> tuple[str, str]:
        return self.workshop.audit_scope


class AttendanceCell(models.Model):
    """How many of those who came belong to one value of one dimension. Pages show cells through queries.attendance only."""

    workshop = models.ForeignKey(Workshop, models.CASCADE, verbose_name="taller", related_name="attendance")
    dimension = models.CharField("por", max_length=12, choices=Dimension)
    value = models.CharField("grupo", max_length=20)
    people = models.PositiveSmallIntegerField("personas")

    class Meta:
        verbose_name = "asistencia"
        verbose_name_plural = "asistencia"
        constraints = [
            models.UniqueConstraint(fields=["workshop", "dimension", "value"], name="attendance_cell_once"),
            models.CheckConstraint(condition=Q(dimension__in=Dimension.values), name="attendance_dimension_is_known"),
            models.CheckConstraint(condition=Q(people__range=(0, MOST_PEOPLE)), name="attendance_in_range"),
        ]

    def __str__(self) -> str:
        return f"{self.dimension} {self.value}"


class Evaluation(models.Model):
    """How many answered yes and no to one of the three questions at the end."""

    workshop = models.ForeignKey(Workshop, models.CASCADE, verbose_name="taller", related_name="evaluations")
    question = models.CharField("pregunta", max_length=12, choices=Asked)
    yes = models.PositiveSmallIntegerField("sí")
    no = models.PositiveSmallIntegerField("no")

    class Meta:
        verbose_name = "evaluación"
        verbose_name_plural = "evaluaciones"
        constraints = [
            models.UniqueConstraint(fields=["workshop", "question"], name="evaluation_once_per_question"),
            models.CheckConstraint(condition=Q(question__in=Asked.values), name="evaluation_question_is_known"),
            models.CheckConstraint(condition=Q(yes__lte=MOST_PEOPLE, no__lte=MOST_PEOPLE), name="evaluation_in_range"),
        ]

    def __str__(self) -> str:
        return self.get_question_display()
