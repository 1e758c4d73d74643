"""In whose name a person answers contributions, and comments on them."""

from accounts.permissions import Holding, Permission, allows
from accounts.queries import holdings_of
from cocreation.contributions.models import Contribution


def answering_role(user, contribution: Contribution) -> Holding | None:
    """Return the role in which the person may answer; a municipal one goes before a metropolitan one.

    Without a municipality that answers only metropolitan roles do: one municipality does not speak for the agenda.
    """
    if not user.is_authenticated:
        return None
    place = contribution.answering_id
    held = [one for one in holdings_of(user) if allows([one], Permission.ANSWER_CONTRIBUTIONS, place)]
    able = [one for one in held if place or one.role.is_metropolitan]
    return max(able, key=lambda one: one.municipality_id is not None, default=None)


def office_of(user, contribution: Contribution) -> str:
    """Return the label of that role; "" for people who speak for themselves."""
    role = answering_role(user, contribution)
    return role.label if role else ""
