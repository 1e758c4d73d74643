"""Dry run of a bulk invitation: lines → verdicts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError

from accounts.choices import Verdict
from accounts.loaders.roster import Line
from accounts.models import Invitation, Membership
from accounts.permissions import INVITED_ROLES, Holding, Role, may_grant
from core.words import counted, folded
from territory.choices import place_code
from territory.models import Municipality

NAME_LENGTH = Invitation._meta.get_field("name").max_length


def _names(role: Role) -> set[str]:
    """Return the accepted spellings of a role: its code, its label («Diligenciador/a»: also …or and …ora), its first word."""
    label = folded(role.label)
    forms = {label, label.replace("/a", ""), label.replace("o/a", "a").replace("/a", "a")}
    return {role.value, *forms, *(form.split()[0] for form in forms)}


ROLES = {name: role for role in INVITED_ROLES for name in _names(role)}

Places = dict[str, set[Municipality]]  # by folded name, address and code


@dataclass(frozen=True)
class Judged:
    """One line with its verdict, the sentence that explains it, and the offer (None where a field is invalid)."""

    line: Line
    verdict: Verdict
    sentence: str = ""
    email: str = ""
    role: Role | None = None
    municipality: Municipality | None = None

    @property
    def offer(self) -> tuple[str, str, int | None]:
        return self.email, str(self.role), self.municipality.pk if self.municipality else None


class _WrongLine(Exception):
    """Its message is the sentence of the verdict."""


def judge(lines: list[Line], *, held: Iterable[Holding], at: datetime) -> list[Judged]:
    """Return, for each line, what inviting it would do if the inviter had the roles `held`.

    Three queries, however many lines there are.
    """
    places: Places = {}
    for one in Municipality.objects.all():
        for key in map(folded, (one.name, one.slug, one.divipola)):
            places.setdefault(key, set()).add(one)
    held = tuple(held)
    read = [_read(line, places, held) for line in lines]
    emails = {judged.email for judged in read if judged.email}
    members = Membership.objects.current().filter(user__email__in=emails)
    pending = Invitation.objects.usable(at).filter(email__in=emails)
    has_it = set(members.values_list("user__email", "role", "municipality"))
    invited = set(pending.values_list("email", "role", "municipality"))
    seen: dict[tuple, int] = {}
    return [_compare(judged, has_it, invited, seen) for judged in read]


def _read(line: Line, places: Places, held: tuple[Holding, ...]) -> Judged:
    try:
        email = _email(line)
        role = _role(line, held)
        place = _place(line, role, places)
        if len(line.name) > NAME_LENGTH:
            raise _WrongLine(f"El nombre tiene más de {NAME_LENGTH} letras.")
        if not may_grant(held, role, place.pk if place else None):
            raise _WrongLine(f"Su rol no le permite invitar con el rol «{role.label}» en ese lugar.")
    except _WrongLine as wrong:
        return Judged(line, Verdict.ERROR, str(wrong))
    return Judged(line, Verdict.NEW, "", email, role, place)


def _email(line: Line) -> str:
    email = line.email.lower()
    if not email:
        raise _WrongLine("Falta el correo.")
    try:
        Invitation._meta.get_field("email").run_validators(email)
    except ValidationError:
        raise _WrongLine(
            f"«{line.email[:60]}» no es un correo completo, por ejemplo planeacion@alcaldia.gov.co."
        ) from None
    return email


def _role(line: Line, held: tuple[Holding, ...]) -> Role:
    if not line.role:
        raise _WrongLine("Falta el rol.")
    role = ROLES.get(folded(line.role))
    if role is None:
        may = [one.label for one in INVITED_ROLES if any(may_grant(held, one, own.municipality_id) for own in held)]
        which = f"«{may[0]}»" if len(may) == 1 else f"uno de estos: {', '.join(may)}"
        raise _WrongLine(f"No se conoce el rol «{line.role[:60]}». Escriba {which}.")
    return role


def _place(line: Line, role: Role, places: Places) -> Municipality | None:
    if role.is_metropolitan:
        if line.place:
            raise _WrongLine(f"Deje el municipio vacío: «{role.label}» es un rol de toda el área metropolitana.")
        return None
    if not line.place:
        raise _WrongLine(f"Falta el municipio: «{role.label}» es un rol de un municipio.")
    found = places.get(folded(place_code(line.place, places)), set())
    if not found:
        raise _WrongLine(f"No se conoce el municipio «{line.place[:60]}».")
    if len(found) > 1:
        raise _WrongLine(f"Hay más de un municipio «{line.place[:60]}». Escriba su código DIVIPOLA.")
    return next(iter(found))


def _compare(judged: Judged, has_it: set, invited: set, seen: dict[tuple, int]) -> Judged:
    """Check a valid line against what is stored and against the lines above it."""
    if judged.verdict == Verdict.ERROR:
        return judged
    if judged.offer in seen:
        return Judged(
            judged.line, Verdict.ERROR, f"Es la misma persona y el mismo rol de la fila {seen[judged.offer]}."
        )
    seen[judged.offer] = judged.line.number
    if judged.offer in has_it:
        return Judged(judged.line, Verdict.HELD, "Ya tiene ese rol.", judged.email, judged.role, judged.municipality)
    if judged.offer in invited:
        sentence = "Ya tiene una invitación sin responder."
        return Judged(judged.line, Verdict.HELD, sentence, judged.email, judged.role, judged.municipality)
    return judged


def summary_of(judged: list[Judged]) -> str:
    """Return «2 invitaciones nuevas, 1 persona que ya está, 0 filas con error»."""
    by_verdict = {verdict: sum(one.verdict == verdict for one in judged) for verdict in Verdict}
    return ", ".join(
        [
            counted(by_verdict[Verdict.NEW], "invitación nueva", "invitaciones nuevas"),
            counted(by_verdict[Verdict.HELD], "persona que ya está", "personas que ya están"),
            counted(by_verdict[Verdict.ERROR], "fila con error", "filas con error"),
        ]
    )
