"""The people of a team as a list that is searched, filtered and sorted; and what the log says of one of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.choices import PersonState
from accounts.models import Invitation, Membership, User
from accounts.permissions import Permission, Role, reach
from accounts.queries.roles import holdings_of, mark_manageable, pending_invitations_of, team_of
from core import acts
from core.models import AuditEntry
from core.search.columns import holds_words, words_of
from core.words import folded

WHOLE_AREA = "metropolitano"
NOT_SIGNED_IN = "sin-ingresar"
MOST_LETTERS = 100  # of a search
STATES = {
    NOT_SIGNED_IN: ("No ha ingresado", {PersonState.UNUSED, PersonState.INVITED, PersonState.EXPIRED}),
    "invitadas": ("Invitación sin responder", {PersonState.INVITED, PersonState.EXPIRED}),
    "activas": ("Con cuenta", {PersonState.ACTIVE, PersonState.NO_FACTOR, PersonState.UNUSED}),
    "sin-segundo-factor": ("Falta el segundo factor", {PersonState.NO_FACTOR}),
    "cerradas": ("Cuenta cerrada", {PersonState.CLOSED}),
    "sin-rol": ("Sin rol", {PersonState.NO_ROLE}),
}


@dataclass
class Listed:
    """A person with an account, or (`user` None) an address that was invited and has none.

    `roles` and `invitations` are those that the viewer may see; each has `is_manageable`.
    """

    email: str
    name: str
    at: datetime
    user: User | None = None
    roles: list[Membership] = field(default_factory=list)
    invitations: list[Invitation] = field(default_factory=list)
    lacks_factor: bool = False

    @property
    def state(self) -> PersonState:
        if self.user is None:
            usable = any(one.expires_at > self.at for one in self.invitations)
            return PersonState.INVITED if usable else PersonState.EXPIRED
        if not self.user.is_active:
            return PersonState.CLOSED
        if not self.roles:
            return PersonState.NO_ROLE
        if self.user.last_login is None:
            return PersonState.UNUSED
        return PersonState.NO_FACTOR if self.lacks_factor else PersonState.ACTIVE

    @property
    def last_login(self) -> datetime | None:
        return self.user.last_login if self.user else None

    @property
    def is_absent(self) -> bool:
        return self.state in STATES[NOT_SIGNED_IN][1]

    @property
    def since(self) -> datetime:
        """When the account was made, or the oldest of the invitations sent."""
        return self.user.date_joined if self.user else min(one.created_at for one in self.invitations)

    @property
    def is_manageable(self) -> bool:
        return any(one.is_manageable for one in (*self.roles, *self.invitations))

    @property
    def held(self) -> list[Membership | Invitation]:
        """The roles; for whoever has no account those that were offered."""
        return [*self.roles] if self.user else [*self.invitations]

    @property
    def sort_name(self) -> str:
        return folded(self.name or self.email)

    @property
    def sort_place(self) -> tuple:
        """By the first municipality from north to south; the metropolitan area first, people without a role last."""
        places = [
            (one.municipality.order or 0, one.municipality.sort_key) if one.municipality else (-1, "")
            for one in self.held
        ]
        return min(places, default=(10**6, ""))

    def has(self, text: str) -> bool:
        places = (one.municipality.name for one in self.held if one.municipality)
        return holds_words(" ".join((self.name, self.email, *places)), words_of(text))


ORDERS = {
    "nombre": ("Nombre", attrgetter("sort_name"), False),
    "municipio": ("Municipio", attrgetter("sort_place"), False),
    "ingreso": ("Último ingreso, primero quien no ha ingresado", lambda one: _signed_in(one), False),
    "-ingreso": ("Último ingreso, primero el más reciente", lambda one: _signed_in(one), True),
    "-roles": ("Número de roles", lambda one: len(one.roles), True),
}


def _signed_in(one: Listed) -> float:
    return one.last_login.timestamp() if one.last_login else 0.0


@dataclass(frozen=True)
class Wanted:
    """What a list of people is narrowed to and sorted by. Each part is empty, or a known value."""

    text: str = ""
    role: str = ""
    place: str = ""
    state: str = ""
    order: str = "nombre"

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> "Wanted":
        """Read `q`, `rol`, `municipio`, `estado` and `orden`; unknown values are dropped, but for the slug of a place."""
        role, state, order = asked.get("rol", ""), asked.get("estado", ""), asked.get("orden", "")
        return cls(
            text=asked.get("q", "").strip()[:MOST_LETTERS],
            role=role if role in Role.values else "",
            place=asked.get("municipio", ""),
            state=state if state in STATES else "",
            order=order if order in ORDERS else "nombre",
        )

    @property
    def is_narrow(self) -> bool:
        return any((self.text, self.role, self.place, self.state))

    def keeps(self, one: Listed) -> bool:
        return (
            (not self.text or one.has(self.text))
            and ((not self.role and not self.place) or any(self._fits(held) for held in one.held))
            and (not self.state or one.state in STATES[self.state][1])
        )

    def _fits(self, held: Membership | Invitation) -> bool:
        slug = held.municipality.slug if held.municipality else WHOLE_AREA
        return self.role in ("", held.role) and self.place in ("", slug)


def chosen(people: Iterable[Listed], wanted: Wanted) -> list[Listed]:
    """Return the people that are wanted, sorted; equals by name."""
    _, key, is_reverse = ORDERS[wanted.order]
    kept = sorted(filter(wanted.keeps, people), key=lambda one: (one.sort_name, one.email))
    return sorted(kept, key=key, reverse=is_reverse)


def people_of(user: User, *, at: datetime) -> list[Listed]:
    """Return whom the user may see: who holds a role there, who was invited; with INVITE_ANYONE also whose last role ended.

    Three or four queries, however many people there are.
    """
    found: dict[int, Listed] = {}
    without_factor = _without_factor()
    for role in mark_manageable(team_of(user).exclude(role=Role.CITIZEN), user):
        person = role.user
        one = found.setdefault(person.pk, Listed(person.email, person.get_full_name(), at, person))
        one.roles.append(role)
        one.lacks_factor |= Role(role.role).is_metropolitan and person.pk in without_factor
    if reach(holdings_of(user), Permission.INVITE_ANYONE) is None:
        for person in _without_role():
            found[person.pk] = Listed(person.email, person.get_full_name(), at, person)
    by_email = {one.email: one for one in found.values()}
    for invitation in mark_manageable(pending_invitations_of(user), user):
        one = by_email.setdefault(invitation.email, Listed(invitation.email, invitation.name, at))
        one.invitations.append(invitation)
    return list(by_email.values())


def listed(person: User, roles: list[Membership], *, at: datetime) -> Listed:
    """Return one person with those of the roles that the viewer may see."""
    is_staff = any(Role(role.role).is_metropolitan for role in roles)
    lacks = settings.REQUIRE_STAFF_MFA and is_staff and not has_second_factor(person)
    return Listed(person.email, person.get_full_name(), at, person, roles, lacks_factor=lacks)


def _without_factor() -> set[int]:
    """The people with a metropolitan role who have no second factor, where one is required."""
    if not settings.REQUIRE_STAFF_MFA:
        return set()
    staff = Membership.objects.current().filter(user=OuterRef("pk"), municipality=None).exclude(role=Role.CITIZEN)
    codes = Authenticator.objects.filter(user=OuterRef("pk")).exclude(type=Authenticator.Type.RECOVERY_CODES)
    return set(User.objects.filter(Exists(staff), ~Exists(codes)).values_list("pk", flat=True))


def _without_role() -> QuerySet[User]:
    held = Membership.objects.filter(user=OuterRef("pk")).exclude(role=Role.CITIZEN)
    return User.objects.filter(Exists(held), ~Exists(held.current()))


def visible_people(user: User) -> QuerySet[User]:
    """Return the accounts that the user may open: who holds a role within reach; with INVITE_ANYONE all that ever held one."""
    if reach(holdings_of(user), Permission.INVITE_ANYONE) is None:
        return User.objects.filter(Exists(Membership.objects.filter(user=OuterRef("pk"))))
    return User.objects.filter(pk__in=team_of(user).values("user"))


def asked_address(person: User) -> QuerySet[EmailAddress]:
    """Return the address that shall replace the person's once its link is opened: one row at most, or none."""
    return EmailAddress.objects.filter(user=person, verified=False, primary=False)


