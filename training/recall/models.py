"""Recall: a few questions some days after a course, without a grade; and what people say of the course, once."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from training.cohorts.models import Enrolment
from training.recall.choices import BEST, DAYS, LONGEST_SENTENCE


class RecallRound(models.Model):
    """One mail to one person. `number`: 1, 2 or 3 (choices.DAYS). `questions`: «module/code» of the version of the cohort."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, verbose_name="inscripción", related_name="recall_rounds")
    number = models.PositiveSmallIntegerField("número")
    questions = models.JSONField("preguntas")
    made_at = models.DateTimeField("hecho")

    class Meta:
        verbose_name = "repaso"
        verbose_name_plural = "repasos"
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "number"], name="one_recall_of_a_number"),
            models.CheckConstraint(condition=Q(number__gte=1, number__lte=len(DAYS)), name="recall_number_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.number}"


class RecallAnswer(models.Model):
    """`chosen`: code of the option as it was shown. The first answer stays: it is what the person remembered."""

    round = models.ForeignKey(RecallRound, models.CASCADE, verbose_name="repaso", related_name="answers")
    question = models.CharField("pregunta", max_length=170)
    chosen = models.CharField("opción", max_length=20)
    is_right = models.BooleanField("acertó")
    answered_at = models.DateTimeField("respondida")

    class Meta:
        verbose_name = "respuesta de un repaso"
        verbose_name_plural = "respuestas de repasos"
        constraints = [models.UniqueConstraint(fields=["round", "question"], name="one_recall_answer")]

    def __str__(self) -> str:
        return f"{self.round_id} {self.question}"


class RecallOptOut(models.Model):
    """Somebody who wants no recall mails."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, verbose_name="persona", related_name="+")
    at = models.DateTimeField("momento")

    class Meta:
        verbose_name = "salida de los repasos"
        verbose_name_plural = "salidas de los repasos"

    def __str__(self) -> str:
        return f"{self.user_id}"


class Satisfaction(models.Model):
    """What a person says of a course after its end: 1 to 5, and a sentence."""

    enrolment = models.OneToOneField(Enrolment, models.PROTECT, verbose_name="inscripción", related_name="satisfaction")
    score = models.PositiveSmallIntegerField("de 1 a 5")
    text = models.CharField("en una frase", max_length=LONGEST_SENTENCE, blank=True)
    at = models.DateTimeField("momento")

    class Meta:
        verbose_name = "opinión sobre un curso"
        verbose_name_plural = "opiniones sobre cursos"
        constraints = [models.CheckConstraint(condition=Q(score__gte=1, score__lte=BEST), name="satisfaction_in_range")]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.score}"
