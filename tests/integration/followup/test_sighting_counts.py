"""What anybody reads of what people found of a commitment: counts as sentences, a part of its page, as many queries as ever."""

import pytest

from followup.sightings.choices import Finding, SightingState
from tests.factories.followup import make_commitment
from tests.factories.sightings import REPLY, make_sighting

pytestmark = pytest.mark.django_db
S = SightingState
PAGE = "/compromisos/CO-1/lo-vio/"


@pytest.fixture
def commitment(cast):
    return make_commitment(cast.here)


def test_counts_say_what_is_published_and_answered(client, cast, commitment, text_of):
    of = {Finding.YES: 9, Finding.PARTLY: 3, Finding.NO: 2}
    for finding, number in of.items():
        for place in range(number):
            answered = not (finding == Finding.NO and place < 2)
            make_sighting(commitment, finding=finding, state=S.ANSWERED if answered else S.PUBLISHED, by=cast.liaison)
    for state in (S.IN_MODERATION, S.DECLINED, S.TRANSFERRED, S.WITHDRAWN):
        make_sighting(commitment, state=state)
    said = "14 personas contaron qué encontraron: 9 lo vieron, 3 en parte y 2 no. La dependencia respondió 12."
    assert said in text_of(client.get(PAGE))
    part = client.get(f"{PAGE}resumen/", headers={"HX-Request": "true"})
    assert said in text_of(part)
    assert part.text.count(REPLY) == 2
    assert client.get(f"{PAGE}resumen/").url == PAGE


@pytest.mark.parametrize(
    ("findings", "said"),
    [
        ([Finding.YES], "1 persona contó qué encontró: 1 lo vio. La dependencia todavía no ha respondido."),
        ([Finding.NO], "1 persona contó qué encontró: 1 no lo encontró."),
        ([Finding.PARTLY, Finding.NO], "2 personas contaron qué encontraron: 1 lo vio en parte y 1 no."),
    ],
)
def test_small_counts_read_as_sentences(client, commitment, text_of, findings, said):
    for finding in findings:
        make_sighting(commitment, finding=finding)
    assert said in text_of(client.get(PAGE))


def test_page_takes_as_many_queries_however_many_told(client, cast, commitment, django_assert_max_num_queries):
    def visit(most: int) -> int:
        with django_assert_max_num_queries(most) as asked:
            client.get(PAGE)
            client.get(f"{PAGE}resumen/", headers={"HX-Request": "true"})
        return len(asked)

    for _ in range(2):
        make_sighting(commitment, state=S.ANSWERED, by=cast.liaison, with_photo=True)
    few = visit(12)
    for _ in range(18):
        make_sighting(commitment, state=S.ANSWERED, by=cast.liaison, with_photo=True)
    visit(few)
