"""Mails to who follows a municipality, about its commitments: once for each commitment and day, never of a demonstration."""

from datetime import timedelta

import pytest
from django.utils import timezone

from followup.commitments.exports.columns import COLUMNS
from followup.commitments.models import Commitment, News
from followup.pages.actions.telling import tell_followers
from notices.models import News as Told
from tests.command_line import run, write
from tests.factories.followup import make_commitment
from tests.factories.notices import make_subscription
from tests.factories.territory import make_municipality

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def late_since_yesterday(place, **changes) -> Commitment:
    today = timezone.localdate()
    days = {"start": today - 30 * DAY, "accepted_on": today - 40 * DAY}
    return make_commitment(place, milestones=[(today - 2 * DAY, None)], **days | changes)


def test_a_state_that_changed_by_its_dates_and_news_are_told_together_and_once():
    place, now = make_municipality(), timezone.now()
    one = late_since_yesterday(place)
    News.objects.create(commitment=one, text="Se abrió la mesa", office=one.office, at=now - DAY)
    News.objects.create(commitment=one, text="De hoy", office=one.office, at=now)
    make_subscription(place)
    assert tell_followers(at=now) == 1
    (told,) = Told.objects.all()
    assert told.lines == ["Pasó de «en marcha» a «en riesgo».", "Novedad: Se abrió la mesa"]
    assert told.path == one.get_absolute_url()
    assert tell_followers(at=now) == 0
    assert Told.objects.count() == 1


def test_what_a_stopped_worker_missed_is_told_by_its_day_and_older_things_no_more():
    place, now = make_municipality(), timezone.now()
    one = make_commitment(place, accepted_on=timezone.localdate() - 40 * DAY, start=timezone.localdate() - 30 * DAY)
    for days in (1, 3, 4):
        News.objects.create(commitment=one, text=f"Hace {days}", office=one.office, at=now - days * DAY)
    make_subscription(place)
    assert tell_followers(at=now) == 2
    assert [told.lines for told in Told.objects.order_by("pk")] == [["Novedad: Hace 3"], ["Novedad: Hace 1"]]


def test_a_file_of_a_hundred_is_one_mail_for_each_follower_and_later_things_are_told_as_ever(tmp_path):
    """Agreed yesterday, with another end and proof of yesterday: in the portal each of them would be a mail."""
    places = [make_municipality(divipola=code, name=name) for code, name in (("05001", "Uno"), ("05079", "Dos"))]
    loaded = timezone.now()
    day = timezone.localdate(loaded - DAY)
    lines = [
        f"C-{n},Promesa {n},,{('05001', '05079', '05001;05079')[n % 3]},Obras,,{day},{day},{day + 300 * DAY},{day + 200 * DAY},,"
        f"Acto~{day + 9 * DAY}~{day}|Otro~{day + 99 * DAY}~,,,Se corrió"
        for n in range(100)
    ]
    run("import_commitments", write(tmp_path, "cien.csv", "\n".join([",".join(COLUMNS), *lines, ""])))
    make_subscription(places[0])
    make_subscription(*places)
    make_subscription(make_municipality())
    assert tell_followers(at=loaded) == 0
    assert [tell_followers(at=loaded + days * DAY) for days in (1, 2, 3, 4)] == [2, 0, 0, 0]
    (told,) = Told.objects.all()
    assert told.subject.startswith("100 compromisos nuevos el ")
    assert (told.lines, told.path) == (["Dos: 66 compromisos.", "Uno: 67 compromisos."], "/compromisos/")
    one = Commitment.objects.get(code="C-0")
    News.objects.create(commitment=one, text="Se abrió", office=one.office, at=loaded + 5 * DAY)
    assert tell_followers(at=loaded + 6 * DAY) == 2


def test_demonstrations_and_other_municipalities_are_told_to_nobody():
    place, now = make_municipality(), timezone.now()
    late_since_yesterday(place, is_demo=True)
    make_subscription(place)
    assert tell_followers(at=now) == 0
    assert not Told.objects.exists()
    late_since_yesterday(make_municipality(), code="CO-2")
    assert tell_followers(at=now) == 0
