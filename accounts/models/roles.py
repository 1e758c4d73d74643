"""The roles that people hold, and the invitations by which they join."""

from datetime import datetime
from hashlib import sha256

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from accounts.choices import MailProblem
from accounts.models.people import LowercaseEmailField
from accounts.permissions import METROPOLITAN_ROLES, MUNICIPAL_ROLES, Role


def _role_fits_place() -> Q:
    """Municipal roles require a municipality; metropolitan ones and citizenship exclude it."""
    return Q(role__in=MUNICIPAL_ROLES, municipality__isnull=False) | Q(
        role__in=[*METROPOLITAN_ROLES, Role.CITIZEN], municipality__isnull=True
    )


class MembershipQuerySet(models.QuerySet):
    def current(self) -> "MembershipQuerySet":
        return self.filter(ended_at__isnull=True)


class Membership(models.Model):
    """A role that a person holds for a municipality or for the metropolitan area. Ended ones are kept for the record."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="persona", on_delete=models.PROTECT, related_name="memberships"
    )
    role = models.CharField("rol", max_length=20, choices=Role.choices)
    municipality = models.ForeignKey(
        "territory.Municipality",
        verbose_name="municipio",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="memberships",
    )
    began_at = models.DateTimeField("desde", default=timezone.now)
    ended_at = models.DateTimeField("hasta", null=True, blank=True)
    end_reason = models.CharField("razón del retiro", max_length=300, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "rol de una persona"
        verbose_name_plural = "roles de las personas"
        constraints = [
            models.CheckConstraint(condition=_role_fits_place(), name="membership_role_fits_place"),
            # Two constraints, because a null municipality never equals another one.
            models.UniqueConstraint(
                fields=["user", "role", "municipality"],
                condition=Q(ended_at__isnull=True, municipality__isnull=False),
                name="membership_once_per_municipality",
            ),
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=Q(ended_at__isnull=True, municipality__isnull=True),
                name="membership_once_metropolitan",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.municipality_id or 'metropolitan'} #{self.pk}"

    @property
    def audit_scope(self) -> tuple[str, str]:
        return (self.municipality.divipola if self.municipality else ""), ""

    @property
    def role_label(self) -> str:
        return Role(self.role).label


class InvitationQuerySet(models.QuerySet):
    def pending(self) -> "InvitationQuerySet":
        """Neither accepted nor revoked; they may have expired."""
        return self.filter(accepted_at__isnull=True, revoked_at__isnull=True)

    def usable(self, at: datetime) -> "InvitationQuerySet":
        return self.pending().filter(expires_at__gt=at)

    def with_token(self, token: str) -> "InvitationQuerySet":
        hashed = Invitation.hash_of(token)
        return self.filter(Q(token_sha256=hashed) | Q(mailed_token_sha256=hashed))


class Invitation(models.Model):
    """A role offered to a mail address. Only the hash of its one-time token is stored."""

    email = LowercaseEmailField("correo")
    name = models.CharField("nombre", max_length=120, blank=True)  # as the inviter wrote it; the person may change it
    role = models.CharField("rol", max_length=20, choices=Role.choices)
    municipality = models.ForeignKey(
        "territory.Municipality",
        verbose_name="municipio",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    token_sha256 = models.CharField(max_length=64, unique=True, editable=False)
    # Of the link in a mail being sent, or whose delivery is unknown. Once sent, it replaces the one above; if certainly not
    # delivered, it is cleared.
    mailed_token_sha256 = models.CharField(max_length=64, null=True, unique=True, editable=False)
    # None: the operator, at the command line.
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="invita", null=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField("creada")
    expires_at = models.DateTimeField("vence")
    mailed_at = models.DateTimeField("correo enviado", null=True, blank=True)
    mail_problem = models.CharField("problema del correo", max_length=10, choices=MailProblem, blank=True)
    accepted_at = models.DateTimeField("aceptada", null=True, blank=True)
    revoked_at = models.DateTimeField("anulada", null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "invitación"
        verbose_name_plural = "invitaciones"
        constraints = [
            models.CheckConstraint(condition=_role_fits_place(), name="invitation_role_fits_place"),
            models.CheckConstraint(condition=~Q(role=Role.CITIZEN), name="invitation_not_for_citizens"),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="invitation_email_is_lower_case"),
            models.CheckConstraint(
                condition=Q(mail_problem="") | Q(mail_problem__in=MailProblem.values, mailed_at=None),
                name="invitation_mail_problem_is_known",
            ),
            models.UniqueConstraint(
                fields=["email", "role", "municipality"],
                condition=Q(accepted_at__isnull=True, revoked_at__isnull=True, municipality__isnull=False),
                name="invitation_pending_once_per_municipality",
            ),
            models.UniqueConstraint(
                fields=["email", "role"],
                condition=Q(accepted_at__isnull=True, revoked_at__isnull=True, municipality__isnull=True),
                name="invitation_pending_once_metropolitan",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} {self.role} #{self.pk}"

    @property
    def audit_scope(self) -> tuple[str, str]:
        return (self.municipality.divipola if self.municipality else ""), ""

    @staticmethod
    def hash_of(token: str) -> str:
        return sha256(token.encode()).hexdigest()

    @property
    def role_label(self) -> str:
        return Role(self.role).label
