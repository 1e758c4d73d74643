"""Following by mail: nothing counts before it is confirmed, every mail has its way out, and nobody is told twice."""

import re
from datetime import timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from core.models import AuditEntry
from diagnostics.results.actions import errata
from diagnostics.results.actions.errata import Corrected
from mail import tasks as mail_tasks
from mail.actions import outbox
from mail.actions.handover import MailDelayed
from mail.models import Outbox
from notices import tasks
from notices.actions import following
from notices.choices import CONFIRM_WITHIN, NEWS_WAIT
from notices.models import Delivery, News, Subscription
from tests.factories.accounts import make_user
from tests.factories.mail import PutsOffOne
from tests.factories.notices import make_question, make_subscription
from tests.factories.results import levels, make_places, make_published_round

pytestmark = pytest.mark.django_db
ME = "vecina@correo.example"


def links_of(message) -> dict[str, str]:
    """The path of each link of a mail, by what it does."""
    found = re.findall(r"https?://[^/\s]+(/seguir/(confirmar|salir)/[\w-]+/)", message.body)
    return {name: path for path, name in found}


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def ask(follow, committed):
    """Send the form and read the mail: the answer and the links."""

    def send(*places: str, **fields):
        with committed():
            answer = follow(*places, **fields)
        return answer, links_of(mail.outbox[-1])

    return send


def tell(*slugs: str, key: str = "published:1", at=None) -> int:
    topics = [f"municipality:{slug}" for slug in slugs]
    return following.tell(
        topics=topics, key=key, subject="Se publicaron los resultados", lines=["Los de todos."], path="/ciclos/c/publicacion/",
        at=at or timezone.now(),
    )  # fmt: skip


def sent_to() -> list[str]:
    return [message.to[0] for message in mail.outbox]


def keys() -> list[str]:
    return list(Outbox.objects.order_by("pk").values_list("key", flat=True))


def states() -> list[str]:
    return list(Outbox.objects.order_by("pk").values_list("state", flat=True))


# --- Asking and confirming ---


def test_only_the_button_behind_the_link_confirms(cast, ask, client):
    answer, links = ask("aqui")
    assert (answer.status_code, answer.url) == (302, "/seguir/enviado/")
    assert sent_to() == [ME]
    page = client.get(links["confirmar"], follow=True)  # what a scanner of links does
    assert (page.status_code, "De: Aquí." in page.text) == (200, True)
    assert Subscription.objects.confirmed().count() == 0
    done = client.post(page.request["PATH_INFO"], follow=True)
    assert "Desde hoy recibe las novedades de: Aquí." in done.text
    kept = Subscription.objects.get()
    assert (kept.email, kept.whole_valley, list(kept.municipalities.all())) == (ME, False, [cast.here])
    assert client.post(links["confirmar"]).status_code == 302  # again, it changes nothing
    assert [(e.verb, e.data) for e in AuditEntry.of(kept)] == [("subscription.confirmed", {"notice_version": "1"})]


def test_confirming_needs_the_token_of_the_form(cast, ask):
    _, links = ask("valle")
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(links["confirmar"]).status_code == 403
    assert Subscription.objects.confirmed().count() == 0


def test_known_address_gets_the_same_answer_and_changes_what_it_follows(cast, ask, client):
    known = make_subscription(cast.here, email=ME)
    stranger, _ = ask("valle", email="otra@correo.example")
    answer, links = ask("alla", email=ME.upper())
    assert (answer.status_code, answer.url, answer.content) == (stranger.status_code, stranger.url, stranger.content)
    assert list(known.municipalities.all()) == [cast.here]
    client.post(links["confirmar"])
    assert [(s.pk, [p.slug for p in s.municipalities.all()]) for s in Subscription.objects.filter(email=ME)] == [
        (known.pk, ["alla"])
    ]
    client.post(links["salir"])  # the way out of the question goes on working
    assert Subscription.objects.filter(email=ME).count() == 0


