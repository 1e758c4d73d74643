"""The inbox, the number in the header, and choosing how to learn of things."""

from datetime import timedelta

import pytest
from django.utils import timezone

from diagnostics.assessments.choices.notifications import SENT
from notices.choices import DeliveryMode
from notices.models import Notification
from notices.queries.notifications import deliveries_of, unread_count
from tests.budgets import queries_of
from tests.factories.accounts import make_user
from tests.factories.notices import make_notification, usual_deliveries

pytestmark = pytest.mark.django_db
INBOX = "/avisos/"
CHOICES = "/cuenta/avisos/"


@pytest.fixture
def ana(db):
    return make_user(name="Ana Ruiz")


@pytest.fixture
def desk(ana, client):
    client.force_login(ana)
    return client


def titles(page: str) -> list[str]:
    """The titles on the page, in their order."""
    found = [(page.index(f">{title}<"), title) for title in ("Viejo", "Nuevo", "Leído hoy") if f">{title}<" in page]
    return [title for _, title in sorted(found)]


def test_empty_inbox_says_what_will_come(desk):
    page = desk.get(INBOX).text
    assert "Todavía no hay avisos" in page
    assert "Marcar todos" not in page
    assert "No tiene avisos sin leer." in page


def test_inbox_shows_the_unread_first_and_nothing_of_others(desk, ana):
    at = timezone.now()
    make_notification(ana, at=at, title="Leído hoy", read_at=at)
    make_notification(ana, at=at - timedelta(days=9), title="Viejo", body="Primera línea\nSegunda <línea>")
    make_notification(ana, at=at - timedelta(days=1), title="Nuevo")
    make_notification(make_user(), at=at, title="De otra persona")
    page = desk.get(INBOX).text
    assert titles(page) == ["Nuevo", "Viejo", "Leído hoy"]
    assert "De otra persona" not in page
    assert "Tiene 2 avisos sin leer." in page
    assert "Primera línea<br>Segunda &lt;línea&gt;" in page
    assert page.count(">Marcar como leído<") == 2


def test_header_counts_the_unread_of_the_person(desk, ana):
    def header() -> str:
        page = desk.get("/cuenta/").text
        return page[page.index("<header") : page.index("</header>")]

    assert 'href="/avisos/"' in header()
    assert "sin leer" not in header()
    make_notification(ana, at=timezone.now())
    make_notification(make_user(), at=timezone.now())
    assert '<span class="count">1<span class="vh"> sin leer</span></span>' in header()


def test_opening_marks_it_read_and_goes_to_its_page(desk, ana):
    notification = make_notification(ana, at=timezone.now(), url="/cuenta/email/")
    assert desk.get(f"{INBOX}{notification.pk}/").url == "/cuenta/email/"
    first = Notification.objects.get().read_at
    assert first is not None
    assert desk.get(f"{INBOX}{notification.pk}/").url == "/cuenta/email/", "also when it was read before"
    assert Notification.objects.get().read_at == first


def test_looking_ahead_marks_nothing(desk, ana):
    notification = make_notification(ana, at=timezone.now())
    assert desk.head(f"{INBOX}{notification.pk}/").status_code == 405
    assert desk.get(f"{INBOX}{notification.pk}/leido/").status_code == 405
    assert desk.get(INBOX).status_code == 200
    assert unread_count(ana) == 1


def test_link_of_a_mail_asks_to_sign_in_and_then_opens(client, ana):
    notification = make_notification(ana, at=timezone.now(), url="/cuenta/email/")
    link = f"{INBOX}{notification.pk}/"
    assert client.get(link).url == f"/cuenta/login/?next={link}"
    assert unread_count(ana) == 1
    client.force_login(ana)
    assert client.get(link).url == "/cuenta/email/"


def test_notice_of_somebody_else_is_not_found(desk):
    other = make_user()
    notification = make_notification(other, at=timezone.now())
    assert desk.get(f"{INBOX}{notification.pk}/").status_code == 404
    assert desk.post(f"{INBOX}{notification.pk}/leido/").status_code == 404
    desk.post(f"{INBOX}leidos/")
    assert unread_count(other) == 1


def test_one_or_all_are_marked_read_from_the_inbox(desk, ana):
    rows = [make_notification(ana, at=timezone.now()) for _ in range(3)]
    assert desk.post(f"{INBOX}{rows[0].pk}/leido/").url == INBOX
    assert unread_count(ana) == 2
    assert "2 avisos quedaron como leídos." in desk.post(f"{INBOX}leidos/", follow=True).text
    assert unread_count(ana) == 0
    assert "quedaron como leídos" not in desk.post(f"{INBOX}leidos/", follow=True).text


def test_inbox_costs_the_same_however_much_there_is(desk, ana):
    make_notification(ana, at=timezone.now())
    few = len(queries_of(lambda: desk.get(INBOX)))
    for _ in range(40):
        make_notification(ana, at=timezone.now())
    assert len(queries_of(lambda: desk.get(INBOX))) == few == 6
    assert "Página siguiente" in desk.get(INBOX).text


def test_public_pages_do_not_count_notices(desk, ana):
    make_notification(ana, at=timezone.now())
    assert not any("notices_notification" in query for query in queries_of(lambda: desk.get("/como-se-mide/")))


# --- Preferences ---


def test_preferences_show_the_usual_and_keep_what_is_chosen(desk, ana):
    page = desk.get(CHOICES).text
    for kind, delivery in usual_deliveries().items():
        assert f'for="id_{kind}"' in page
        select = page[page.index(f'name="{kind}"') :].partition("</select>")[0]
        assert f'value="{delivery}" selected' in select
    chosen = dict.fromkeys(usual_deliveries(), DeliveryMode.PORTAL) | {SENT: DeliveryMode.AT_ONCE}
    answer = desk.post(CHOICES, {str(kind): str(delivery) for kind, delivery in chosen.items()}, follow=True)
    assert "Guardó cómo quiere recibir los avisos." in answer.text
    assert deliveries_of(ana) == chosen


def test_unknown_choice_is_refused_and_changes_nothing(desk, ana):
    form = {str(kind): "portal" for kind in usual_deliveries()} | {"sent": "paloma"}
    answer = desk.post(CHOICES, form)
    assert answer.status_code == 422
    assert "data-error-summary" in answer.text
    assert deliveries_of(ana) == usual_deliveries()


@pytest.mark.parametrize("address", [INBOX, CHOICES])
def test_pages_ask_who_is_there(client, db, address):
    assert client.get(address).url == f"/cuenta/login/?next={address}"
