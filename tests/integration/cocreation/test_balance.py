"""Balance and quality sheet over real rows: what counts, how many queries, the file."""

import pytest
from django.urls import reverse
from django.utils import timezone

from cocreation.agendas.choices import StageCode
from cocreation.agendas.models import Vote
from cocreation.contributions.choices import CommentState, ContributionState, Kind, Zone
from cocreation.contributions.models import Comment, ContributionSupport
from cocreation.contributions.queries.balance import balance_of
from cocreation.contributions.queries.quality import quality_of
from tests.factories.cocreation import day_in, make_agenda, make_contribution, make_participant

pytestmark = pytest.mark.django_db


@pytest.fixture
def agenda(cast):
    for place in (cast.here, cast.there):
        place.population, place.population_year = 1000, 2024
        place.save()
    return make_agenda(cast.here, cast.there)


def test_what_counts(agenda, cast, django_assert_num_queries):
    author, supporter, voter, silent = (make_participant(agenda, municipality=cast.here) for _ in range(4))
    idea = make_contribution(agenda, participant=author, municipality=cast.here, zone=Zone.RURAL)
    make_contribution(agenda, state=ContributionState.IN_MODERATION, municipality=cast.there)
    ContributionSupport.objects.create(contribution=idea, participant=supporter, at=timezone.now())
    Vote.objects.create(participant=voter, challenge=agenda.challenges.get(), criterion="people", value=3)
    commenter = make_participant(agenda)
    for state in (CommentState.PUBLISHED, CommentState.DECLINED):
        who = commenter if state == CommentState.PUBLISHED else silent
        Comment.objects.create(contribution=idea, participant=who, text="Bien", state=state, received_at=timezone.now())
    with django_assert_num_queries(3):
        found = balance_of(agenda)
    assert [(line.name, line.contributions, line.participants, line.rural) for line in found.lines] == [
        (cast.here.name, 1, 3, 1), (cast.there.name, 0, 0, 0), ("Sin dato", 0, 1, 0),
    ]  # fmt: skip


def test_page_and_file_say_the_same(agenda, cast, browser_of):
    make_contribution(agenda, municipality=cast.here)
    url = reverse("contributions:agenda-balance", args=[agenda.code])
    browser = browser_of(cast.facilitator)
    assert f"Falta oír a {cast.there.name}" in browser.get(url).content.decode()
    file = browser.get(url, {"formato": "csv"})
    assert file["Content-Disposition"] == 'attachment; filename="balance-AG-1.csv"'
    assert file.content.decode().splitlines()[1].startswith(f"{cast.here.name},{cast.here.divipola},1,")
    assert browser.get(url, {"formato": "exe"}).status_code == 404


def test_quality_over_rows_in_bounded_queries(agenda, cast, django_assert_max_num_queries):
    person = make_participant(agenda, municipality=cast.here)
    make_contribution(agenda, kind=Kind.PROBLEM, participant=person)
    for _ in range(5):
        make_contribution(agenda)
    Vote.objects.create(participant=person, challenge=agenda.challenges.get(), criterion="people", value=3)
    with django_assert_max_num_queries(16):
        rows = {one.key: (one.part, one.whole) for one in quality_of(agenda, day_in(StageCode.PROTOTYPES))}
    assert rows["channel_web"] == (6, 6)
    assert rows["people"] == (1, 2000)
    assert rows["back"] == (1, 6)  # of those with an idea nobody came later; the prototypes have begun
    assert rows["in_time"] == (0, 0)