def test_only_hashes_of_tokens_are_kept(cast, ask):
    _, links = ask("aqui")
    token = links["confirmar"].split("/")[3]
    kept = Delivery.objects.get()
    assert (len(token), kept.token_sha256 == Delivery.hash_of(token)) == (43, True)
    assert token not in str(list(Delivery.objects.values()) + list(Subscription.objects.values()))


def test_link_ends_after_seven_days(cast, client):
    old, fresh = (
        make_question(cast.here, at=timezone.now() - age)
        for age in (CONFIRM_WITHIN, CONFIRM_WITHIN - timedelta(minutes=1))
    )
    assert [client.post(f"/seguir/confirmar/{token}/").status_code for token in (old, fresh, "nada")] == [410, 302, 410]
    assert Subscription.objects.confirmed().count() == 1


def test_token_of_news_confirms_nothing(cast, client):
    row = make_subscription(cast.here, confirmed_at=None)
    news = News.objects.create(key="k", subject="S", path="/", created_at=timezone.now())
    Delivery.objects.create(
        subscription=row,
        news=news,
        token_sha256=Delivery.hash_of("t"),
        created_at=timezone.now(),
    )
    assert client.post("/seguir/confirmar/t/").status_code == 410
    assert Subscription.objects.confirmed().count() == 0


@pytest.mark.parametrize(
    ("places", "fields", "error"),
    [
        ([], {}, "Elija al menos un municipio, o todo el valle."),
        (["nada"], {}, "Escoja una opción válida"),
        (["aqui"], {"email": ""}, "Escriba su correo."),
        (["aqui"], {"email": "a b"}, "Escriba un correo completo"),
        (["aqui"], {"email": "a@b.example\nBcc: c@d.example"}, "Escriba un correo completo"),
        (["aqui"], {"website": "x"}, "Borre lo que haya en «Deje este campo vacío»"),
        (["aqui"], {"started": ""}, "La página estuvo abierta mucho tiempo"),
    ],
)
def test_form_says_what_to_correct(cast, follow, places, fields, error):
    answer = follow(*places, **fields)
    assert (answer.status_code, error in answer.text) == (422, True)
    assert Subscription.objects.count() == 0


def test_nobody_fills_the_inbox_of_another(cast, ask, follow, committed):
    for _ in range(5):
        answer, _ = ask("aqui")
        assert (answer.status_code, answer.url) == (302, "/seguir/enviado/")
    assert sent_to() == [ME] * 3


def test_one_connection_asks_twenty_times_in_an_hour(cast, follow):
    statuses = [follow("aqui", email=f"v{n}@correo.example").status_code for n in range(21)]
    assert statuses == [302] * 20 + [429]


@pytest.mark.parametrize(("sobre", "chosen"), [("municipality:alla", ["alla"]), ("", ["valle"]), ("portal", ["valle"])])
def test_form_starts_with_what_the_page_was_about(cast, client, sobre, chosen):
    assert client.get("/seguir/", {"sobre": sobre}).context["form"]["places"].value() == chosen
    assert client.get("/seguir/", {"sobre": "municipality:nada"}).status_code == 404


def test_unconfirmed_addresses_are_forgotten_after_seven_days(cast, now):
    for age in (CONFIRM_WITHIN, CONFIRM_WITHIN - timedelta(minutes=1)):
        make_question(cast.here, at=now - age)
    make_subscription(at=now - timedelta(days=400))
    assert (following.forget_unconfirmed(at=now), following.forget_unconfirmed(at=now)) == (1, 0)
    assert Subscription.objects.count() == 2


def test_daily_task_forgets_and_may_run_twice(cast):
    make_question(cast.here, at=timezone.now() - CONFIRM_WITHIN)
    assert (tasks.forget_unconfirmed(), tasks.forget_unconfirmed()) == (1, 0)


# --- Leaving ---


