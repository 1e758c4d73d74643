"""User accounts."""

from collections.abc import Iterator

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone


class LowercaseEmailField(models.EmailField):
    """A case-insensitive mail address: stored and looked up in lower case."""

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return value.strip().lower() if isinstance(value, str) else value

    def pre_save(self, model_instance, add):
        value = self.get_prep_value(getattr(model_instance, self.attname))
        setattr(model_instance, self.attname, value)
        return value


class UserManager(BaseUserManager):
    def create_user(self, email: str, password: str | None = None, *, name: str = "", **fields) -> "User":
        """Create a user; without a password the account cannot sign in until one is set."""
        if not email:
            raise ValueError("Give the e-mail of the person: it is how people sign in.")
        user = self.model(email=email, name=name, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person who signs in with an e-mail address. Permissions come from memberships alone."""

    email = LowercaseEmailField("correo", unique=True, error_messages={"unique": "Ya hay una cuenta con ese correo."})
    name = models.CharField("nombre", max_length=120)
    is_active = models.BooleanField("activa", default=True)
    date_joined = models.DateTimeField("fecha de creación", default=timezone.now)
    # Part of what sessions, known browsers and links in mails are checked with: raising it ends all of them.
    access_version = models.PositiveIntegerField(default=0, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = "persona"
        verbose_name_plural = "personas"
        constraints = [
            # With the unique index this makes addresses unique regardless of case, on every database.
            models.CheckConstraint(condition=Q(email=Lower("email")), name="user_email_is_lower_case"),
        ]

    def __str__(self) -> str:
        return self.email

    def get_session_auth_hash(self) -> str:
        return self._of_this_version(super().get_session_auth_hash())

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        yield from map(self._of_this_version, super().get_session_auth_fallback_hash())

    def _of_this_version(self, hashed: str) -> str:
        """Version 0 adds nothing, so that sessions from before there were versions stay."""
        return f"{hashed}:{self.access_version}" if self.access_version else hashed

    def get_full_name(self) -> str:
        return self.name or self.email
