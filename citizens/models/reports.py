"""Errors that people report from any page, and the answer of those who run the portal."""

from hashlib import sha256

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import GreaterThanOrEqual, LessThanOrEqual
from django.urls import reverse

from accounts.access import can
from accounts.permissions import Permission
from citizens.choices import REPORT_LONGEST, REPORT_PROCESS, SHORTEST, ReportState
from core.models import InProcess, InProcessQuerySet

PATH_LENGTH = 300
OPEN, CLOSED = ReportState.OPEN, ReportState.ANSWERED


class ErrorReportQuerySet(InProcessQuerySet):
    def visible_to(self, user) -> "ErrorReportQuerySet":
        """Keep those whose text the person may read: their own, or all with the permission to answer."""
        if not user.is_authenticated:
            return self.none()
        return self if can(user, Permission.ANSWER_REPORTS) else self.filter(author=user)


def _fits(column: str) -> Q:
    return Q(GreaterThanOrEqual(Length(column), SHORTEST), LessThanOrEqual(Length(column), REPORT_LONGEST))


class ErrorReport(InProcess):
    """One report. `path`: the page it is about, without its query. `author`: only of people who were signed in.

    `code`: its unguessable number, by which others find the answer. `state_since` is null until it is answered.
    """

    process = REPORT_PROCESS

    code = models.CharField("número", max_length=19, unique=True)
    form_sha256 = models.CharField(max_length=64, null=True, unique=True, editable=False)
    path = models.CharField("página", max_length=PATH_LENGTH)
    did = models.TextField("qué hizo")
    expected = models.TextField("qué esperaba")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="quién", null=True, on_delete=models.PROTECT, related_name="+"
    )
    received_at = models.DateTimeField("recibido")
    state = models.CharField("estado", max_length=10, choices=ReportState, default=OPEN)
    answer = models.TextField("respuesta", blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = ErrorReportQuerySet.as_manager()

    class Meta:
        verbose_name = "error reportado"
        verbose_name_plural = "errores reportados"
        constraints = [
            models.CheckConstraint(condition=_fits("did") & _fits("expected"), name="report_text_fits"),
            models.CheckConstraint(
                condition=Q(path__startswith="/") & ~Q(path__startswith="//") & ~Q(path__contains="?"),
                name="report_path_is_of_the_portal",
            ),
            models.CheckConstraint(
                condition=Q(state=OPEN, state_since=None, answered_by=None, answer="")
                | Q(state=CLOSED, state_since__isnull=False, answered_by__isnull=False, answer__gt=""),
                name="report_is_open_or_answered",
            ),
        ]
        indexes = [models.Index(fields=["state", "-received_at"], name="report_queue")]

    def __str__(self) -> str:
        return f"{self.code} {self.path}"

    def get_absolute_url(self) -> str:
        return reverse("citizens:report-detail", args=[self.code])

    @staticmethod
    def hash_of(form_id: str, path: str, did: str, expected: str) -> str:
        return sha256("\n".join([form_id, path, did, expected]).encode()).hexdigest()

    @property
    def is_answered(self) -> bool:
        return self.state == CLOSED
