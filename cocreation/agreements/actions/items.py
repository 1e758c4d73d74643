"""Writing items together, asking for acceptance, accepting, and closing."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.access import can
from accounts.models import User
from accounts.permissions import Permission
from accounts.queries import office_of, people_who
from cocreation.agendas.actions.locks import lock
from cocreation.agendas.choices.stages import Act, Actor
from cocreation.agendas.models import Agenda, Challenge
from cocreation.agendas.queries.stages import require_act
from cocreation.agreements.choices import AGREEMENT, ITEM_TOLD, ItemState
from cocreation.agreements.models import Acceptance, AgreedItem, ItemVersion
from cocreation.agreements.queries.items import may_write, places_to_speak_for
from cocreation.contributions.choices import CONTRIBUTION
from cocreation.contributions.models import Contribution
from core import audit
from core.process.transitions import locked, require_reason, require_state, transition
from core.refusals import Refusal
from core.trace.actions import event_of, record, record_many
from notices.actions.notifications import tell
from territory.models import Municipality

CHANGED = (
    "Otra persona cambió el texto mientras usted escribía. Mire qué dice ahora y decida otra vez; lo suyo sigue aquí."
)


class MayNotSpeak(Refusal):
    """The person does not speak for a municipality of the item."""


class NobodyAccepted(Refusal):
    """No municipality has accepted the text that stands."""


@transaction.atomic
def draft(
    *,
    agenda: Agenda,
    title: str,
    text: str,
    challenge: Challenge | None,
    municipalities: Collection[Municipality],
    contributions: Iterable[Contribution],
    by: User,
    at: datetime,
) -> AgreedItem:
    """Write a new item. Refuses NotInThisStage, and an item without municipalities or with others than the agenda's."""
    agenda = lock(agenda)  # serialises the codes
    _require_act(agenda, by, Act.WRITE_ITEM, at)
    _require_places(agenda, municipalities)
    number = AgreedItem.objects.filter(agenda=agenda).count() + 1
    item = AgreedItem.objects.create(
        agenda=agenda, code=f"AC-{number:02d}", challenge=challenge, title=title.strip(), text=text.strip(), drafted_at=at,
        state_since=at,
    )  # fmt: skip
    item.municipalities.set(municipalities)
    sources = list(contributions)
    item.contributions.set(sources)
    _keep_version(item, "", by, at)
    audit.record(by=by, verb="item.drafted", target=item, at=at, data={"sources": len(sources)})
    return item


@transaction.atomic
def rewrite(*, item: AgreedItem, title: str, text: str, reason: str, seen: int, by: User, at: datetime) -> AgreedItem:
    """Change the text of a draft, as a new version with its reason; the same text changes nothing.

    Refuses Stale if another version stands than the one that was seen, WrongState once it is open, NotInThisStage.
    """
    row = locked(item)
    _require_act(row.agenda, by, Act.WRITE_ITEM, at)
    require_state(row, ItemState.DRAFT)
    row.require_seen(seen, CHANGED)
    title, text = title.strip(), text.strip()
    if (title, text) == (row.title, row.text):
        return row
    require_reason(reason)
    row.title, row.text, row.version = title, text, row.version + 1
    row.save(update_fields=["title", "text", "version"])
    _keep_version(row, reason.strip(), by, at)
    audit.record(by=by, verb="item.rewritten", target=row, at=at, data={"item_version": row.version}, reason=reason)
    if row.opened_at:
        _trace(row, "cambiado", at)
    return row


@transaction.atomic
def open_to_acceptance(*, item: AgreedItem, by: User, at: datetime) -> AgreedItem:
    """Ask the municipalities. Refuses WrongState, NotInThisStage."""
    row = locked(item)
    _require_act(row.agenda, by, Act.WRITE_ITEM, at, only_facilitation=True)
    row.opened_at = at
    transition(
        row, "item.opened", ItemState.OPEN, by=by, at=at, data={"item_version": row.version}, fields=("opened_at",)
    )
    _trace(row, "abierto", at)
    _tell_municipalities(row, at)
    return row


@transaction.atomic
def reopen(*, item: AgreedItem, reason: str, by: User, at: datetime) -> AgreedItem:
    """Take an item back to writing. What was said of the text stays with its version. Refuses as `open_to_acceptance`."""
    require_reason(reason)
    row = locked(item)
    _require_act(row.agenda, by, Act.WRITE_ITEM, at, only_facilitation=True)
    transition(row, "item.reopened", ItemState.DRAFT, by=by, at=at, reason=reason.strip())
    return row


