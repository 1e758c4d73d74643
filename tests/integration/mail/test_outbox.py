"""The outbox: told once, claimed before it leaves, settled after, tried again while it may be, dropped when it is late."""

from datetime import timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.core import checks, mail
from django.db import IntegrityError, connection, transaction
from django.db.models import F

from mail import tasks
from mail.actions import outbox
from mail.actions.handover import MailDelayed
from mail.apps import kinds_have_names_of_their_own, kinds_of_stored_mails_are_known
from mail.choices import CLAIM_LASTS, KINDS, State, kind_of
from mail.models import Outbox
from mail.queries import unsettled_mails
from tests.factories.accounts import make_user
from tests.factories.mail import PutsOffOne
from tests.factories.outbox import make_mail

pytestmark = pytest.mark.django_db
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def ask(subject_id: int, at, kind: str = "letter") -> str:
    key = f"{kind}:{subject_id}"
    outbox.enqueue(kind=kind, subject_id=subject_id, key=key, at=at)
    return key


def states() -> dict[int, str]:
    return dict(Outbox.objects.order_by("pk").values_list("subject_id", "state"))


def sent() -> list[str]:
    return [message.subject for message in mail.outbox]


# --- Asking ---


def test_mail_leaves_after_the_commit_of_who_asked(letters, now, time_machine, django_capture_on_commit_callbacks):
    time_machine.move_to(now, tick=False)
    with django_capture_on_commit_callbacks(execute=True):
        ask(1, now)
        assert mail.outbox == []
    row = Outbox.objects.get()
    assert (sent(), row.state, row.settled_at, row.claimed_at) == (["Carta 1"], State.SENT, now, None)
    assert letters.told == [(1, "sent")]


