"""The mails of many invitations: each with a link of its own, none lost, none sent twice by itself."""

import re
from contextlib import suppress
from datetime import timedelta
from smtplib import SMTPDataError, SMTPServerDisconnected

import pytest
from django.core import mail
from django.utils import timezone

from accounts.actions import mail_kinds, rosters
from accounts.choices import MailProblem
from accounts.loaders.roster import Line
from accounts.permissions import Role
from accounts.queries import usable_invitation
from mail import tasks
from mail.actions import outbox
from mail.actions.handover import MailDelayed
from mail.queries import unsettled_mails
from tests.factories.accounts import make_invitation

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def send(invitation, at) -> int:
    return outbox.send(keys=[f"invitation:{invitation.pk}"], at=at)


def test_mail_of_an_invitation_leaves_once_with_a_link_of_its_own(here, now):
    invitation, first = make_invitation(Role.LIAISON, here, at=now, mailed_at=None)
    assert [send(invitation, now) for _ in range(3)] == [True, False, False]
    token = re.search(r"/cuenta/invitacion/([\w-]+)/", mail.outbox[0].body).group(1)
    assert (len(mail.outbox), usable_invitation(first, now), usable_invitation(token, now)) == (1, None, invitation)


@pytest.mark.parametrize(
    "failure", [("on_open", ConnectionRefusedError("no")), ("on_send", SMTPDataError(451, "later"))]
)
def test_mail_that_could_not_leave_keeps_the_link_and_leaves_later(here, now, faulty, failure):
    invitation, first = make_invitation(Role.LIAISON, here, at=now, mailed_at=None)
    setattr(faulty, *failure)
    with pytest.raises(MailDelayed):
        send(invitation, now)
    assert usable_invitation(first, now) == invitation
    faulty.on_open = faulty.on_send = None
    assert send(invitation, now) == 1
    assert len(mail.outbox) == 1


def test_address_that_nobody_takes_stays_unmailed(here, now, faulty):
    invitation, first = make_invitation(Role.LIAISON, here, at=now, mailed_at=None)
    faulty.on_send = SMTPDataError(550, "no such user")
    assert send(invitation, now) == 0
    invitation.refresh_from_db()
    assert (invitation.mailed_at, invitation.mail_problem) == (None, MailProblem.REFUSED)
    assert usable_invitation(first, now) == invitation, "nobody received another link"


def test_mail_that_may_have_left_holds_a_link_that_works_and_is_not_repeated(here, now, faulty, monkeypatch):
    invitation, _ = make_invitation(Role.LIAISON, here, at=now, mailed_at=None)
    monkeypatch.setattr(mail_kinds, "token_urlsafe", lambda size: "enviado")
    faulty.on_send = SMTPServerDisconnected("in the middle")
    with pytest.raises(SMTPServerDisconnected):
        send(invitation, now)
    invitation.refresh_from_db()
    assert (invitation.mailed_at, invitation.mail_problem) == (None, MailProblem.UNSURE)
    assert usable_invitation("enviado", now) == invitation


def test_link_that_may_have_arrived_works_until_the_second_mail_left(coordination, here, now, faulty):
    invitation, first = make_invitation(Role.LIAISON, here, at=now, mailed_at=None, invited_by=coordination)
    links, later = [], now + timedelta(hours=1)
    for at, failure in ((now, SMTPServerDisconnected("lost")), (later, SMTPDataError(451, "later")), (later, None)):
        faulty.on_send = failure
        if at == later and len(links) == 1:
            (listed,) = unsettled_mails(later)
            assert (listed.label, listed.about, listed.to) == (
                "Invitación", "Invitación: Enlace municipal", f"Invitación n.º {invitation.pk}",
            )  # fmt: skip
            assert outbox.send_again(number=listed.number, by=coordination, at=later) is True
        with suppress(SMTPServerDisconnected, MailDelayed):
            send(invitation, at)
        links.append([usable_invitation(token, at) is not None for token in (first, *made(faulty))])
    assert links == [[True, True], [False, True, False], [False, False, False, True]]
    invitation.refresh_from_db()
    assert (invitation.mailed_at, invitation.mail_problem, invitation.mailed_token_sha256) == (later, "", None)


def made(faulty) -> list[str]:
    """The tokens of all messages that were handed over, also of those that did not leave."""
    return [re.search(r"/cuenta/invitacion/([\w-]+)/", message.body).group(1) for message in faulty.messages]


@pytest.mark.parametrize("fields", [["revoked_at"], ["accepted_at"], ["expires_at"]])
def test_invitation_that_is_over_is_not_mailed(here, now, fields, time_machine):
    time_machine.move_to(now)
    moments = dict.fromkeys(fields, now)
    invitation, _ = make_invitation(Role.LIAISON, here, at=now - timedelta(days=1), mailed_at=None, **moments)
    assert tasks.send(keys=[f"invitation:{invitation.pk}"]) == 0
    assert send(invitation, now) == 0
    assert mail.outbox == []


def test_invitations_that_the_broker_lost_leave_with_the_next_turn_of_beat(coordination, here, now, time_machine):
    lines = [Line(n, name, "", "Enlace", "Aquí") for n, name in ((2, "ana@a.example"), (3, "luz@a.example"))]
    rosters.invite_many(lines=lines, by=coordination, at=now)  # no task follows
    time_machine.move_to(now + timedelta(minutes=9))
    assert (tasks.send_waiting(), mail.outbox) == (0, [])
    time_machine.move_to(now + timedelta(minutes=11))
    assert tasks.send_waiting() == 2
    assert sorted(message.to[0] for message in mail.outbox) == ["ana@a.example", "luz@a.example"]
    token = re.search(r"/cuenta/invitacion/([\w-]+)/", mail.outbox[0].body).group(1)
    assert usable_invitation(token, timezone.now()) is not None
    assert (tasks.send_waiting(), len(mail.outbox)) == (0, 2)


@pytest.mark.parametrize(
    "fields",
    [
        {"invited_by": None},  # its link was printed, and a new one would kill it
        {"mail_problem": MailProblem.REFUSED},
        {"mail_problem": MailProblem.UNSURE},
        {"mailed_at": MINUTE},
        {"accepted_at": MINUTE},
        {"revoked_at": MINUTE},
        {"expires_at": MINUTE},
        {"created_at": MINUTE},  # the request that made it may be mailing it
    ],
    ids=lambda fields: next(iter(fields)),
)
def test_beat_leaves_alone_what_does_not_wait(coordination, here, fields):
    now, usual = timezone.now(), {"mailed_at": None, "invited_by": coordination}
    fields = {name: now - value if isinstance(value, timedelta) else value for name, value in fields.items()}
    one, _ = make_invitation(Role.LIAISON, here, at=now - timedelta(days=1), **usual)
    make_invitation(Role.CONTRIBUTOR, here, at=now - timedelta(days=1), **usual | fields)
    tasks.send_waiting()
    assert [message.to for message in mail.outbox] == [[one.email]]


def test_refused_address_is_tried_once_and_not_every_ten_minutes(coordination, here, faulty):
    make_invitation(Role.LIAISON, here, at=timezone.now() - timedelta(days=1), mailed_at=None, invited_by=coordination)
    faulty.on_send = SMTPDataError(550, "no such user")
    assert [tasks.send_waiting() for _ in range(3)] == [1, 0, 0]
    assert faulty.tried == 1
