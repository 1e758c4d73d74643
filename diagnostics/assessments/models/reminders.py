"""Reminders that coordination sends to the people of a municipality."""

from django.conf import settings
from django.db import models

from diagnostics.assessments.models.rounds import Assessment


class Reminder(models.Model):
    """One reminder to one person. What it says is kept in the person's notification.

    Within 24 hours a person gets one (actions.writing); `sent_on`, its date in the portal's time zone, lets the database keep
    the part of that rule that it can.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="reminders")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="persona", on_delete=models.PROTECT, related_name="+"
    )
    sent_at = models.DateTimeField("enviado")
    sent_on = models.DateField("día")
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "recordatorio"
        verbose_name_plural = "recordatorios"
        constraints = [models.UniqueConstraint(fields=["person", "sent_on"], name="one_reminder_per_person_and_day")]

    def __str__(self) -> str:
        return f"{self.assessment_id}, {self.person_id}, {self.sent_on}"
