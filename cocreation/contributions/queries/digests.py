"""What happened to the things of each person who left an address, for the weekly digest."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from cocreation.agendas.models import Contact
from cocreation.contributions.choices import CONTRIBUTION
from cocreation.contributions.models import Comment, Contribution, ContributionSupport
from core.models import TraceEvent
from core.trace.digest import DigestGroup, digest_of

# The author did it, or was told at once.
OWN_KNOWN = frozenset({
    "recibida", "publicada", "no_publicada", "apelada", "trasladada", "incorporada", "no_incorporada", "retirada", "unida",
})  # fmt: skip
KNOWN = frozenset({"recibida"})  # happened before anybody else saw it


def with_news(*, until: datetime) -> set[int]:
    """Return the keys of the contacts to whom something can be told. Five queries, however many there are."""
    found = _news(Contact.objects.filter(wants_digest=True), until)
    return {contact.pk for contact, events in found if events}


def news_of(contact: Contact, *, until: datetime) -> list[DigestGroup]:
    """Return what happened to the things of one person since their last digest; empty if nothing did."""
    return digest_of(event for _, events in _news([contact], until) for event in events)


def since_of(contact: Contact) -> datetime:
    return contact.digest_until or contact.confirmed_at


def _news(contacts: Iterable[Contact], until: datetime) -> list[tuple[Contact, list[TraceEvent]]]:
    people = {contact.participant_id: contact for contact in contacts}
    if not people:
        return []
    own, others = _things(Contribution, "pk", people), defaultdict(set)
    for model in (ContributionSupport, Comment):
        for person, things in _things(model, "contribution_id", people).items():
            others[person] |= things
    every = {pk for things in (*own.values(), *others.values()) for pk in things}
    oldest = min(since_of(contact) for contact in people.values())
    rows = TraceEvent.objects.filter(kind=CONTRIBUTION, at__gt=oldest, at__lte=until).order_by("at", "pk")
    events = defaultdict(list)
    for event in rows:
        if event.subject_id in every:
            events[event.subject_id].append(event)
    return [(contact, _of_one(contact, own[pk], others[pk], events)) for pk, contact in people.items()]


def _of_one(contact: Contact, own: set[int], others: set[int], events: dict[int, list[TraceEvent]]) -> list[TraceEvent]:
    since = since_of(contact)
    return [
        event
        for pk in own | others
        for event in events.get(pk, ())
        if event.at > since and event.step not in (OWN_KNOWN if pk in own else KNOWN)
    ]


def _things(model, field: str, people: dict[int, Contact]) -> dict[int, set[int]]:
    found = defaultdict(set)
    chosen = (
        model.objects.filter(participant__contact__wants_digest=True)
        if len(people) > 1
        else (model.objects.filter(participant__in=people))
    )
    for person, thing in chosen.values_list("participant_id", field):
        if person in people:
            found[person].add(thing)
    return found
