"""Following one indicator: by mail, beside what else somebody follows, and as a feed."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from followup.indicators.models import ApprovedValue, IndicatorSheet, Measurement
from followup.pages.actions.telling import MOST_LINES, tell_followers
from notices.models import Delivery, FollowedTopic, Subscription
from notices.models import News as Told
from notices.queries.following import names_of
from tests.budgets import queries_of
from tests.factories.followup import make_approved, make_sheet
from tests.factories.notices import make_subscription
from tests.factories.territory import make_municipality

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
ME, FOLLOW = "vecina@correo.example", "/seguir/?sobre=indicator:IND-03"
FEED = "/indicadores/IND-03/novedades.atom"


@pytest.fixture
def place():
    return make_municipality(divipola="05088", name="Bello", slug="bello")


@pytest.fixture
def sheet(place) -> IndicatorSheet:
    with time_machine.travel(timezone.now() - 30 * DAY):
        return make_sheet(decimals=2)


@pytest.fixture
def ask(client, started, django_capture_on_commit_callbacks):
    """Ask to follow the indicator, and press the button behind the link of the mail."""

    def send(address: str = FOLLOW, **fields):
        with django_capture_on_commit_callbacks(execute=True):
            asked = client.post(address, {"email": ME, "started": started(), **fields})
        assert (asked.status_code, asked.url) == (302, "/seguir/enviado/")
        [link] = re.findall(r"https?://[^/\s]+(/seguir/confirmar/[\w-]+/)", mail.outbox[-1].body)
        return client.post(client.get(link, follow=True).request["PATH_INFO"], follow=True)

    return send


def follower(**fields) -> Subscription:
    row = make_subscription(whole_valley=False, **fields)
    FollowedTopic.objects.create(subscription=row, key="indicator:IND-03", title="IND-03: PQRSD")
    return row


def approved(sheet, place, period: str, above, below=100, *, days_ago: float = 1) -> ApprovedValue:
    with time_machine.travel(timezone.now() - days_ago * DAY):
        return make_approved(sheet, place, period, above, below)


def corrected(value: ApprovedValue, above: int, reason: str) -> ApprovedValue:
    return ApprovedValue.objects.create(
        measurement=value.measurement, number=2, sheet=value.sheet, numerator=above, denominator=100, reason=reason,
        approved_at=timezone.now() - DAY, office="Equipo metropolitano",
    )  # fmt: skip


def test_one_press_on_its_page_and_nothing_else_to_choose(client, sheet, ask):
    assert f'href="{FOLLOW}"' in client.get("/indicadores/IND-03/").text
    form = client.get(FOLLOW).text
    assert f"IND-03: {sheet.name}" in form
    assert "cuando se apruebe o se corrija un valor" in form
    assert 'name="places"' not in form
    done = ask()
    assert f"Desde hoy recibe las novedades de: IND-03: {sheet.name}." in done.text
    kept = Subscription.objects.get()
    assert (kept.whole_valley, kept.municipalities.count(), kept.topics.get().key) == (False, 0, "indicator:IND-03")
    assert client.get("/seguir/?sobre=indicator:NADA").status_code == 404


def test_it_is_added_to_what_somebody_follows_and_asked_twice_it_is_one(client, sheet, place, ask):
    known = make_subscription(place, email=ME)
    for _ in range(2):
        ask()
        assert names_of(Subscription.objects.get(pk=known.pk)) == ["Bello", f"IND-03: {sheet.name}"]
    assert (Subscription.objects.count(), FollowedTopic.objects.count()) == (1, 1)
    ask("/seguir/", places=["valle"])  # other municipalities leave it alone
    assert names_of(Subscription.objects.get(pk=known.pk)) == ["Todo el valle", f"IND-03: {sheet.name}"]


def test_new_and_corrected_values_and_a_changed_sheet_are_told_once_to_who_follows_it(
    sheet, place, django_capture_on_commit_callbacks, client
):
    approved(sheet, place, "2026-T1", 80, days_ago=9)
    wrong = approved(sheet, place, "2026-T2", 70, days_ago=2)
    corrected(wrong, 75, "Contó dos veces")
    approved(sheet, place, "2026-T3", 1148, 1256, days_ago=1)
    with time_machine.travel(timezone.now() - DAY):
        make_sheet(version=2, decimals=2, lag_days=45)
    reader, now = follower(email=ME), timezone.now()
    make_subscription()  # the whole valley: every municipality, no indicator
    make_subscription(place)
    with django_capture_on_commit_callbacks(execute=True):
        assert tell_followers(at=now) == 1
    told = Told.objects.get()
    assert sorted(told.lines) == [
        "Bello, abril a junio de 2026: 75,00\u202f%. Se corrigió: Contó dos veces.",
        "Bello, julio a septiembre de 2026: 91,40\u202f%. Valor aprobado.",
        "Ficha, versión 2: Cambió: días para entregar.",
    ]
    assert (told.key, told.path) == (f"indicator:IND-03:{timezone.localdate() - DAY}", "/indicadores/IND-03/")
    assert [one.subscription for one in Delivery.objects.filter(news=told)] == [reader]
    assert tell_followers(at=now) == 0
    message = mail.outbox[-1]
    assert (message.to, "sigue: " in message.body) == ([ME], True)
    [way_out] = re.findall(r"https?://[^/\s]+(/seguir/salir/[\w-]+/)", message.body)
    client.post(way_out, {"List-Unsubscribe": "One-Click"})
    assert (Subscription.objects.filter(pk=reader.pk).exists(), FollowedTopic.objects.count()) == (False, 0)


def test_demonstrations_are_told_to_nobody_and_a_file_of_many_values_makes_a_short_mail(sheet, place):
    follower()
    approved(sheet, place, "2026-T3", 9, 10)
    Measurement.objects.update(is_demo=True)
    assert tell_followers(at=timezone.now()) == 0
    for number in range(MOST_LINES + 3):
        approved(sheet, make_municipality(), "2026-T3", number, 100)
    assert tell_followers(at=timezone.now()) == 1
    lines = Told.objects.get().lines
    assert (len(lines), lines[-1]) == (MOST_LINES + 1, "Y 3 cambios más, en la página.")


def test_the_feed_has_the_same_with_ids_that_stay(client, sheet, place):
    value = approved(sheet, place, "2026-T3", 1148, 1256)
    answer = client.get(FEED)
    body = answer.content.decode()
    assert answer["Content-Type"].startswith("application/atom+xml")
    assert f"urn:innovacion360:indicador:IND-03:value-{value.pk}" in body
    assert "Bello, julio a septiembre de 2026 · IND-03: " in body
    assert "91,40\u202f%. Valor aprobado." in body
    assert "demostración" not in body
    assert FEED in client.get("/indicadores/IND-03/").text
    assert client.get("/indicadores/NADA/novedades.atom").status_code == 404
    few = len(queries_of(lambda: client.get(FEED)))
    for number in range(1, 12):
        approved(sheet, make_municipality(), f"2026-T{number % 4 + 1}", 5, 10)
    assert len(queries_of(lambda: client.get(FEED))) == few <= 8
    Measurement.objects.update(is_demo=True)
    assert client.get(FEED).content.decode().count("Datos de demostración. ") == 1 + 12


def test_few_people_are_in_no_entry(client, place):
    sheet = make_sheet(code="IND-20", decimals=0)
    for where, certified in ((place, 2), (make_municipality(name="Otra"), 8), (make_municipality(name="Grande"), 30)):
        approved(sheet, where, "2026-T3", certified, 40)
    body = client.get("/indicadores/IND-20/novedades.atom").content.decode()
    assert (body.count("son muy pocos casos para mostrarlos"), body.count("75\u202f%"), body.count("20\u202f%")) == (
        2,
        1,
        0,
    )
    follower()
    FollowedTopic.objects.update(key="indicator:IND-20")
    assert tell_followers(at=timezone.now()) == 1
    assert sum("muy pocos casos" in line for line in Told.objects.get().lines) == 2
