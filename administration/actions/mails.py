"""Sending again what a process that died left claimed."""

from collections.abc import Callable
from datetime import datetime

from accounts.actions import notifications
from accounts.models import User
from administration.choices import MailKind
from administration.queries.mails import unsettled_mails
from citizens.actions import feedback, following

AT_ONCE = 500  # mails of one request


def _notice(number: int, by: User, at: datetime) -> bool:
    return notifications.send_again(notification_id=number, by=by, at=at)


def _news(number: int, by: User, at: datetime) -> bool:
    return following.send_again(delivery_id=number, by=by, at=at)


def _result(number: int, by: User, at: datetime) -> bool:
    return feedback.send_result_again(feedback_id=number, by=by, at=at)


SEND: dict[MailKind, Callable[[int, User, datetime], bool]] = {
    MailKind.NOTICE: _notice,
    MailKind.NEWS: _news,
    MailKind.RESULT: _result,
}


def send_again(*, kind: MailKind, number: int, by: User, at: datetime) -> bool:
    """Let one unsettled mail leave again; tell whether it still was unsettled. It may arrive twice."""
    return SEND[kind](number, by, at)


def send_all_again(*, by: User, at: datetime) -> int:
    """Let the oldest 500 unsettled mails leave again; return how many still were unsettled. They may arrive twice.

    Each is decided in a transaction of its own: one that settles meanwhile holds no other back.
    """
    return sum(send_again(kind=one.kind, number=one.number, by=by, at=at) for one in unsettled_mails(at)[:AT_ONCE])
