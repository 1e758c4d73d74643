"""Which lessons a person opened, where they stopped reading, and which they finished."""

from django.db import models
from django.db.models import F, Q

from training.cohorts.models import Enrolment
from training.learning.choices import LONGEST_ANCHOR


class LessonVisit(models.Model):
    """`anchor`: the block at the top of the window when it was last told; "" at the beginning. `done_at`: marked as read."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, verbose_name="inscripción", related_name="visits")
    module = models.CharField("módulo", max_length=80)
    lesson = models.CharField("lección", max_length=80)
    first_at = models.DateTimeField("primera vez")
    last_at = models.DateTimeField("última vez")
    anchor = models.CharField("lugar", max_length=LONGEST_ANCHOR, blank=True)
    done_at = models.DateTimeField("leída", null=True, blank=True)

    class Meta:
        verbose_name = "visita a una lección"
        verbose_name_plural = "visitas a lecciones"
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "module", "lesson"], name="one_visit_per_lesson"),
            models.CheckConstraint(condition=Q(module__gt="", lesson__gt=""), name="visit_names_its_lesson"),
            models.CheckConstraint(condition=Q(last_at__gte=F("first_at")), name="visit_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.module}/{self.lesson}"

    @property
    def key(self) -> tuple[str, str]:
        return self.module, self.lesson
