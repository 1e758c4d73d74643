"""Groups of comparable municipalities."""

import pytest

from territory.queries import groups_of
from tests.factories.territory import make_municipality

pytestmark = pytest.mark.django_db


def test_groups_are_of_a_zone_and_of_like_size(django_assert_num_queries):
    small = make_municipality(population=56_000, facts={"zone": "norte"})
    other = make_municipality(population=60_000, facts={"zone": "sur"})
    large = make_municipality(population=2_600_000, facts={"zone": "sur"})
    elsewhere = make_municipality(population=70_000, facts={"zone": "norte"})
    with django_assert_num_queries(1):
        found = groups_of([small.pk, other.pk, large.pk])
    assert [(group.code, group.name, group.places) for group in found] == [
        ("zona-norte", "Zona norte", {small.pk}),
        ("zona-sur", "Zona sur", {other.pk, large.pk}),
        ("desde-0", "Hasta 60 mil habitantes", {small.pk}),
        ("desde-60000", "De 60 a 100 mil habitantes", {other.pk}),
        ("desde-500000", "Más de 500 mil habitantes", {large.pk}),
    ]
    assert elsewhere.pk not in set().union(*(group.places for group in found))


def test_group_of_all_and_unknown_facts_make_no_group():
    places = [make_municipality(population=50_000, facts={}), make_municipality(population=55_000, facts={})]
    assert groups_of([place.pk for place in places]) == []
