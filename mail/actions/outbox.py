"""The outbox of all mails: enqueued once, claimed before sending, settled after it, retried until they expire.

A mail is claimed and committed before its message is handed over: a second sender finds nothing to do, and what a
process that dies half-way leaves behind is for a person to decide (`send_again`).
"""

import logging
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta

from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from core import audit
from mail import tasks
from mail.actions.handover import MailDelayed, MailRefused, hand_over, server
from mail.choices import CLAIM_LASTS, State, kind_of
from mail.models import SETTLED, UNSETTLED, Outbox
from mail.queries import unsettled_mails

logger = logging.getLogger(__name__)
ROWS_AT_ONCE = 500  # per statement
AGAIN_AT_ONCE = 500  # mails per request
Compose = Callable[[Outbox, datetime], EmailMultiAlternatives | None]


def enqueue(*, kind: str, subject_id: int, key: str, at: datetime) -> None:
    """Queue a mail to be sent after the caller's commit. Idempotent by `key`."""
    enqueue_many(kind=kind, subjects={key: subject_id}, at=at)


def enqueue_many(*, kind: str, subjects: Mapping[str, int], at: datetime) -> None:
    """`enqueue` for many mails of one kind, in one statement: subject ids by key."""
    _insert(kind, subjects, at)
    tasks.enqueue_send(list(subjects))


def enqueue_here(*, kind: str, subject_id: int, key: str, at: datetime, compose: Compose, is_only_try: bool) -> None:
    """Queue a mail to be sent by this process after the commit, with a message that only this process can compose.

    If unsent, beat retries it with a message composed by the kind; not if `is_only_try`.
    """
    _insert(kind, {key: subject_id}, at, waits=kind_of(kind).takes if is_only_try else None)
    # A lambda: Django logs a failed callback by an attribute that functools.partial lacks.
    transaction.on_commit(lambda: send(keys=[key], at=at, compose=compose), robust=True)


def _insert(kind: str, subjects: Mapping[str, int], at: datetime, *, waits: timedelta | None = None) -> None:
    known = kind_of(kind)
    rows = [
        Outbox(
            key=key, kind=known.name, subject_id=subject_id, created_at=at, due_at=at + known.takes,
            waits_until=at + (known.waits if waits is None else waits),
        )
        for key, subject_id in subjects.items()
    ]  # fmt: skip
    Outbox.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE, ignore_conflicts=True)


def send(*, keys: Iterable[str], at: datetime, compose: Compose | None = None) -> int:
    """Send those of the mails that are waiting, over one connection; return how many were sent.

    A delayed mail does not stop the others; MailDelayed is raised at the end, so that the caller retries what is left.
    `compose` replaces the kind's own.
    """
    waiting = Outbox.objects.waiting(at).filter(key__in=list(keys)).order_by("pk")
    ids = list(waiting.values_list("pk", flat=True))
    if not ids:
        return 0
    sent, delayed = 0, None
    with server() as connection:
        for pk in ids:
            try:
                sent += _send(pk, connection, at, compose)
            except MailDelayed as later:
                delayed = later
    if delayed is not None:
        raise delayed
    return sent


def _send(pk: int, connection: BaseEmailBackend, at: datetime, compose: Compose | None) -> bool:
    try:
        claimed = _claim(pk, at, compose)
    except Exception:
        # A mail that cannot be composed does not stop the others; it keeps waiting until it expires.
        logger.exception("mail n.º %s cannot be written", pk)
        return False
    if claimed is None:
        return False
    row, message = claimed
    try:
        hand_over(message, connection)
    except MailDelayed:
        _settle(pk, State.WAITING, at)
        raise
    except MailRefused as refusal:
        logger.warning("%s is not accepted: %s", row, refusal)
        _settle(pk, State.REFUSED, at)
        return False
    except Exception:
        _settle(pk, State.UNSURE, at)
        raise
    _settle(pk, State.SENT, at)
    return True