@transaction.atomic
def accept(
    *, item: AgreedItem, municipality: Municipality, is_accepted: bool, reason: str, seen: int, by: User, at: datetime
) -> Acceptance:
    """Say in the name of a municipality that it accepts the text, or not and why. It may say otherwise while the item is open.

    Refuses MayNotSpeak, Stale for another text than the one that was seen, WrongState, NotInThisStage, ReasonMissing.
    """
    row = locked(item)
    if municipality not in places_to_speak_for(by, row):
        raise MayNotSpeak("Solo la alcaldía de un municipio del acuerdo dice si lo acepta.")
    require_act(row.agenda, Act.ACCEPT_ITEM, Actor.OFFICE, timezone.localdate(at))
    require_state(row, ItemState.OPEN)
    row.require_seen(seen, CHANGED)
    if not is_accepted:
        require_reason(reason)
    said, _ = Acceptance.objects.update_or_create(
        item=row, municipality=municipality, number=row.version,
        defaults={
            "is_accepted": is_accepted, "reason": "" if is_accepted else reason.strip(), "at": at, "by": by,
            "office": office_of(by, municipality),
        },
    )  # fmt: skip
    data = {"item_version": row.version}
    if is_accepted:
        audit.record(by=by, verb="item.accepted", target=row, at=at, scope=said, data=data)
    else:
        audit.record(by=by, verb="item.rejected", target=row, at=at, scope=said, data=data, reason=said.reason)
    return said


@transaction.atomic
def agree(*, item: AgreedItem, by: User, at: datetime) -> AgreedItem:
    """Close an item as agreed by those who accepted its text; each of its contributions is led on to it in the trace.

    Refuses NobodyAccepted, WrongState, NotInThisStage.
    """
    row = locked(item)
    _require_act(row.agenda, by, Act.WRITE_ITEM, at, only_facilitation=True)
    accepted = row.acceptances.filter(number=row.version, is_accepted=True).count()
    if not accepted:
        raise NobodyAccepted("Ningún municipio ha aceptado este texto: todavía no hay acuerdo.")
    row.agreed_at = at
    data = {"item_version": row.version, "accepted": accepted}
    transition(row, "item.agreed", ItemState.AGREED, by=by, at=at, data=data, fields=("agreed_at",))
    _trace(row, "acordado", at)
    record_many(
        event_of(
            kind=CONTRIBUTION,
            subject_id=pk,
            step="acordada",
            at=at,
            process=row.agenda.trace_process,
            to=(AGREEMENT, row.pk),
        )
        for pk in row.contributions.order_by("pk").values_list("pk", flat=True)
    )
    return row


@transaction.atomic
def drop(*, item: AgreedItem, reason: str, by: User, at: datetime) -> AgreedItem:
    """End an item that goes no further, with a reason that is public if the item was. Refuses WrongState, ReasonMissing."""
    require_reason(reason)
    row = locked(item)
    _require_act(row.agenda, by, Act.WRITE_ITEM, at, only_facilitation=True)
    row.reason = reason.strip()
    transition(row, "item.dropped", ItemState.DROPPED, by=by, at=at, reason=row.reason, fields=("reason",))
    if row.opened_at:
        _trace(row, "descartado", at)
    return row


def _tell_municipalities(item: AgreedItem, at: datetime) -> None:
    """Tell whoever speaks for one of its municipalities that the text is open; each time that it is."""
    to = {one.pk for place in item.municipalities.all() for one in people_who(Permission.ACCEPT_AGREEMENTS, place)}
    tell(
        to=sorted(to), text=ITEM_TOLD, at=at, key=f"item-opened:{item.pk}:{at:%Y%m%d%H%M%S}",
        values={"codigo": item.code, "titulo": item.title, "agenda": item.agenda.name},
        url=reverse("agreements:item-work", args=[item.agenda.code, item.code]),
    )  # fmt: skip


def _require_act(agenda: Agenda, by: User, act: Act, at: datetime, *, only_facilitation: bool = False) -> None:
    is_facilitator = can(by, Permission.MANAGE_AGENDAS)
    if only_facilitation and not is_facilitator:
        raise MayNotSpeak("Eso lo hace la facilitación de la agenda.")
    if not is_facilitator and not may_write(by, agenda):
        raise MayNotSpeak("Eso lo escriben la facilitación y las dependencias de los municipios de la agenda.")
    require_act(agenda, act, Actor.FACILITATOR if is_facilitator else Actor.OFFICE, timezone.localdate(at))


def _require_places(agenda: Agenda, municipalities: Collection[Municipality]) -> None:
    known = set(agenda.municipalities.values_list("pk", flat=True))
    if not municipalities:
        raise Refusal("Elija al menos un municipio que deba aceptar el acuerdo.")
    if strange := [str(place) for place in municipalities if place.pk not in known]:
        raise Refusal(f"{strange[0]} no es de esta agenda.")


def _keep_version(item: AgreedItem, reason: str, by: User, at: datetime) -> None:
    ItemVersion.objects.create(
        item=item, number=item.version, title=item.title, text=item.text, reason=reason,
        office=office_of(by, otherwise="Facilitación"), made_at=at, made_by=by,
    )  # fmt: skip


def _trace(item: AgreedItem, step: str, at: datetime) -> None:
    record(kind=AGREEMENT, subject_id=item.pk, step=step, at=at, process=item.agenda.trace_process)