def test_what_was_undone_sends_nothing(letters, now, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        ask(1, now)
        transaction.set_rollback(True)
    assert (states(), mail.outbox) == ({}, [])


def test_the_same_is_told_once(letters, now, time_machine, django_capture_on_commit_callbacks):
    time_machine.move_to(now, tick=False)
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            ask(1, now)
            ask(1, now)
    assert (sent(), states()) == (["Carta 1"], {1: "sent"})


def test_many_cost_what_one_costs(letters, now, django_assert_num_queries):
    for count in (1, 100):
        with django_assert_num_queries(1):
            subjects = {f"letter:{count}:{n}": n for n in range(count)}
            outbox.enqueue_many(kind="letter", subjects=subjects, at=now)


def test_kind_that_no_app_registers_is_refused_at_once(letters, now):
    with pytest.raises(LookupError):
        outbox.enqueue(kind="telegram", subject_id=1, key="x", at=now)


# --- Sending ---


def test_mail_that_says_nothing_any_more_is_dropped(letters, now):
    letters.silent = {1}
    assert outbox.send(keys=[ask(1, now), ask(2, now)], at=now) == 1
    assert (sent(), states()) == (["Carta 2"], {1: "dropped", 2: "sent"})
    assert letters.told == [(1, "dropped"), (2, "sent")]


def test_mail_that_cannot_be_written_holds_no_other_back_and_is_tried_again(letters, now, caplog):
    letters.broken = {1}
    keys = [ask(1, now), ask(2, now)]
    assert outbox.send(keys=keys, at=now) == 1
    assert states() == {1: "waiting", 2: "sent"}
    assert "cannot be written" in caplog.text
    letters.broken = set()
    assert outbox.send(keys=keys, at=now) == 1


def test_server_that_is_away_is_asked_before_anything_is_claimed(letters, now, faulty):
    faulty.on_open = ConnectionRefusedError("no server")
    with pytest.raises(MailDelayed):
        outbox.send(keys=[ask(1, now)], at=now)
    assert (states(), letters.said, letters.told) == ({1: "waiting"}, [], [])


def test_nothing_to_send_opens_no_connection(letters, now, faulty):
    faulty.on_open = ConnectionRefusedError("no server")
    assert outbox.send(keys=["letter:1"], at=now) == 0


def test_address_that_is_put_off_holds_no_other_back_and_is_told_to_its_app(letters, now, settings):
    settings.EMAIL_BACKEND = f"{PutsOffOne.__module__}.PutsOffOne"
    PutsOffOne.address = "1@correo.example"
    with pytest.raises(MailDelayed):
        outbox.send(keys=[ask(1, now), ask(2, now)], at=now)
    assert (states(), letters.told) == ({1: "waiting", 2: "sent"}, [(1, "waiting"), (2, "sent")])


def test_refused_address_is_not_tried_again_and_stays_out_of_the_log(letters, now, faulty, caplog):
    faulty.on_send = SMTPRecipientsRefused({"1@correo.example": (550, b"no such user")})
    key = ask(1, now)
    assert [outbox.send(keys=[key], at=now) for _ in range(2)] == [0, 0]
    assert (states(), letters.told, faulty.tried) == ({1: "refused"}, [(1, "refused")], 1)
    assert "@" not in caplog.text


def test_connection_lost_half_way_is_for_a_person_and_what_follows_waits(letters, now, faulty):
    faulty.on_send = SMTPServerDisconnected("in the middle")
    keys = [ask(1, now), ask(2, now)]
    with pytest.raises(SMTPServerDisconnected):
        outbox.send(keys=keys, at=now)
    assert (states(), letters.told) == ({1: "unsure", 2: "waiting"}, [(1, "unsure")])
    faulty.on_send = None
    assert outbox.send(keys=keys, at=now) == 1
    assert states() == {1: "unsure", 2: "sent"}


def test_claim_is_committed_before_the_message_is_handed_over(letters, now, monkeypatch):
    seen = []
    monkeypatch.setattr(outbox, "hand_over", lambda *_: seen.extend(states().values()))
    outbox.send(keys=[ask(1, now)], at=now)
    assert seen == ["claimed"]


def test_mail_is_settled_by_its_own_claim_only(letters, now):
    row = make_mail("letter", 1, at=now, state=State.CLAIMED)
    outbox._settle(row.pk, State.REFUSED, now - MINUTE)
    assert (states(), letters.told) == ({1: "claimed"}, [])


# --- Beat ---


def test_beat_sends_what_is_due_and_drops_what_is_late(letters, now, time_machine):
    time_machine.move_to(now, tick=False)
    for subject_id, age in ((1, timedelta(0)), (2, DAY - MINUTE), (3, DAY), (4, -MINUTE)):
        make_mail("letter", subject_id, at=now - age)
    assert (tasks.send_waiting(), tasks.send_waiting()) == (2, 0)
    assert states() == {1: "sent", 2: "sent", 3: "dropped", 4: "waiting"}
    assert (3, "dropped") in letters.told


def test_beat_leaves_alone_what_the_request_that_made_it_may_be_sending(letters, now, time_machine):
    make_mail("slow", 1, at=now)
    time_machine.move_to(now + timedelta(seconds=59))
    assert tasks.send_waiting() == 0
    time_machine.move_to(now + MINUTE)
    assert (tasks.send_waiting(), states()) == (1, {1: "sent"})


def test_mails_are_asked_for_in_batches(letters, now, time_machine, monkeypatch):
    time_machine.move_to(now, tick=False)
    asked = []
    monkeypatch.setattr(tasks.send, "delay", lambda *, keys: asked.append(len(keys)))
    outbox.enqueue_many(kind="letter", subjects={f"letter:{n}": n for n in range(120)}, at=now)
    assert (tasks.send_waiting(), asked) == (120, [20] * 6)


def test_worker_tries_those_after_a_lost_connection_again(letters, now, faulty, monkeypatch, time_machine):
    time_machine.move_to(now, tick=False)
    waits = []

    class Again(Exception):
        pass

    def retry(*, exc, countdown):
        waits.append(countdown)
        return Again()

    monkeypatch.setattr(tasks.send, "retry", retry)
    faulty.on_send = SMTPServerDisconnected("in the middle")
    keys = [ask(1, now), ask(2, now)]
    tasks.send.push_request(is_eager=False, called_directly=False, retries=0)
    try:
        with pytest.raises(Again):
            tasks.send.run(keys=keys)
        faulty.on_send = None
        assert tasks.send.run(keys=keys) == 1
    finally:
        tasks.send.pop_request()
    assert (waits, states()) == ([15], {1: "unsure", 2: "sent"})


# --- In the request that makes it ---


def here(subject_id: int, at, *, is_only_try: bool) -> None:
    outbox.enqueue_here(
        kind="slow", subject_id=subject_id, key=f"slow:{subject_id}", at=at, is_only_try=is_only_try,
        compose=lambda row, at: mail.EmailMessage("De aquí", "Hola.", to=["a@correo.example"]),
    )  # fmt: skip


def test_message_of_this_process_leaves_after_the_commit(letters, now, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        here(1, now, is_only_try=True)
        assert mail.outbox == []
    assert (sent(), states(), letters.said) == (["De aquí"], {1: "sent"}, [])


@pytest.mark.parametrize(("is_only_try", "subjects", "state"), [(False, ["Carta 1"], "sent"), (True, [], "dropped")])
def test_what_did_not_leave_is_tried_again_unless_it_was_the_only_try(
    letters, now, faulty, time_machine, django_capture_on_commit_callbacks, is_only_try, subjects, state
):
    faulty.on_open = ConnectionRefusedError("no server")
    with django_capture_on_commit_callbacks(execute=True):
        here(1, now, is_only_try=is_only_try)
    faulty.on_open = None
    time_machine.move_to(now + MINUTE)
    tasks.send_waiting()
    assert (sent(), states()) == (subjects, {1: state})


# --- A person decides ---


@pytest.mark.parametrize("state", [State.CLAIMED, State.UNSURE])
def test_what_stands_half_way_for_an_hour_is_listed_and_sent_again_once(
    letters, now, time_machine, django_capture_on_commit_callbacks, state
):
    row = make_mail("letter", 1, at=now - 2 * DAY, state=state, moment=now)
    assert unsettled_mails(now + CLAIM_LASTS - MINUTE) == []
    later = now + CLAIM_LASTS
    time_machine.move_to(later)
    (listed,) = unsettled_mails(later)
    assert (listed.number, listed.kind, listed.label, listed.about, listed.to, listed.since) == (
        row.pk, "letter", "Carta", "Carta 1", "N.º 1", now,
    )  # fmt: skip
    person = make_user()
    with django_capture_on_commit_callbacks(execute=True):
        assert [outbox.send_again(number=row.pk, by=person, at=later) for _ in range(2)] == [True, False]
    assert (sent(), states()) == (["Carta 1"], {1: "sent"})


def test_what_is_needed_no_more_is_neither_listed_nor_sent_again(letters, now):
    row = make_mail("letter", 1, at=now, state=State.CLAIMED)
    letters.silent = {1}
    assert unsettled_mails(now + DAY) == []
    assert outbox.send_again(number=row.pk, by=make_user(), at=now + DAY) is False


def test_asking_again_moves_what_ended_badly_and_nothing_else(letters, now):
    ended = {state: make_mail("letter", n, at=now, state=state).key for n, state in enumerate(State)}
    old = make_mail("letter", 99, at=now - DAY, state=State.CLAIMED).key
    outbox.wait_again(kind="letter", keys=[*ended.values(), old], at=now)
    left = {state for n, state in enumerate(State) if states()[n] != State.WAITING}
    assert (left, states()[99]) == ({State.CLAIMED, State.SENT}, "waiting")


# --- What the database and the checks keep ---


@pytest.mark.parametrize(
    "fields",
    [
        {"key": ""},
        {"kind": ""},
        {"state": "lost"},
        {"state": State.CLAIMED},
        {"state": State.SENT},
        {"claimed_at": F("created_at")},
        {"settled_at": F("created_at")},
        {"state": State.SENT, "settled_at": F("created_at"), "claimed_at": F("created_at")},
        {"due_at": F("waits_until") + MINUTE},
        {"waits_until": F("created_at") - MINUTE},
        {"key": "letter:2"},
    ],
    ids=str,
)
def test_database_refuses(letters, now, fields):
    row = make_mail("letter", 1, at=now)
    make_mail("letter", 2, at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Outbox.objects.filter(pk=row.pk).update(**fields)


def test_table_has_no_place_for_an_address_a_token_or_a_text(db):
    columns = {
        column.name for column in connection.introspection.get_table_description(connection.cursor(), "mail_outbox")
    }
    assert columns == {
        "id", "key", "kind", "subject_id", "state", "created_at", "due_at", "waits_until", "claimed_at", "settled_at",
    }  # fmt: skip


def test_two_kinds_of_one_name_are_refused_when_the_portal_starts(letters):
    assert kinds_have_names_of_their_own(None) == []
    KINDS.append(kind_of("letter"))
    found = kinds_have_names_of_their_own(None)
    KINDS.pop()
    assert [(error.level, error.id, "letter" in error.msg) for error in found] == [(checks.ERROR, "mail.E001", True)]


def test_stored_mails_whose_kind_is_gone_are_refused(letters, now):
    make_mail("letter", 1, at=now)
    assert kinds_of_stored_mails_are_known(None, databases=["default"]) == []
    Outbox.objects.update(kind="telegram")
    found = kinds_of_stored_mails_are_known(None, databases=["default"])
    assert [(error.id, "telegram" in error.msg) for error in found] == [("mail.E002", True)]
    assert kinds_of_stored_mails_are_known(None, databases=None) == []
    Outbox.objects.update(state=State.SENT, settled_at=now)
    assert kinds_of_stored_mails_are_known(None, databases=["default"]) == []


def test_mail_of_a_kind_that_is_gone_stops_nothing(letters, now, time_machine):
    time_machine.move_to(now, tick=False)
    for subject_id, at, state in (
        (1, now, State.WAITING),
        (2, now - DAY, State.CLAIMED),
        (4, now - DAY, State.WAITING),
    ):
        make_mail("letter", subject_id, at=at, state=state)
    Outbox.objects.update(kind="telegram")
    make_mail("letter", 3, at=now)
    assert tasks.send_waiting() == 2
    assert (states()[3], unsettled_mails(now)) == ("sent", [])
