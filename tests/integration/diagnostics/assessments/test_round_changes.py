"""Changes of a round after it opened, and its end before a publication."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from accounts.permissions import Role
from core.models import AuditEntry
from core.process.transitions import ProcessOver, ReasonMissing
from diagnostics.assessments.actions import answers, round_changes, scores, writing
from diagnostics.assessments.actions.round_changes import CannotChangeRound
from diagnostics.assessments.choices import Layer, Mode, RoundStatus, State
from diagnostics.assessments.models import (
    Answer,
    Assessment,
    DimensionAssignment,
    Evidence,
    Extension,
    Reminder,
    Round,
    ScoreRun,
)
from diagnostics.assessments.tasks import score_open_rounds, score_round
from diagnostics.exchange.actions import imports
from diagnostics.results.actions import publications
from diagnostics.review.actions import terms
from diagnostics.review.models import ReviewAssignment, Signature
from notices.models import Notification
from tests.factories.accounts import make_member, make_membership
from tests.factories.diagnostics import AT, make_filled, make_round
from tests.factories.territory import make_municipality

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate(AT)  # Wednesday 3 March 2027
OPENS, CLOSES = date(2027, 2, 15), date(2027, 3, 12)


@pytest.fixture
def round(cast) -> Round:
    days = {"opens_on": OPENS, "closes_on": CLOSES, "cutoff_on": date(2026, 12, 31)}
    return make_round(cast.here, cast.there, code="ciclo", name="Ciclo de prueba", **days)


def redated(round: Round, cast, **days) -> Round:
    wanted = {name: getattr(round, name) for name in round_changes.DAYS} | days
    return round_changes.redate(round=round, reason="Hubo elecciones", by=cast.coordinator, at=AT, **wanted)


def assessment_of(round: Round, place) -> Assessment:
    return Assessment.objects.with_context().get(round=round, municipality=place)


def told(title: str) -> set:
    return {n.user for n in Notification.objects.filter(title=title).select_related("user")}


def everybody(cast) -> set:
    return {cast.contributor, cast.liaison, cast.approver, cast.neighbour, cast.reviewer, cast.coordinator}


def test_new_name_is_logged_before_and_after(cast, round):
    renamed = round_changes.rename(round=round, name="  Ciclo   2027 ", by=cast.coordinator, at=AT)
    assert (renamed.name, renamed.code) == ("Ciclo 2027", "ciclo")
    assert AuditEntry.objects.get(verb="round.renamed").data == {"before": "Ciclo de prueba", "after": "Ciclo 2027"}


@pytest.mark.parametrize("name", ["", "   ", "x" * 121, "Ciclo de prueba"])
def test_name_that_says_nothing_new_is_refused(cast, round, name):
    with pytest.raises(CannotChangeRound) as refused:
        round_changes.rename(round=round, name=name, by=cast.coordinator, at=AT)
    assert list(refused.value.fields) == ["name"]


def test_new_close_moves_what_is_filled_but_not_what_has_an_extension(cast, round):
    late = assessment_of(round, cast.there)
    terms.extend(assessment=late, until=date(2027, 3, 31), reason="Inundación", by=cast.coordinator, at=AT)
    redated(round, cast, closes_on=date(2027, 3, 19))
    assert assessment_of(round, cast.here).due_on == date(2027, 3, 19)
    assert assessment_of(round, cast.there).due_on == date(2027, 3, 31)
    redated(round, cast, closes_on=date(2027, 4, 9))
    assert assessment_of(round, cast.there).due_on == date(2027, 4, 9), "nobody ends before the others"


def test_new_days_are_told_with_the_old_ones_and_logged(cast, round):
    redated(round, cast, closes_on=date(2027, 3, 19))
    assert told("Cambian las fechas del ciclo de prueba") == everybody(cast)
    assert Notification.objects.filter(user=cast.liaison).get().body == (
        "Cierra: viernes 12 de marzo de 2027 → viernes 19 de marzo de 2027. Razón: Hubo elecciones"
    )
    entry = AuditEntry.objects.get(verb="round.redated")
    assert (entry.data, entry.reason) == ({"closes_on": ["2027-03-12", "2027-03-19"]}, "Hubo elecciones")


@pytest.mark.parametrize(
    ("days", "field", "sentence"),
    [
        ({"opens_on": date(2027, 3, 5)}, "opens_on", "Abrió el lunes 15 de febrero de 2027: eso ya no cambia."),
        ({"closes_on": date(2027, 3, 2)}, "closes_on",
         "El cierre (martes 2 de marzo de 2027) ya pasó. Escriba una fecha desde el miércoles 3 de marzo de 2027."),
        ({"cutoff_on": date(2027, 3, 13)}, "cutoff_on",
         "El corte va después del cierre. Debe ser el viernes 12 de marzo de 2027 o antes."),
    ],
)  # fmt: skip
def test_days_that_cannot_be_are_refused(cast, round, days, field, sentence):
    with pytest.raises(CannotChangeRound) as refused:
        redated(round, cast, **days)
    assert refused.value.fields == {field: [sentence]}
    round.refresh_from_db()
    assert (round.opens_on, round.closes_on) == (OPENS, CLOSES)


def test_opening_still_to_come_moves(cast, round):
    Round.objects.filter(pk=round.pk).update(opens_on=date(2027, 3, 8))
    round.refresh_from_db()
    with pytest.raises(CannotChangeRound, match=r"La apertura .* ya pasó"):
        redated(round, cast, opens_on=date(2027, 3, 2))
    with pytest.raises(CannotChangeRound, match="El cierre va antes de la apertura"):
        redated(round, cast, opens_on=date(2027, 3, 20))
    assert redated(round, cast, opens_on=date(2027, 3, 10)).opens_on == date(2027, 3, 10)


def test_new_days_over_another_round_of_a_municipality_are_refused(cast, round):
    make_round(cast.there, code="abril", name="Abril", opens_on=date(2027, 3, 15), closes_on=date(2027, 4, 30))
    with pytest.raises(CannotChangeRound, match="Allá ya está en «Abril»"):
        redated(round, cast, closes_on=date(2027, 3, 19))


def test_same_days_and_days_without_reason_are_refused(cast, round):
    with pytest.raises(CannotChangeRound, match="No se cambió nada"):
        redated(round, cast)
    with pytest.raises(ReasonMissing):
        round_changes.redate(
            round=round, opens_on=OPENS, closes_on=TODAY, cutoff_on=None, reason=" ", by=cast.coordinator, at=AT
        )


def test_municipality_joins_and_its_people_are_told(cast, round):
    place = make_municipality(name="Nuevo", facts={"has_council": "no"})
    liaison = make_member(Role.LIAISON, place)
    added = round_changes.add_municipality(round=round, municipality=place, by=cast.coordinator, at=AT)
    assert (added.due_on, added.state, added.applicable_count) == (CLOSES, State.NOT_STARTED, 5), (
        "without the one that does not apply"
    )
    assert told("Se abre el ciclo de prueba para Nuevo") == {liaison}
    assert AuditEntry.objects.get(verb="round.municipality_added").place == place.divipola
    assert added.round.notified == 1


def test_municipality_that_is_there_overlaps_or_has_no_time_does_not_join(cast, round):
    def refusal(place, at=AT) -> str:
        with pytest.raises(CannotChangeRound) as refused:
            round_changes.add_municipality(round=round, municipality=place, by=cast.coordinator, at=at)
        return refused.value.message

    assert refusal(cast.here) == "Aquí ya está en el ciclo de prueba."
    busy = make_municipality(name="Ocupado", facts={"has_council": "no"})
    make_round(busy, code="otro", name="Otro", opens_on=OPENS, closes_on=CLOSES)
    assert refusal(busy).startswith("Ocupado ya está en «Otro» hasta el")
    assert "no tendría tiempo" in refusal(busy, at=AT + timedelta(days=30))


def test_municipality_without_any_work_leaves_as_if_it_had_never_been_there(cast, round):
    round_changes.remove_municipality(round=round, municipality=cast.there, by=cast.coordinator, at=AT)
    assert list(round.assessments.values_list("municipality__name", flat=True)) == ["Aquí"]
    assert told("Allá ya no participa en el ciclo de prueba") == {cast.neighbour}
    with pytest.raises(CannotChangeRound, match="es el único municipio"):
        round_changes.remove_municipality(round=round, municipality=cast.here, by=cast.coordinator, at=AT)


def test_who_had_the_page_of_a_municipality_that_left_is_told(cast, round):
    fetched = assessment_of(round, cast.there)
    round_changes.remove_municipality(round=round, municipality=cast.there, by=cast.coordinator, at=AT)
    with pytest.raises(ProcessOver, match="ya no recibe cambios"):
        answers.store(assessment=fetched, drafts=[answers.Draft("A-01", "4", seen_version=0)], by=cast.neighbour, at=AT)
    with pytest.raises(ProcessOver, match="ya no recibe cambios"):
        terms.extend(assessment=fetched, until=date(2027, 3, 31), reason="Tarde", by=cast.coordinator, at=AT)


def test_scores_follow_the_municipalities_of_the_round(cast, round, django_capture_on_commit_callbacks):
    make_filled(assessment_of(round, cast.here), cast.liaison)
    scores.compute(round=round, layer=Layer.SELF_ASSESSED, mode=Mode.PROVISIONAL, at=AT)
    with django_capture_on_commit_callbacks(execute=True):
        round_changes.remove_municipality(round=round, municipality=cast.there, by=cast.coordinator, at=AT)
    assert list(ScoreRun.objects.last().totals.values_list("municipality__name", flat=True)) == ["Aquí"]


def test_municipality_with_work_is_withdrawn_and_not_taken_out(cast, round):
    make_filled(assessment_of(round, cast.there), cast.neighbour, {"A-01": "4"})
    with pytest.raises(CannotChangeRound, match="retírelo con su razón"):
        round_changes.remove_municipality(round=round, municipality=cast.there, by=cast.coordinator, at=AT)
    late = assessment_of(round, cast.here)
    terms.extend(assessment=late, until=date(2027, 3, 31), reason="Inundación", by=cast.coordinator, at=AT)
    with pytest.raises(CannotChangeRound, match="retírelo con su razón"):
        round_changes.remove_municipality(round=round, municipality=cast.here, by=cast.coordinator, at=AT)


def test_municipality_that_was_only_reminded_leaves_and_its_reviewers_are_told(cast, round):
    theirs = assessment_of(round, cast.there)
    sent = {"round": round, "places": [cast.there.slug], "subject": "Falta poco", "text": "Por favor, empiecen."}
    writing.remind(by=cast.coordinator, at=AT, **sent)
    ReviewAssignment.objects.create(
        round=round, assessment=theirs, user=cast.reviewer, assigned_by=cast.coordinator, assigned_at=AT
    )
    assert theirs.reminders.exists()
    round_changes.remove_municipality(round=round, municipality=cast.there, by=cast.coordinator, at=AT)
    assert not Reminder.objects.exists()
    assert not ReviewAssignment.objects.exists()
    assert Notification.objects.filter(user=cast.neighbour, title="Falta poco").exists(), "what was sent stays"
    assert told("Allá ya no participa en el ciclo de prueba") == {cast.neighbour, cast.reviewer}
    assert Notification.objects.get(user=cast.reviewer, url="/revision/").title.startswith("Allá ya no participa")


def test_municipality_that_shared_out_its_work_is_not_taken_out(cast, round):
    DimensionAssignment.objects.create(
        assessment=assessment_of(round, cast.there), dimension=round.version.dimensions.first(), user=cast.neighbour,
        assigned_by=cast.neighbour, assigned_at=AT,
    )  # fmt: skip
    with pytest.raises(CannotChangeRound, match="ya trabajó en el ciclo de prueba"):
        round_changes.remove_municipality(round=round, municipality=cast.there, by=cast.coordinator, at=AT)


def test_nothing_else_of_an_assessment_is_lost_with_it():
    """What a new relation of an assessment means to a municipality that leaves is decided in `round_changes`."""
    known = {
        Answer, Evidence, Extension, Reminder, Signature,  # ask, or refuse
        DimensionAssignment, ReviewAssignment,
    }  # fmt: skip
    assert {one.related_model for one in Assessment._meta.related_objects} == known


def test_early_close_makes_today_the_last_day(cast, round):
    closed = round_changes.close_early(round=round, reason="Todos enviaron", by=cast.coordinator, at=AT)
    assert closed.closes_on == TODAY
    assert set(closed.assessments.values_list("due_on", flat=True)) == {TODAY}
    assert told("La autoevaluación del ciclo de prueba cierra hoy") == everybody(cast)
    with pytest.raises(CannotChangeRound, match="cierra hoy"):
        round_changes.close_early(round=round, reason="Otra vez", by=cast.coordinator, at=AT)


def test_round_that_has_not_begun_does_not_close_early(cast, round):
    Round.objects.filter(pk=round.pk).update(opens_on=date(2027, 3, 8))
    with pytest.raises(CannotChangeRound, match="todavía no abre"):
        round_changes.close_early(round=round, reason="No", by=cast.coordinator, at=AT)


def test_rehearsal_ends_and_a_real_round_does_not(cast, round):
    with pytest.raises(CannotChangeRound, match="no es un ensayo"):
        round_changes.end_rehearsal(round=round, by=cast.coordinator, at=AT)
    Round.objects.filter(pk=round.pk).update(is_rehearsal=True)
    ended = round_changes.end_rehearsal(round=round, by=cast.coordinator, at=AT)
    assert ended.status == RoundStatus.ENDED
    assert told("Terminó el ciclo de prueba") == everybody(cast)


def test_a_person_of_several_municipalities_is_told_once_of_the_end(cast, round):
    make_membership(Role.APPROVER, cast.there, user=cast.liaison)
    Round.objects.filter(pk=round.pk).update(is_rehearsal=True)
    round_changes.end_rehearsal(round=round, by=cast.coordinator, at=AT)
    own = Notification.objects.filter(user=cast.liaison, title__startswith="Terminó")
    assert own.values_list("url", flat=True).get() == "/trabajo/"


def test_cancelling_says_why_tells_and_is_logged(cast, round):
    with pytest.raises(ReasonMissing):
        round_changes.cancel(round=round, reason="", by=cast.coordinator, at=AT)
    cancelled = round_changes.cancel(round=round, reason="Cambió la ley", by=cast.coordinator, at=AT)
    assert (cancelled.status, cancelled.ended_because) == (RoundStatus.CANCELLED, "Cambió la ley")
    assert told("Se canceló el ciclo de prueba") == everybody(cast)
    entry = AuditEntry.objects.get(verb="round.cancelled")
    assert (entry.reason, entry.process, entry.data) == ("Cambió la ley", "round:ciclo", {"municipalities": 2})
    with pytest.raises(CannotChangeRound, match="se canceló"):
        round_changes.cancel(round=round, reason="Otra vez", by=cast.coordinator, at=AT)


def test_published_round_changes_no_more(cast, round):
    Round.objects.filter(pk=round.pk).update(status=RoundStatus.PUBLISHED)
    for change, more in [
        (round_changes.rename, {"name": "Otro"}), (round_changes.cancel, {"reason": "x"}),
        (round_changes.close_early, {"reason": "x"}), (round_changes.add_municipality, {"municipality": cast.here}),
    ]:  # fmt: skip
        with pytest.raises(CannotChangeRound, match="ya está publicado"):
            change(round=round, by=cast.coordinator, at=AT, **more)


@pytest.mark.parametrize("status", [RoundStatus.ENDED, RoundStatus.CANCELLED])
def test_nothing_is_written_in_a_round_that_is_over(cast, round, status):
    """Also by whoever fetched the assessment before."""
    fetched = assessment_of(round, cast.here)
    Round.objects.filter(pk=round.pk).update(status=status, ended_because="Cambió la ley")
    draft = answers.Draft("A-01", "4", seen_version=0)
    with pytest.raises(ProcessOver, match="ya no recibe cambios"):
        answers.store(assessment=fetched, drafts=[draft], by=cast.liaison, at=AT)
    with pytest.raises(ProcessOver, match="ya no recibe cambios"):
        terms.extend(assessment=fetched, until=date(2027, 3, 31), reason="Tarde", by=cast.coordinator, at=AT)
    with pytest.raises(ProcessOver):
        imports.import_answers(round=round, layer=Layer.FINAL, answers=[], at=AT)
    with pytest.raises(publications.CannotPublish) as refused:
        publications.publish(round=round, at=AT)
    assert "ya no recibe cambios" in refused.value.details[0]
    with pytest.raises(CannotChangeRound):
        round_changes.rename(round=round, name="Otro", by=cast.coordinator, at=AT)
    assert not Answer.objects.exists()


@pytest.mark.parametrize("status", [RoundStatus.ENDED, RoundStatus.CANCELLED])
def test_nothing_scheduled_touches_a_round_that_is_over(cast, round, status):
    make_filled(assessment_of(round, cast.here), cast.liaison)
    Assessment.objects.filter(round=round).update(state=State.REPLY_OPEN, due_on=TODAY)
    Round.objects.filter(pk=round.pk).update(status=status, ended_because="Cambió la ley")
    later = AT + timedelta(days=9)
    assert terms.end_terms(today=timezone.localdate(later), at=later) == 0
    assert score_open_rounds() == 0
    assert score_round(round_id=round.pk, layer="self_assessed", mode="provisional") is None


def test_rehearsal_is_never_published(cast, round):
    Round.objects.filter(pk=round.pk).update(is_rehearsal=True)
    with pytest.raises(publications.CannotPublish) as refused:
        publications.publish(round=round, at=datetime(2027, 12, 1, tzinfo=AT.tzinfo))
    assert refused.value.details == ["El ciclo de prueba es un ensayo: nunca se publica."]
