"""Who may do what to a practice, and when: asked by actions under the lock, and by pages for what they offer."""

from datetime import date
from enum import StrEnum

from accounts.access import can
from accounts.models import User
from accounts.permissions import Permission
from accounts.queries import has_role_in
from advisory.practices.choices import PracticeState
from advisory.practices.models import Practice
from core.refusals import Refusal

S = PracticeState


class Act(StrEnum):
    REWRITE = "corregir"
    SUBMIT = "enviar"
    REVIEW = "revisar"
    PUBLISH = "publicar"
    REVISE = "version"
    CONFIRM = "vigente"
    WITHDRAW = "retirar"


OF_WRITERS = (Act.REWRITE, Act.SUBMIT, Act.PUBLISH, Act.REVISE)
OF_REVIEWERS = (Act.REVIEW, Act.CONFIRM)
STATES = {
    Act.REWRITE: (S.DRAFT,),
    Act.SUBMIT: (S.DRAFT,),
    Act.REVIEW: (S.IN_REVIEW,),
    Act.PUBLISH: (S.REVIEWED,),
    Act.REVISE: (S.IN_REVIEW, S.REVIEWED, S.PUBLISHED),
    Act.CONFIRM: (S.PUBLISHED,),
    Act.WITHDRAW: (S.DRAFT, S.IN_REVIEW, S.REVIEWED, S.PUBLISHED),
}


class MayNot(Refusal):
    """The person has no such part in this practice."""


class NotNow(Refusal):
    """The practice is in another state."""

    is_conflict = True


def has_part(user, act: Act, row: Practice) -> bool:
    """Whether a role of the person grants the act there, whatever the state."""
    writes = can(user, Permission.WRITE_PRACTICES, row.municipality)
    reviews = can(user, Permission.REVIEW_PRACTICES)
    if act == Act.WITHDRAW:
        return writes or (reviews and row.state != S.DRAFT)
    return writes if act in OF_WRITERS else reviews


def require(user: User, act: Act, row: Practice, day: date) -> None:
    """Refuse MayNot or NotNow, saying why."""
    if not has_part(user, act, row):
        raise MayNot("Su rol no hace eso en esta práctica.")
    if why := not_now(act, row, day):
        raise NotNow(why)
    if why := not_this_person(user, act, row):
        raise MayNot(why)


def acts_of(user, row: Practice, day: date) -> frozenset[Act]:
    """Return all that the person may do today."""
    return frozenset(act for act in Act if has_part(user, act, row) and not why_not(user, act, row, day))


def why_not(user, act: Act, row: Practice, day: date) -> str:
    """Why somebody whose role grants the act may not do it today; "" if they may."""
    return not_now(act, row, day) or not_this_person(user, act, row)


def not_now(act: Act, row: Practice, day: date) -> str:
    """Why nobody may do it today, in a sentence; "" if it is its time."""
    if row.state not in STATES[act]:
        return f"{row.display_name} está «{row.get_state_display().lower()}»: eso ya no se puede, o no todavía."
    if act == Act.SUBMIT and row.missing:
        return f"Falta decir: {', '.join(row.missing)}."
    if act == Act.CONFIRM and not waits_for_rereading(row, day):
        return "Todavía no hay que leerla otra vez."
    return ""


def not_this_person(user, act: Act, row: Practice) -> str:
    """Why this very person may not, because of what they wrote or where they work; "" if they may."""
    if act not in OF_REVIEWERS:
        return ""
    if user.pk in (row.proposed_by_id, row.written_by_id):
        return "Usted la escribió: la revisa otra persona."
    if has_role_in(user, row.municipality):
        return "Usted tiene un rol en el municipio que la escribió: la revisa otra persona."
    return ""


def waits_for_rereading(row: Practice, day: date) -> bool:
    return row.reread_due_on is not None and row.reread_due_on <= day
