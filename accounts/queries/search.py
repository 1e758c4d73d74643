"""People of the search: those whose roles the user may see."""

from collections.abc import Sequence

from django.db.models import QuerySet
from django.urls import reverse

from accounts.models import Membership, User
from accounts.queries.roles import team_of
from core.search.columns import having_words
from core.search.sources import Found, Source


def _rows(user: User, text: str) -> QuerySet[User]:
    people = User.objects.filter(pk__in=team_of(user).order_by().values("user"))
    return having_words(people, text, "name", "email").order_by("name", "pk")


def _shown(user: User, people: Sequence[User]) -> list[Found]:
    roles: dict[int, list[str]] = {}
    for row in team_of(user).filter(user__in=[person.pk for person in people]):
        roles.setdefault(row.user_id, []).append(_role(row))
    return [
        Found(
            title=person.get_full_name(),
            url=reverse("accounts:person-detail", args=[person.pk]),
            note=" · ".join([person.email, *roles.get(person.pk, [])]),
        )
        for person in people
    ]


def _role(row: Membership) -> str:
    return f"{row.role_label} de {row.municipality}" if row.municipality else row.role_label


PEOPLE = Source("personas", "Personas", 20, _rows, _shown)
