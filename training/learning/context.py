"""Whether somebody takes courses, for the menu of every page: without a query, from their roles and what their session says."""

from django.http import HttpRequest

from accounts.models import User
from accounts.permissions import Role
from accounts.queries import holdings_of
from training.cohorts.choices import LEARNS
from training.cohorts.models import Enrolment


def learns(request: HttpRequest) -> bool:
    """Return whether they have a role of those who learn, or none, or were enrolled when they signed in, or since."""
    held = holdings_of(request.user)
    return not held or any(_of_learners(one.role) for one in held) or request.session.get(LEARNS, False)


def remember(request: HttpRequest, user: User) -> None:
    """Look once, when somebody signs in."""
    if not all(_of_learners(one.role) for one in holdings_of(user)):
        request.session[LEARNS] = Enrolment.objects.active().filter(user=user).exists()


def _of_learners(role: Role) -> bool:
    return role.is_municipal or role == Role.CITIZEN