def _claim(pk: int, at: datetime, compose: Compose | None) -> tuple[Outbox, EmailMultiAlternatives] | None:
    """Claim a waiting mail and return it with its message.

    None if another process has it, or if there is nothing to send any more: then it is dropped.
    """
    with transaction.atomic(durable=True):
        row = Outbox.objects.select_for_update().waiting(at).filter(pk=pk).first()
        if row is None:
            return None
        message = (compose or kind_of(row.kind).compose)(row, at)
        _write(row, State.DROPPED if message is None else State.CLAIMED, at)
    return None if message is None else (row, message)


def _settle(pk: int, state: State, at: datetime) -> None:
    """Record the outcome of a mail claimed at that moment, unless it was queued again meanwhile."""
    with transaction.atomic(durable=True):
        row = Outbox.objects.select_for_update().filter(pk=pk, state=State.CLAIMED, claimed_at=at).first()
        if row is not None:
            _write(row, state, at)


def _write(row: Outbox, state: State, at: datetime) -> None:
    """Call the kind's hook, then write the state, in a transaction that holds the lock of the row.

    The hook first: an action that holds the app's row and enqueues its mail waits while the row of Outbox is changed but not yet
    committed, so writing first could deadlock.
    """
    kind = kind_of(row.kind)
    if kind.settled and state != State.CLAIMED:
        kind.settled(row, state, at)
    row.state = state
    row.claimed_at = (row.claimed_at or at) if state in UNSETTLED else None
    row.settled_at = at if state in SETTLED else None
    row.save(update_fields=["state", "claimed_at", "settled_at"])


def drop_late(*, at: datetime) -> int:
    """Drop expired mails, each in its own transaction; return how many."""
    dropped = 0
    for pk in Outbox.objects.late(at).order_by("pk").values_list("pk", flat=True):
        try:
            dropped += _drop(pk, at)
        except Exception:  # as in sending: one does not stop the others
            logger.exception("mail n.º %s cannot be dropped", pk)
    return dropped


def _drop(pk: int, at: datetime) -> bool:
    with transaction.atomic():
        row = Outbox.objects.select_for_update().late(at).filter(pk=pk).first()
        if row is not None:
            _write(row, State.DROPPED, at)
    return row is not None


@transaction.atomic
def wait_again(*, kind: str, keys: list[str], at: datetime) -> None:
    """Queue mails again that were refused, dropped or left unsettled, on request of a person. May deliver twice.

    Waiting mails are enqueued again; sent ones, and those being sent now, are left alone.
    """
    rows = Outbox.objects.filter(kind=kind, key__in=keys).exclude(state=State.SENT)
    rows = rows.exclude(state=State.CLAIMED, claimed_at__gt=at - CLAIM_LASTS)
    rows.update(
        state=State.WAITING, claimed_at=None, settled_at=None, due_at=at, waits_until=at + kind_of(kind).waits
    )  # fmt: skip
    tasks.enqueue_send(keys)


@transaction.atomic
def send_again(*, number: int, by, at: datetime) -> bool:
    """Queue one mail again that was claimed over an hour ago and never settled; return whether it was still unsettled.

    May deliver twice. `number`: primary key of its row.
    """
    row = Outbox.objects.select_for_update().unsettled(at).filter(pk=number).first()
    about = kind_of(row.kind).about([row], at).get(row.pk) if row else None
    if about is None:
        return False
    row.state, row.claimed_at = State.WAITING, None
    row.due_at, row.waits_until = at, at + kind_of(row.kind).waits
    row.save(update_fields=["state", "claimed_at", "due_at", "waits_until"])
    audit.record(by=by, verb="mail.sent_again", target=about.target, at=at, data={"mail": row.key})
    tasks.enqueue_send([row.key])
    return True


def send_all_again(*, by, at: datetime) -> int:
    """Queue the oldest 500 unsettled mails again; return how many were still unsettled. May deliver twice.

    Each in its own transaction: one that settles meanwhile does not stop the others.
    """
    return sum(send_again(number=mail.number, by=by, at=at) for mail in unsettled_mails(at)[:AGAIN_AT_ONCE])
