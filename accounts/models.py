"""People, the roles they hold and the invitations by which they come."""

from datetime import datetime
from hashlib import sha256

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from accounts.permissions import METROPOLITAN_ROLES, MUNICIPAL_ROLES, Role


class LowercaseEmailField(models.EmailField):
    """An e-mail address that is one and the same however its letters are typed: stored and looked up in lower case."""

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return value.strip().lower() if isinstance(value, str) else value

    def pre_save(self, model_instance, add):
        value = self.get_prep_value(getattr(model_instance, self.attname))
        setattr(model_instance, self.attname, value)
        return value


class UserManager(BaseUserManager):
    def create_user(self, email: str, password: str | None = None, *, name: str = "", **fields) -> "User":
        """Create a person; without password nobody can sign in with the account until one is set."""
        if not email:
            raise ValueError("Give the e-mail of the person: it is how she signs in.")
        user = self.model(email=email, name=name, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person who signs in with her e-mail. What she may do comes from her memberships alone."""

    email = LowercaseEmailField("correo", unique=True, error_messages={"unique": "Ya hay una cuenta con ese correo."})
    name = models.CharField("nombre", max_length=120)
    is_active = models.BooleanField("activa", default=True)
    date_joined = models.DateTimeField("fecha de creación", default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = "persona"
        verbose_name_plural = "personas"
        constraints = [
            # With the unique index this makes addresses unique whatever their case, on every database.
            models.CheckConstraint(condition=Q(email=Lower("email")), name="user_email_is_lower_case"),
        ]

    def __str__(self) -> str:
        return self.email

    def get_full_name(self) -> str:
        return self.name or self.email


def _role_fits_place() -> Q:
    """Municipal roles are held in a municipality; metropolitan ones and citizenship are not."""
    return Q(role__in=MUNICIPAL_ROLES, municipality__isnull=False) | Q(
        role__in=[*METROPOLITAN_ROLES, Role.CITIZEN], municipality__isnull=True
    )


class MembershipQuerySet(models.QuerySet):
    def current(self) -> "MembershipQuerySet":
        return self.filter(ended_at__isnull=True)


class Membership(models.Model):
    """A role that a person holds for a municipality or for the metropolitan area. Ended ones stay, for the record."""

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
    def role_label(self) -> str:
        return Role(self.role).label


class InvitationQuerySet(models.QuerySet):
    def pending(self) -> "InvitationQuerySet":
        """Neither accepted nor revoked; they may have expired."""
        return self.filter(accepted_at__isnull=True, revoked_at__isnull=True)

    def usable(self, at: datetime) -> "InvitationQuerySet":
        return self.pending().filter(expires_at__gt=at)

    def with_token(self, token: str) -> "InvitationQuerySet":
        return self.filter(token_sha256=Invitation.hash_of(token))


class Invitation(models.Model):
    """A role offered to an e-mail address. Only the hash of its one-time token is stored."""

    email = LowercaseEmailField("correo")
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
    # None: the operator, at the command line.
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="invita", null=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField("creada")
    expires_at = models.DateTimeField("vence")
    mailed_at = models.DateTimeField("correo enviado", null=True, blank=True)
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

    @staticmethod
    def hash_of(token: str) -> str:
        return sha256(token.encode()).hexdigest()

    @property
    def role_label(self) -> str:
        return Role(self.role).label
