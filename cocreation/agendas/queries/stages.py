"""What an agenda allows today."""

from datetime import date

from accounts.access import can
from accounts.permissions import Permission
from cocreation.agendas.choices.stages import Act, Actor, may, require
from cocreation.agendas.models import Agenda


def require_act(agenda: Agenda, act: Act, actor: Actor, today: date) -> None:
    """Refuse NotInThisStage unless the stages of the agenda allow it. Call it under the lock of what is written. One query."""
    require(act, actor, list(agenda.stages.all()), today)


def acts_open(agenda: Agenda, actor: Actor, today: date) -> set[Act]:
    """Return what such an actor may do today, for buttons; the actions ask again. One query, or none with prefetched stages."""
    stages = list(agenda.stages.all())
    return {act for act in Act if may(act, actor, stages, today)}


def is_facilitator(user) -> bool:
    return user.is_authenticated and can(user, Permission.MANAGE_AGENDAS)
