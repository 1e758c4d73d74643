"""What the page of the team says and offers, made of what the queries give."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.permissions import INVITED_ROLES
from accounts.queries.people import ORDERS, STATES, WHOLE_AREA, Listed, Wanted
from core.words import counted
from territory.models import Municipality

Choices = list[tuple[str, str]]


@dataclass(frozen=True)
class Filters:
    """The choices of each field, without the first one («todos»)."""

    roles: Choices
    places: Choices
    states: Choices
    orders: Choices


def filters_of(people: Sequence[Listed], places: Sequence[Municipality]) -> Filters:
    """Offer what can be found: the roles and states that somebody has, and the places of whoever sees several."""
    roles = {held.role for one in people for held in one.held}
    states = {one.state for one in people}
    return Filters(
        roles=[(role.value, str(role.label)) for role in INVITED_ROLES if role in roles],
        places=[(WHOLE_AREA, "Área metropolitana"), *((place.slug, place.name) for place in places)] if places else [],
        states=[(word, label) for word, (label, those) in STATES.items() if those & states],
        orders=[(word, label) for word, (label, _, _) in ORDERS.items() if places or word != "municipio"],
    )


def absent_sentence(people: Sequence[Listed]) -> str:
    """«4 invitaciones sin aceptar y 18 cuentas sin usar.»"""
    unused = sum(one.user is not None for one in people)
    invited = counted(len(people) - unused, "invitación sin aceptar", "invitaciones sin aceptar")
    return f"{invited} y {counted(unused, 'cuenta sin usar', 'cuentas sin usar')}."


def team_sentence(people: Sequence[Listed], kept: Sequence[Listed], wanted: Wanted) -> str:
    """«57 personas con cuenta y 4 invitadas», or how many of them are shown."""
    if wanted.is_narrow:
        return f"{len(kept)} de {counted(len(people), 'persona', 'personas')}."
    accounts = sum(one.user is not None for one in people)
    invited = len(people) - accounts
    said = counted(accounts, "persona con cuenta", "personas con cuenta")
    if not invited:
        return f"{said}."
    return f"{said} y {counted(invited, 'persona invitada que no ha respondido', 'personas invitadas que no han respondido')}."
