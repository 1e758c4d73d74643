"""Feedback by people without an account about published content, and the answer of an office."""

from collections.abc import Iterable
from datetime import date
from hashlib import sha256

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length, Lower
from django.db.models.lookups import GreaterThanOrEqual, LessThanOrEqual
from django.urls import reverse

from accounts.access import municipalities_of
from accounts.models.people import LowercaseEmailField
from accounts.permissions import Permission
from citizens.choices import LONGEST, PROCESS, SHORTEST, DeclineRule, FeedbackKind, FeedbackState
from core.models import InProcess, InProcessQuerySet
from notices.choices import MUNICIPALITY, TOPIC_KEY_LENGTH, TOPIC_TITLE_LENGTH

WAITING, ANSWERED, DECLINED = FeedbackState.WAITING, FeedbackState.ANSWERED, FeedbackState.DECLINED
OF_A_PLACE = f"{MUNICIPALITY}:"


class FeedbackQuerySet(InProcessQuerySet):
    def visible_to(self, user) -> "FeedbackQuerySet":
        """Keep what the person may answer: their municipalities', or all for metropolitan roles."""
        places = municipalities_of(user, Permission.ANSWER_FEEDBACK)
        return self if places is None else self.filter(municipality__in=places)

    def waiting(self) -> "FeedbackQuerySet":
        return self.filter(state=WAITING)

    def about_other_kinds(self, kinds: Iterable[str]) -> "FeedbackQuerySet":
        """Keep messages whose topic is of none of these kinds."""
        for kind in kinds:
            self = self.exclude(Q(topic=kind) | Q(topic__startswith=f"{kind}:"))
        return self


class Feedback(InProcess):
    """One message. `title` and `path`: those of its topic at the time; the text is public only with its answer.

    `code`: its public, unguessable number. `email` is kept until the result mail is settled. `answered_as` names an office, never
    a person. `state_since` is null until the message is handled. `answer_by`: the last day of the term that it was
    promised.
    """

    process = PROCESS

    code = models.CharField("número", max_length=19, unique=True)
    # Of form_id and content, so that a repeated submission is stored once. None: not from a form.
    form_sha256 = models.CharField(max_length=64, null=True, unique=True, editable=False)
    topic = models.CharField("sobre", max_length=TOPIC_KEY_LENGTH)
    title = models.CharField("título", max_length=TOPIC_TITLE_LENGTH)
    path = models.CharField("página", max_length=300)
    municipality = models.ForeignKey(
        "territory.Municipality", verbose_name="municipio", null=True, blank=True, on_delete=models.PROTECT,
        related_name="feedback",
    )  # fmt: skip
    kind = models.CharField("tipo", max_length=10, choices=FeedbackKind)
    text = models.TextField("texto")
    email = LowercaseEmailField("correo", blank=True)
    received_at = models.DateTimeField("recibida")
    answer_by = models.DateField("se responde a más tardar")
    state = models.CharField("estado", max_length=10, choices=FeedbackState, default=WAITING)
    answer = models.TextField("respuesta", blank=True)
    rule = models.CharField("regla", max_length=20, choices=DeclineRule, blank=True)
    reason = models.CharField("razón", max_length=500, blank=True)
    answered_as = models.CharField("quién responde", max_length=200, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        verbose_name = "opinión"
        verbose_name_plural = "opiniones"
        constraints = [
            models.CheckConstraint(
                condition=Q(topic__startswith=OF_A_PLACE, municipality__isnull=False)
                | (~Q(topic__startswith=OF_A_PLACE) & Q(municipality__isnull=True)),
                name="feedback_names_its_municipality",
            ),
            models.CheckConstraint(condition=Q(kind__in=FeedbackKind.values), name="feedback_kind_is_known"),
            models.CheckConstraint(
                condition=Q(GreaterThanOrEqual(Length("text"), SHORTEST), LessThanOrEqual(Length("text"), LONGEST)),
                name="feedback_text_fits",
            ),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="feedback_email_is_lower_case"),
            models.CheckConstraint(
                condition=Q(path__startswith="/") & ~Q(path__startswith="//"), name="feedback_path_is_of_the_portal"
            ),
            models.CheckConstraint(
                condition=Q(state=WAITING, state_since=None, closed_by=None, answered_as="", answer="", rule="", reason="")
                | Q(state=ANSWERED, state_since__isnull=False, closed_by__isnull=False, answered_as__gt="", answer__gt="",
                    rule="", reason="")
                | Q(state=DECLINED, state_since__isnull=False, closed_by__isnull=False, answered_as__gt="",
                    rule__in=DeclineRule.values, reason__gt=""),
                name="feedback_is_waiting_answered_or_declined",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["state", "-state_since"], name="feedback_answers"),
            models.Index(fields=["received_at"], condition=Q(state=WAITING), name="feedback_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.topic}"

    def get_absolute_url(self) -> str:
        return reverse("citizens:feedback-detail", args=[self.code])

    @property
    def audit_scope(self) -> tuple[str, str]:
        return (self.municipality.divipola if self.municipality else ""), ""

    @staticmethod
    def hash_of(form_id: str, topic: str, kind: str, text: str) -> str:
        return sha256("\n".join([form_id, topic, kind, text]).encode()).hexdigest()

    def is_late(self, today: date) -> bool:
        """Whether it still waits after the day by which it was to be answered."""
        return self.state == WAITING and today > self.answer_by

    @property
    def is_answered(self) -> bool:
        return self.state == ANSWERED
