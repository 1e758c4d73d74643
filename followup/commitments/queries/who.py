"""Who may do what to a commitment, and when: asked by actions under the lock, and by pages for what they offer."""

from datetime import date

from accounts.access import can
from accounts.models import User
from accounts.permissions import Permission
from accounts.queries import has_role_in, people_who
from core.refusals import Refusal
from followup.commitments.choices import Act
from followup.commitments.models import ChangeRequest, Commitment
from followup.rules.states import WORSE, State, standing

OF_THE_TEAM = (Act.JUDGE, Act.LOWER, Act.LIFT, Act.DECIDE)
BEFORE_ACCEPTANCE = (Act.REWRITE, Act.ACCEPT)
CLOSED = "El compromiso está cerrado: ya no se escribe nada más en él."


class MayNot(Refusal):
    """The person has no such part in this commitment."""


class NotNow(Refusal):
    """The commitment is in another state."""

    is_conflict = True


def has_part(user, act: Act, row: Commitment) -> bool:
    """Whether a role of the person grants the act there, whatever the state."""
    if act in OF_THE_TEAM:
        return can(user, Permission.MANAGE_COMMITMENTS)
    if act == Act.CLOSE:
        return can(user, Permission.CLOSE_COMMITMENTS)
    if row.municipality is None:
        return can(user, Permission.MANAGE_COMMITMENTS)
    wanted = [Permission.ACCEPT_COMMITMENTS] if act == Act.ACCEPT else [Permission.WRITE_COMMITMENTS]
    if act == Act.HAND_OVER:
        wanted.append(Permission.ACCEPT_COMMITMENTS)
    return any(can(user, one, row.municipality) for one in wanted)


def require(user: User, act: Act, row: Commitment, day: date) -> None:
    """Refuse MayNot or NotNow, saying why."""
    if not has_part(user, act, row):
        raise MayNot("Su rol no hace eso en este compromiso.")
    if why := not_now(act, row, day):
        raise NotNow(why)
    if why := not_this_person(user, act, row):
        raise MayNot(why)


def why_not(user: User, act: Act, row: Commitment, day: date) -> str:
    """Why somebody whose role grants the act may not do it today; "" if they may."""
    return not_now(act, row, day) or not_this_person(user, act, row)


def acts_of(user: User, row: Commitment, day: date) -> frozenset[Act]:
    """Return all that the person may do today."""
    return frozenset(act for act in Act if has_part(user, act, row) and not why_not(user, act, row, day))


def not_now(act: Act, row: Commitment, day: date) -> str:
    """Why nobody may do it today, in a sentence; "" if it is its time."""
    if getattr(row, "second_reading", None) is not None:
        return CLOSED
    if act in BEFORE_ACCEPTANCE:
        return _not_proposed(act, row, day)
    if row.accepted_on is None:
        return "Todavía no lo acepta quien responde: primero debe aceptarse."
    if act == Act.PROVE:
        return "" if any(not one.done_on for one in row.milestones.all()) else "Todos los hitos tienen su evidencia."
    if act == Act.JUDGE:
        return "" if any(one.done_on for one in row.milestones.all()) else "Ningún hito tiene evidencia que juzgar."
    if act in (Act.LOWER, Act.LIFT):
        return _not_lowered(act, row, day)
    if act in (Act.ASK, Act.WITHDRAW, Act.DECIDE):
        return _no_request(act, row)
    return _not_over(row, day) if act == Act.CLOSE else ""


def not_this_person(user: User, act: Act, row: Commitment) -> str:
    """Why this very person may not, because of what they did before; "" if they may."""
    if act == Act.ACCEPT and row.municipality is None and row.proposed_by_id == user.pk and _others(user):
        return "Usted lo propuso: lo acepta otra persona del equipo metropolitano."
    asked = open_request(row)
    if act == Act.WITHDRAW and asked is not None and asked.asked_by_id != user.pk:
        return "El cambio lo retira quien lo pidió."
    if act == Act.DECIDE and asked is not None and asked.asked_by_id == user.pk and _others(user):
        return "Usted pidió el cambio: lo decide otra persona del equipo metropolitano."
    return _no_second_reader(user, row) if act == Act.CLOSE else ""


def lowerable_to(row: Commitment, day: date) -> list[State]:
    """Return the states to which a person may lower what is shown: worse ones than it, one step or two."""
    shown = standing(row.rules, day).state
    if shown not in WORSE:
        return []
    return [one for one in (State.AT_RISK, State.NOT_FULFILLED) if WORSE.index(one) > WORSE.index(shown)]


def open_request(row: Commitment) -> ChangeRequest | None:
    """Return the change that waits for its decision. No query where the requests were fetched before."""
    return next((one for one in row.change_requests.all() if one.is_open), None)


def _others(user: User) -> bool:
    return any(one.pk != user.pk for one in people_who(Permission.MANAGE_COMMITMENTS, None))


def _not_proposed(act: Act, row: Commitment, day: date) -> str:
    if row.accepted_on is not None:
        return "Ya se aceptó: lo prometido cambia solo si se pide un cambio y se acepta."
    if act == Act.ACCEPT and row.end < day:
        return "Su fecha final ya pasó: corrija las fechas antes de aceptarlo."
    return ""


def _not_lowered(act: Act, row: Commitment, day: date) -> str:
    if act == Act.LIFT:
        return "" if any(one.lifted_on is None for one in row.lowerings.all()) else "Su estado no está rebajado."
    return "" if lowerable_to(row, day) else "Ya está en el estado más bajo."


def _no_request(act: Act, row: Commitment) -> str:
    waits = open_request(row) is not None
    if act == Act.ASK:
        return "Ya hay un cambio pedido que espera decisión." if waits else ""
    return "" if waits else f"No hay ningún cambio pedido que {act.value}."


def _not_over(row: Commitment, day: date) -> str:
    if open_request(row) is not None:
        return "Hay un cambio pedido sin decidir: primero se decide."
    if day <= row.end and any(one.done_on is None for one in row.milestones.all()):
        return "Se cierra cuando pase su fecha final o todos los hitos tengan evidencia."
    return ""


def _no_second_reader(user: User, row: Commitment) -> str:
    if row.municipality is not None and has_role_in(user, row.municipality):
        return "Usted tiene un rol en el municipio que responde: la segunda lectura la hace otra persona."
    if user.pk in (row.proposed_by_id, row.accepted_by_id):
        return "Usted lo propuso o lo aceptó: la segunda lectura la hace otra persona."
    wrote = row.news.filter(by=user).exists() or row.milestones.filter(evidence__added_by=user).exists()
    return "Usted escribió novedades o puso evidencias: la segunda lectura la hace otra persona." if wrote else ""
