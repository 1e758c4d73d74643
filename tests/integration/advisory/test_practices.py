"""A practice is written, reviewed by another person, published as a version that never changes, read again, withdrawn."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.db.utils import DatabaseError

from advisory.practices.actions import publishing, reviewing, writing
from advisory.practices.models import Practice, PracticeVersion
from advisory.practices.queries.public import public_practices
from advisory.practices.queries.who import MayNot, NotNow
from core.models import AuditEntry, TraceEvent
from core.process.transitions import ReasonMissing
from core.refusals import Refusal, Stale
from tests.factories.practices import AT, SAID, after, in_every_state, published, reviewed, submitted, written

pytestmark = pytest.mark.django_db


def test_a_practice_goes_from_its_writer_to_its_reviewer_to_the_public(cast):
    row = written(cast.liaison, cast.here)
    assert (row.code, row.state, row.missing) == ("BP-001", "borrador", [])
    row = writing.submit(practice=row, seen=row.version, by=cast.liaison, at=AT)
    row = reviewing.review(practice=row, signed_as="Ana Lectora", seen=row.version, by=cast.advisor, at=after(1))
    assert public_practices().count() == 0
    row = publishing.publish(practice=row, change="", seen=row.version, by=cast.liaison, at=after(2))
    version = public_practices().get()
    assert (version.number, version.reviewed_as, version.reviewed_on) == (1, "Ana Lectora", date(2027, 3, 2))
    assert version.fields == SAID
    assert row.reread_due_on == date(2029, 3, 2)
    verbs = ["practice.proposed", "practice.submitted", "practice.reviewed", "practice.published"]
    assert [entry.verb for entry in AuditEntry.of(row)] == verbs
    assert [(one.step, one.words) for one in TraceEvent.objects.all()] == [("practice.published", "Versión 1")]


@pytest.mark.parametrize(
    ("empty", "words"),
    [
        ({"what_failed": ""}, "Falta decir: qué falló."),
        ({"months": None, "cost_band": ""}, "Falta decir: cuánto costó, cuánto tardó."),
        (
            {"result_number": None, "result_period": ""},
            "Falta decir: el resultado, con un número, de qué periodo es el número.",
        ),
    ],
)
def test_a_practice_that_lacks_something_says_what_and_is_not_sent(cast, empty, words):
    row = written(cast.liaison, cast.here, **empty)
    with pytest.raises(NotNow, match=words):
        writing.submit(practice=row, seen=row.version, by=cast.liaison, at=AT)
    assert Practice.objects.get().state == "borrador"


@pytest.mark.parametrize(
    ("field", "value"),
    [("what_failed", ""), ("conditions", ""), ("result_number", None), ("months", None), ("contact_office", "")],
)
def test_the_database_holds_no_practice_in_review_that_lacks_something(cast, field, value):
    row = submitted(cast.liaison, cast.here)
    with pytest.raises(IntegrityError), transaction.atomic():
        Practice.objects.filter(pk=row.pk).update(**{field: value})


def test_the_database_holds_no_practice_reviewed_by_its_writer(cast):
    row = reviewed(cast.liaison, cast.advisor, cast.here)
    with pytest.raises(IntegrityError), transaction.atomic():
        Practice.objects.filter(pk=row.pk).update(reviewed_by=cast.liaison)


def test_the_database_holds_no_public_practice_without_its_version_and_no_withdrawn_one_with_it(cast):
    row = published(cast.liaison, cast.advisor, cast.here)
    for wrong in ({"current": None}, {"state": "retirada"}, {"reread_due_on": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Practice.objects.filter(pk=row.pk).update(**wrong)


def test_a_published_version_never_changes(cast):
    row = published(cast.liaison, cast.advisor, cast.here)
    with pytest.raises(DatabaseError, match="immutable"), transaction.atomic():
        PracticeVersion.objects.filter(practice=row).update(what_failed="Nada")


def test_the_next_version_is_public_only_once_it_was_reviewed_and_says_what_changed(cast):
    row = published(cast.liaison, cast.advisor, cast.here)
    row = writing.revise(practice=row, seen=row.version, by=cast.liaison, at=after(1))
    said = SAID | {"what_failed": "También faltó papel."}
    row = writing.rewrite(practice=row, said=said, seen=row.version, by=cast.liaison, at=after(1))
    assert public_practices().get().what_failed == SAID["what_failed"]
    row = writing.submit(practice=row, seen=row.version, by=cast.liaison, at=after(2))
    row = reviewing.review(practice=row, signed_as="Ana Lectora", seen=row.version, by=cast.coordinator, at=after(3))
    with pytest.raises(Refusal, match="qué cambió"):
        publishing.publish(practice=row, change=" ", seen=row.version, by=cast.liaison, at=after(4))
    publishing.publish(practice=row, change="Se dice qué más falló", seen=row.version, by=cast.liaison, at=after(4))
    assert public_practices().get().what_failed == "También faltó papel."
    assert [one.number for one in PracticeVersion.objects.order_by("number")] == [1, 2]


def test_nobody_reviews_their_own_nor_that_of_their_municipality(cast):
    row = submitted(cast.liaison, cast.here)
    with pytest.raises(MayNot):
        reviewing.review(practice=row, signed_as="Yo", seen=row.version, by=cast.liaison, at=AT)
    Practice.objects.filter(pk=row.pk).update(written_by=cast.advisor)
    with pytest.raises(MayNot, match="Usted la escribió"):
        reviewing.review(practice=row, signed_as="Yo", seen=row.version, by=cast.advisor, at=AT)
    with pytest.raises(Refusal, match="con qué nombre"):
        reviewing.review(practice=row, signed_as=" ", seen=row.version, by=cast.coordinator, at=AT)


def test_a_practice_of_another_municipality_is_not_written(cast):
    row = written(cast.liaison, cast.here)
    with pytest.raises(MayNot):
        written(cast.neighbour, cast.here)
    with pytest.raises(MayNot):
        writing.rewrite(practice=row, said=SAID | {"title": "Otra"}, seen=row.version, by=cast.neighbour, at=AT)


def test_who_wrote_meanwhile_is_not_written_over(cast):
    row = written(cast.liaison, cast.here)
    writing.rewrite(practice=row, said=SAID | {"title": "Primera"}, seen=1, by=cast.liaison, at=AT)
    with pytest.raises(Stale):
        writing.rewrite(practice=row, said=SAID | {"title": "Segunda"}, seen=1, by=cast.liaison, at=AT)
    with pytest.raises(Stale):
        writing.submit(practice=row, seen=1, by=cast.liaison, at=AT)
    assert Practice.objects.get().title == "Primera"


def test_the_same_practice_written_twice_is_one(cast):
    assert written(cast.liaison, cast.here) == written(cast.liaison, cast.here)
    assert Practice.objects.count() == 1


def test_what_is_given_back_says_why_and_is_a_draft_again(cast):
    row = submitted(cast.liaison, cast.here)
    with pytest.raises(ReasonMissing):
        reviewing.give_back(practice=row, reason=" ", seen=row.version, by=cast.advisor, at=AT)
    row = reviewing.give_back(practice=row, reason="Falta el periodo.", seen=row.version, by=cast.advisor, at=AT)
    assert (row.state, row.reason) == ("borrador", "Falta el periodo.")
    assert writing.submit(practice=row, seen=row.version, by=cast.liaison, at=AT).reason == ""


def test_after_24_months_it_waits_to_be_read_again_and_not_before(cast):
    row = published(cast.liaison, cast.advisor, cast.here)
    with pytest.raises(NotNow):
        reviewing.confirm(practice=row, signed_as="Ana Lectora", seen=row.version, by=cast.advisor, at=after(729))
    row = reviewing.confirm(practice=row, signed_as="Luis Lector", seen=row.version, by=cast.coordinator, at=after(731))
    assert (row.reread_on, row.reread_as, row.reread_due_on) == (date(2029, 3, 1), "Luis Lector", date(2031, 3, 1))
    assert reviewing.reread_due(date(2028, 2, 29)) == date(2030, 2, 28)


def test_levels_and_the_number_before_go_together(cast):
    for said, words in (
        ({"from_level": 3, "to_level": 2}, "el segundo es mayor"),
        ({"from_level": 2, "to_level": None}, "los dos niveles"),
        ({"question": ""}, "de qué pregunta"),
        ({"before_period": ""}, "con su periodo"),
        ({"months": 0}, "de 1 a 120"),
    ):
        with pytest.raises(Refusal, match=words):
            written(cast.liaison, cast.here, **said)
    assert not Practice.objects.exists()


# Who sees what is written in each state, and what anybody reads of it: «x» sees, «.» does not.
WHO = ("liaison", "neighbour", "contributor", "approver", "reviewer", "coordinator", "advisor", "facilitator", "instructor",
       "admin", "citizen", "nobody")  # fmt: skip
SEES = {
    "borrador":       "x . . . . . . . . . . .",
    "en revisión":    "x . . . . x x . . . . .",
    "revisada":       "x . . . . x x . . . . .",
    "publicada":      "x . . . . x x . . . . .",
    "siguiente":      "x . . . . . . . . . . .",
    "retirada":       "x . . . . x x . . . . .",
    "retirada antes": "x . . . . x x . . . . .",
}  # fmt: skip
PUBLIC = {"publicada", "siguiente"}


def test_who_sees_a_practice_in_each_state(cast):
    rows = dict(in_every_state(cast.liaison, cast.advisor, cast.here))
    found = {
        name: " ".join(
            "x" if Practice.objects.visible_to(cast.person(who) or AnonymousUser()).filter(pk=row.pk).exists() else "."
            for who in WHO
        )
        for name, row in rows.items()
    }
    assert found == SEES
    public = {row.practice_id: row for row in public_practices()}
    assert set(public) == {rows[name].pk for name in PUBLIC}
    assert all("clave-" not in f"{row.title} {row.searched}" for row in public.values())