def has_second_factor(person: User) -> bool:
    codes = Authenticator.Type.RECOVERY_CODES
    return Authenticator.objects.filter(user=person).exclude(type=codes).exists()


@dataclass(frozen=True)
class Event:
    """One entry of a person's history. `role` is None where the entry is about the account."""

    entry: AuditEntry
    role: Membership | None

    @property
    def act(self) -> str:
        return acts.words().get(self.entry.verb, self.entry.verb)


def history_of(person: User, *, viewer: User) -> list[Event]:
    """Return what the log says of those roles that the viewer may see, newest first; with INVITE_ANYONE of the account too.

    Three queries.
    """
    places = reach(holdings_of(viewer), Permission.INVITE_ANYONE)
    rows = Membership.objects.filter(user=person).select_related("municipality")
    if places is not None:
        rows = rows.filter(municipality__in=reach(holdings_of(viewer), Permission.INVITE_TO_MUNICIPALITY) or ())
    roles = {str(role.pk): role for role in rows}
    about = Q(target_type=Membership._meta.label_lower, target_id__in=roles)
    if places is None:
        about |= Q(target_type=User._meta.label_lower, target_id=str(person.pk))
    entries = AuditEntry.objects.filter(about).select_related("by").order_by("-at", "-pk")
    is_role = Membership._meta.label_lower
    return [Event(one, roles.get(one.target_id) if one.target_type == is_role else None) for one in entries]
