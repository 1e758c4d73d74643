"""Who reviews what: assigned by coordination, with conflicts respected, and first in the queue of each person."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.models import Membership
from accounts.permissions import Role
from core.models import AuditEntry
from core.refusals import Stale
from diagnostics.assessments.models import Assessment, Round
from diagnostics.review.actions import assignments, reviews
from diagnostics.review.models import AnswerReview, ReviewAssignment
from diagnostics.review.queries.assignments import review_shares_of
from diagnostics.review.queries.cases import casefile_of
from diagnostics.review.queries.queue import queue_of
from notices.models import Notification
from tests.budgets import queries_of
from tests.factories.accounts import make_member
from tests.factories.diagnostics import AT, declare, make_round, make_sent, mark_of
from tests.factories.territory import make_municipality

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("declared")]
PAGE = "/asignaciones/ciclo/"


@pytest.fixture
def other(cast):
    return make_member(Role.REVIEWER, None, name="Otra que revisa")


@pytest.fixture
def office(cast, browser_of) -> Client:
    return browser_of(cast.coordinator)


def round_now() -> Round:
    return Round.objects.get(code="ciclo")


def assign(cast, *, places: dict | None = None, dimensions: dict | None = None, seen: str | None = None) -> int:
    seen = review_shares_of(round_now()).fingerprint if seen is None else seen
    return assignments.assign(
        round=round_now(), places=places or {}, dimensions=dimensions or {}, seen=seen, by=cast.coordinator, at=AT
    )


def there(cast) -> Assessment:
    return Assessment.objects.get(round__code="ciclo", municipality=cast.there)


def rows(person) -> list[tuple[str, bool]]:
    queue = queue_of(round_now(), today=AT.date(), reader=person)
    return [(str(row.assessment.municipality), row.is_mine) for row in queue.rows]


def test_coordination_assigns_on_a_page_and_each_person_is_told(office, cast, assessment, other):
    page = office.get(PAGE)
    seen = review_shares_of(round_now()).fingerprint
    assert f'name="place-{assessment.pk}"' in page.text
    sent = {"seen": seen, f"place-{there(cast).pk}": [cast.reviewer.pk], "dimension-0": [other.pk]}
    response = office.post(PAGE, sent, follow=True)
    assert "Reparto guardado." in response.text
    found = {(a.assessment_id, a.dimension and a.dimension.code, a.user) for a in ReviewAssignment.objects.all()}
    assert found == {(there(cast).pk, None, cast.reviewer), (None, "A", other)}
    entry = AuditEntry.objects.get(verb="review.assigned")
    assert (entry.by, entry.data) == (cast.coordinator, {"given": 2, "taken": 0})
    told = {n.user: (n.kind, n.body) for n in Notification.objects.filter(kind="assigned")}
    assert told == {
        cast.reviewer: (
            "assigned", f"{cast.coordinator.name} le dio la revisión de Allá. Otra persona también puede ayudar."
        ),
        other: (
            "assigned",
            f"{cast.coordinator.name} le dio la revisión de «Apertura» en todos los municipios. "
            "Otra persona también puede ayudar.",
        ),
    }  # fmt: skip


def test_only_coordination_assigns(cast, browser_of):
    assert browser_of(cast.reviewer).get(PAGE).status_code == 403
    assert browser_of(cast.reviewer).post(PAGE, {}).status_code == 403
    assert "Quién revisa qué" not in browser_of(cast.reviewer).get("/revision/").text
    assert PAGE in browser_of(cast.coordinator).get("/revision/").text


def test_own_assignments_come_first_and_a_filter_keeps_them(cast, assessment, other, browser_of):
    assert rows(cast.reviewer) == [("Aquí", False), ("Allá", False)]
    assign(cast, places={there(cast).pk: {cast.reviewer.pk}})
    assert rows(cast.reviewer) == [("Allá", True), ("Aquí", False)]
    desk = browser_of(cast.reviewer)
    mine, nobodys = desk.get("/revision/?ver=mias").text, desk.get("/revision/?ver=sin-asignar").text
    assert ("Allá" in mine, ">Aquí<" in mine, "Suya" in mine) == (True, False, True)
    assert (">Allá<" in nobodys, ">Aquí<" in nobodys) == (False, True)
    assert "No tiene revisiones asignadas" in browser_of(other).get("/revision/?ver=mias").text
    assert cast.reviewer.name in browser_of(other).get("/revision/").text


def test_order_that_was_asked_for_is_kept(cast, assessment):
    assign(cast, places={there(cast).pk: {cast.reviewer.pk}})
    queue = queue_of(round_now(), today=AT.date(), sort="municipio", reader=cast.reviewer)
    assert [str(row.assessment.municipality) for row in queue.rows] == ["Aquí", "Allá"]


def test_dimension_of_all_municipalities_leaves_out_those_of_a_conflict(cast, assessment, other):
    declare(round_now(), other, conflicts={cast.there.pk: "Trabajé allí"})
    assign(cast, dimensions={"B": {other.pk}})
    assert rows(other) == [("Aquí", True), ("Allá", False)]
    assert "menos Allá por su conflicto de interés" in Notification.objects.get(user=other).body
    queue = queue_of(round_now(), today=AT.date(), reader=other)
    assert [row.own_dimensions for row in queue.rows] == [("B",), ()]


def test_declared_conflict_refuses_the_assignment_in_words(office, cast, other):
    declare(round_now(), other, conflicts={cast.there.pk: "Trabajé allí"})
    with pytest.raises(
        assignments.HasConflict, match=r"^Otra que revisa declaró un conflicto de interés con Allá: asígnele"
    ):
        assign(cast, places={there(cast).pk: {other.pk}})
    page = office.get(PAGE).text
    row = page.partition(f'name="place-{there(cast).pk}"')[0].rpartition("<li")[2] + page.partition("Allá")[2]
    assert "Otra que revisa declaró un conflicto de interés con Allá." in row
    seen = review_shares_of(round_now()).fingerprint
    response = office.post(PAGE, {"seen": seen, f"place-{there(cast).pk}": [other.pk]})
    assert response.status_code == 422
    assert "ya no puede revisarlo" in response.text
    assert not ReviewAssignment.objects.exists()


def test_role_in_the_municipality_and_work_in_its_diagnosis_refuse_it_too(cast, assessment, other):
    Membership.objects.create(user=other, role=Role.CONTRIBUTOR, municipality=cast.there, began_at=AT)
    with pytest.raises(assignments.HasConflict, match="tiene un rol en Allá"):
        assign(cast, places={there(cast).pk: {other.pk}})
    sent = make_sent(assessment, cast.liaison)
    Membership.objects.filter(user=cast.liaison).update(ended_at=AT)
    Membership.objects.create(user=cast.liaison, role=Role.REVIEWER, municipality=None, began_at=AT)
    with pytest.raises(assignments.HasConflict, match="trabajó en este diagnóstico de Aquí"):
        assign(cast, places={sent.pk: {cast.liaison.pk}})


def test_conflict_that_is_declared_later_takes_the_assignment_back_and_tells_coordination(cast, other):
    assign(cast, places={there(cast).pk: {other.pk, cast.reviewer.pk}})
    declare(round_now(), other, conflicts={cast.there.pk: "Mi hermana trabaja allí"})
    assert list(ReviewAssignment.objects.values_list("user", flat=True)) == [cast.reviewer.pk]
    assert AuditEntry.objects.filter(verb="review.unassigned", by=other).count() == 1
    notice = Notification.objects.get(user=cast.coordinator, kind="assigned")
    assert (notice.title, notice.url) == ("Falta quién revise Allá", PAGE)
    assert "Mi hermana" not in notice.body


def test_somebody_else_may_help_all_the_same(cast, assessment, other):
    sent = make_sent(assessment, cast.liaison)
    assign(cast, places={sent.pk: {other.pk}})
    mark = mark_of(casefile_of(sent).cases["A-01"].item)
    assert reviews.mark_page(assessment=sent, marks=[mark], by=cast.reviewer, at=AT) == []
    assert AnswerReview.objects.get().marked_by == cast.reviewer


def test_other_people_and_stale_pages_and_published_rounds_are_refused(cast, other):
    old = review_shares_of(round_now()).fingerprint
    with pytest.raises(assignments.NotAReviewer):
        assign(cast, places={there(cast).pk: {cast.advisor.pk}})
    assert assign(cast, places={there(cast).pk: {other.pk}}) == 1
    assert assign(cast, places={there(cast).pk: {other.pk}}) == 0
    with pytest.raises(Stale, match="Usted cambió el reparto en otra ventana, "):
        assign(cast, places={}, seen=old)
    with pytest.raises(Stale, match="Otra persona cambió el reparto mientras usted lo veía"):
        assignments.assign(
            round=round_now(), places={}, dimensions={}, seen=old, by=make_member(Role.COORDINATOR), at=AT
        )
    assert assign(cast, places={there(cast).pk: {cast.reviewer.pk}}) == 2, "one given, one taken"
    Round.objects.update(status="published")
    with pytest.raises(assignments.NothingToReview):
        assign(cast, places={})


def test_database_refuses_doubles_and_what_is_of_nothing(cast, assessment):
    stamp = {"round": round_now(), "user": cast.reviewer, "assigned_at": AT, "assigned_by": cast.coordinator}
    dimension = assessment.round.version.dimensions.first()
    for fields in ({"assessment": assessment}, {"dimension": dimension}):
        ReviewAssignment.objects.create(**stamp, **fields)
        with pytest.raises(IntegrityError), transaction.atomic():
            ReviewAssignment.objects.create(**stamp, **fields)
    for fields in ({}, {"assessment": assessment, "dimension": dimension}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ReviewAssignment.objects.create(**stamp, **fields)


def test_pages_cost_the_same_with_more_municipalities(office, cast, assessment, other):
    places = [make_municipality(name=f"Lugar {n}", facts={"has_council": "no"}) for n in range(4)]
    big = make_round(*places, code="grande", name="Ciclo grande")
    declare(big, cast.coordinator)
    costs = {
        code: len(queries_of(lambda code=code: office.get(f"/asignaciones/{code}/"))) for code in ("ciclo", "grande")
    }
    assert costs["ciclo"] == costs["grande"]
    costs = {
        code: len(queries_of(lambda code=code: office.get(f"/revision/?ciclo={code}"))) for code in ("ciclo", "grande")
    }
    assert costs["ciclo"] == costs["grande"]
