"""Who reviews what in a round."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from diagnostics.assessments.models.rounds import Assessment, Round
from diagnostics.instruments.models.instruments import Dimension


class ReviewAssignment(models.Model):
    """A reviewer assigned to one municipality of a round, or to one dimension of all of them. It says whose work it is first;
    others may help.
    """

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="review_assignments")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="review_assignments")
    assessment = models.ForeignKey(
        Assessment, null=True, on_delete=models.CASCADE, related_name="review_assignments"
    )  # fmt: skip
    dimension = models.ForeignKey(Dimension, null=True, on_delete=models.PROTECT, related_name="review_assignments")
    assigned_at = models.DateTimeField("asignada")
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "reparto de la revisión"
        verbose_name_plural = "reparto de la revisión"
        constraints = [
            models.CheckConstraint(
                condition=Q(assessment=None, dimension__isnull=False) | Q(assessment__isnull=False, dimension=None),
                name="review_of_a_place_or_a_dimension",
            ),
            models.UniqueConstraint(
                fields=["assessment", "user"], condition=Q(dimension=None), name="place_assigned_once_per_reviewer"
            ),
            models.UniqueConstraint(
                fields=["round", "dimension", "user"],
                condition=Q(assessment=None),
                name="dimension_assigned_once_per_reviewer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment or self.dimension} → {self.user_id}"