def test_way_out_is_one_click_also_for_mail_programs(cast, ask, client, committed):
    _, links = ask("aqui")
    client.post(links["confirmar"])
    with committed():
        tell("aqui")
    message = mail.outbox[-1]
    way_out = re.fullmatch(r"<https?://[^/]+(/seguir/salir/[\w-]+/)>", message.extra_headers["List-Unsubscribe"])[1]
    assert message.extra_headers == {
        "Auto-Submitted": "auto-generated",
        "List-Unsubscribe": message.extra_headers["List-Unsubscribe"],
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    assert way_out in message.body
    assert way_out in message.alternatives[0].content
    assert client.get(way_out, follow=True).status_code == 200
    assert Subscription.objects.count() == 1  # reading the page ends nothing
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(way_out, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert (Subscription.objects.count(), Delivery.objects.count()) == (0, 0)
    assert strict.post(way_out, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert client.get(way_out).status_code == 410
    assert ME not in str(list(AuditEntry.objects.values()))


def test_leaving_takes_what_waits_for_the_same_address_too(cast, client):
    token = make_question(cast.here, email=ME)
    make_subscription(email=ME)
    other = make_subscription()
    assert "Ya no le escribimos" in client.post(f"/seguir/salir/{token}/", follow=True).text
    assert list(Subscription.objects.all()) == [other]


# --- Telling ---


def test_who_follows_a_municipality_or_all_is_told(cast, committed):
    people = {
        "here": make_subscription(cast.here), "there": make_subscription(cast.there),
        "both": make_subscription(cast.here, cast.there), "all": make_subscription(),
        "waits": make_subscription(cast.here, confirmed_at=None),
    }  # fmt: skip
    with committed():
        assert tell("aqui") == 3
    assert sorted(sent_to()) == sorted(people[name].email for name in ("here", "both", "all"))
    mail.outbox.clear()
    with committed():
        assert tell("aqui", "alla", key="published:2") == 4
    assert sorted(sent_to()) == sorted(people[name].email for name in ("here", "there", "both", "all"))


def test_what_happened_is_told_once(cast, committed):
    make_subscription(cast.here)
    with committed():
        tell("aqui")
    with committed():
        assert tell("aqui") == 0
    assert (mail_tasks.send(keys=keys()), mail_tasks.send_waiting()) == (0, 0)
    assert len(mail.outbox) == 1
    assert states() == ["sent"]


def test_mails_leave_in_batches_and_cost_the_same_queries_each(cast, committed, django_assert_num_queries):
    for _ in range(60):
        make_subscription(cast.here)
    with committed():
        tell("aqui")
    assert len(mail.outbox) == 60
    assert len({m.extra_headers["List-Unsubscribe"] for m in mail.outbox}) == 60
    Delivery.objects.update(token_sha256=None)
    Outbox.objects.update(state="waiting", settled_at=None)
    # Which of them wait; each claims and settles in its own transaction: its row, what it says and follows, its link, its state.
    told = keys()[:10]
    with django_assert_num_queries(1 + 10 * 13):
        outbox.send(keys=told, at=timezone.now())


def test_mail_server_that_is_away_loses_nothing(cast, committed, faulty):
    make_subscription(cast.here)
    faulty.on_open = ConnectionRefusedError()
    with committed():
        tell("aqui")
    assert (len(mail.outbox), states()) == (0, ["waiting"])
    faulty.on_open = None
    assert mail_tasks.send_waiting() == 1
    assert (len(mail.outbox), states()) == (1, ["sent"])


def test_address_that_is_refused_is_not_asked_again_and_stays_out_of_the_log(cast, committed, faulty, caplog):
    make_subscription(cast.here, email=ME)
    faulty.on_send = SMTPRecipientsRefused({ME: (550, b"no such user")})
    with committed():
        tell("aqui")
    assert states() == ["refused"]
    assert ("is not accepted" in caplog.text, ME in caplog.text) == (True, False)
    faulty.on_send = None
    assert mail_tasks.send_waiting() == 0


def test_mail_that_may_have_left_is_not_sent_again(cast, committed, faulty):
    make_subscription(cast.here)
    tell("aqui")
    faulty.on_send = SMTPServerDisconnected("in the middle")
    with pytest.raises(SMTPServerDisconnected):
        outbox.send(keys=keys(), at=timezone.now())
    faulty.on_send = None
    assert (mail_tasks.send_waiting(), states()) == (0, ["unsure"])


def test_server_that_answers_later_is_asked_again(cast, faulty):
    make_subscription(cast.here)
    tell("aqui")
    faulty.on_send = SMTPRecipientsRefused({"x": (451, b"later")})
    with pytest.raises(MailDelayed):
        outbox.send(keys=keys(), at=timezone.now())
    faulty.on_send = None
    assert (outbox.send(keys=keys(), at=timezone.now()), len(mail.outbox)) == (1, 1)


def test_one_address_that_is_put_off_holds_nobody_back(cast, settings):
    first, second = make_subscription(cast.here), make_subscription(cast.here)
    settings.EMAIL_BACKEND = f"{PutsOffOne.__module__}.PutsOffOne"
    PutsOffOne.address = first.email
    tell("aqui")
    with pytest.raises(MailDelayed):
        outbox.send(keys=keys(), at=timezone.now())
    assert sent_to() == [second.email]
    assert sorted(states()) == ["sent", "waiting"]


def test_address_longer_than_a_mail_server_takes_is_refused_in_words(client, cast):
    long = f"{'a' * 60}@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 60}.org"
    answer = client.post("/seguir/", {"places": ["aqui"], "email": long})
    assert answer.status_code == 422
    assert Subscription.objects.count() == 0


def test_news_that_waited_too_long_are_not_sent(cast):
    make_subscription(cast.here)
    tell("aqui", at=timezone.now() - NEWS_WAIT)
    assert mail_tasks.send_waiting() == 0


def test_publishing_and_correcting_tell_the_followers(committed):
    places = make_places(3)
    followed, other = make_subscription(places[0]), make_subscription(places[1])
    with committed():
        publication = make_published_round({p: levels(3, 3, 3) for p in places}, code="ciclo", name="Ciclo 2027-1")
    assert sorted(sent_to()) == sorted([followed.email, other.email])
    first = mail.outbox[0]
    assert first.subject == "Se publicaron los resultados del ciclo 2027-1"
    assert "/ciclos/ciclo/publicacion/" in first.body
    mail.outbox.clear()
    change = Corrected(places[0].divipola, "INF-01", "1", False, "")
    with committed():
        errata.correct(
            round=publication.round, corrections=[change], reason="Se leyó mal.", by=make_user(), at=timezone.now()
        )
    assert sent_to() == [followed.email]
    assert mail.outbox[0].subject == "Fe de erratas del ciclo 2027-1: cambia el resultado de Lugar 01"
    assert "Razón: Se leyó mal." in mail.outbox[0].body


def test_mails_about_a_demonstration_say_so(committed):
    make_subscription()
    with committed():
        make_published_round({p: levels(3, 3, 3) for p in make_places(2)}, code="ciclo", is_demo=True)
    assert mail.outbox[0].subject.startswith("Demostración: ")
    assert "Datos inventados" in mail.outbox[0].body


def test_nothing_told_runs_in_a_mail(cast, committed):
    make_subscription()
    with committed():
        following.tell(
            topics=[], key="x", subject="a\nb <b>", lines=["<script>alert(1)</script>"], path="/", at=timezone.now()
        )
    message = mail.outbox[0]
    assert message.subject == "a b <b>"
    assert "<script>" not in message.alternatives[0].content


# --- What the database keeps ---


@pytest.mark.parametrize("confirmed", [True, False])
def test_an_address_follows_once(db, now, confirmed):
    fields = {"email": ME, "confirmed_at": now if confirmed else None}
    make_subscription(at=now, **fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_subscription(at=now, **fields)
    make_subscription(at=now, email=ME, confirmed_at=None if confirmed else now)


def test_a_follower_is_told_once_and_every_mail_has_a_way_out(db, now):
    row = make_subscription()
    news = News.objects.create(key="k", subject="S", path="/", created_at=now)
    told = Delivery.objects.create(subscription=row, news=news, created_at=now)
    for fields in ({"news": news}, {"news": news, "token_sha256": "x"}, {"replaced_by": told}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Delivery.objects.create(subscription=row, created_at=now, **fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        News.objects.create(key="k", subject="S", path="/", created_at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        News.objects.create(key="otra", subject="S", path="//otro.example/", created_at=now)
