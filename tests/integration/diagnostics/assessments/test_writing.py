"""What coordination writes: reminders once in 24 hours to whoever must act, and messages to all liaisons."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.core import mail

from accounts.models import Membership
from accounts.permissions import Role
from core.models import AuditEntry
from core.placeholders import UnknownPlaceholder
from diagnostics.assessments.actions import writing
from diagnostics.assessments.choices import RoundStatus, State
from diagnostics.assessments.models import Assessment, Reminder, Round
from diagnostics.assessments.queries.waiting import liaisons_of, waited_for
from notices.models import Notification
from tests.factories.accounts import make_membership
from tests.factories.diagnostics import make_round

pytestmark = pytest.mark.django_db
BOGOTA = ZoneInfo("America/Bogota")
NOW = datetime(2027, 4, 28, 8, 15, tzinfo=BOGOTA)
DUE = date(2027, 4, 19)
SUBJECT, TEXT = (
    "{municipio}: falta un paso",
    "{municipio} está en «{etapa}» hasta el {fecha}. Falta: {lo que falta}. {dirección}",
)


@pytest.fixture
def late(assessment, time_machine) -> Assessment:
    """Both municipalities are late; `here` has answered nothing."""
    time_machine.move_to(NOW, tick=False)
    Assessment.objects.filter(round=assessment.round).update(due_on=DUE)
    assessment.refresh_from_db()
    return assessment


def remind(
    round: Round, *places: str, by, at: datetime = NOW, subject: str = SUBJECT, text: str = TEXT
) -> writing.Sent:
    return writing.remind(round=round, places=places, subject=subject, text=text, by=by, at=at)


def put(assessment: Assessment, state: State) -> None:
    Assessment.objects.filter(pk=assessment.pk).update(state=state)


def test_reminder_reaches_the_liaison_by_notice_and_mail(cast, late, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        sent = remind(late.round, "aqui", by=cast.coordinator)
    assert (sent.people, sent.places, sent.left_out) == (1, ["Aquí"], [])
    told = Notification.objects.get()
    assert (told.user, told.kind, told.title) == (cast.liaison, "reminder", "Aquí: falta un paso")
    body = (
        "Aquí está en «Sin iniciar» hasta el lunes 19 de abril de 2027. Falta: 5 respuestas de 5. "
        f"{settings.SITE_URL}/diagnostico/ciclo/aqui/"
    )
    assert told.body == body
    [letter] = mail.outbox
    assert (letter.to, letter.subject) == ([cast.liaison.email], "Aquí: falta un paso")
    assert told.body in letter.body


def test_reminder_is_logged_for_each_municipality(cast, late):
    remind(late.round, "aqui", "alla", by=cast.coordinator)
    entries = AuditEntry.objects.filter(verb="assessment.reminded").order_by("place")
    assert {(e.by, e.place, e.process, e.reason, e.data["people"]) for e in entries} == {
        (cast.coordinator, place.divipola, "round:ciclo", f"{place}: falta un paso", 1)
        for place in (cast.here, cast.there)
    }


@pytest.mark.parametrize(
    ("state", "who", "lacks", "page"),
    [
        (State.SELF_ASSESSMENT, {"liaison"}, "5 respuestas de 5", ""),
        (State.SIGN_OFF, {"approver"}, "la firma de la alcaldía", "firma/"),
        (State.CLARIFICATION, {"liaison"}, "responder las aclaraciones", "revision/"),
        (State.REPLY_OPEN, {"liaison", "approver"}, "la réplica a los ajustes de la revisión", "revision/"),
    ],
)
def test_who_must_act_is_reminded_of_what_is_missing_there(cast, late, state, who, lacks, page):
    put(late, state)
    remind(late.round, "aqui", by=cast.coordinator)
    told = Notification.objects.all()
    assert {one.user for one in told} == {cast.person(name) for name in who}
    assert {one.url for one in told} == {f"/diagnostico/ciclo/aqui/{page}"}
    assert all(f"Falta: {lacks}." in one.body for one in told)


@pytest.mark.parametrize("state", [State.IN_REVIEW, State.REPLY_DECISION, State.FINAL_READY, State.WITHDRAWN])
def test_municipality_that_owes_nothing_is_not_reminded(cast, late, state):
    Assessment.objects.filter(pk=late.pk).update(state=state, withdrawn_because="Sin equipo")
    assert [str(one.assessment.municipality) for one in waited_for(late.round, NOW)] == ["Allá"]
    with pytest.raises(writing.NothingToSend) as refusal:
        remind(late.round, "aqui", by=cast.coordinator)
    assert refusal.value.details == ["Aquí: ya no espera nada del municipio."]
    assert not Notification.objects.exists()


@pytest.mark.parametrize(("hours", "times"), [(0, 1), (23.9, 1), (24, 2), (30, 2)])
def test_nobody_is_reminded_twice_within_24_hours(cast, late, hours, times):
    remind(late.round, "aqui", by=cast.coordinator)
    again = NOW + timedelta(hours=hours)
    if times == 1:
        with pytest.raises(writing.NothingToSend) as refusal:
            remind(late.round, "aqui", by=cast.coordinator, at=again, subject="Otro asunto")
        assert refusal.value.details == [
            f"Aquí: a {cast.liaison.name} (enlace municipal) ya se le escribió en las últimas 24 horas."
        ]
    else:
        remind(late.round, "aqui", by=cast.coordinator, at=again)
    assert (Reminder.objects.count(), Notification.objects.count()) == (times, times)
    assert AuditEntry.objects.filter(verb="assessment.reminded").count() == times


def test_the_rule_is_about_people_and_holds_across_municipalities_and_rounds(cast, late):
    make_membership(Role.LIAISON, cast.there, user=cast.liaison)
    newer = make_round(cast.here, code="otro", closes_on=DUE)
    sent = remind(late.round, "aqui", "alla", by=cast.coordinator)
    assert (sent.people, sorted(sent.places)) == (2, ["Allá", "Aquí"])
    assert sorted(Reminder.objects.values_list("person", flat=True)) == sorted([cast.liaison.pk, cast.neighbour.pk])
    with pytest.raises(writing.NothingToSend):
        remind(newer, "aqui", by=cast.coordinator)


def test_who_joined_since_the_last_reminder_still_gets_one(cast, late):
    remind(late.round, "aqui", by=cast.coordinator)
    new = make_membership(Role.LIAISON, cast.here).user
    assert remind(late.round, "aqui", by=cast.coordinator, at=NOW + timedelta(hours=1)).people == 1
    assert Reminder.objects.latest("pk").person == new


def test_municipality_without_anybody_is_said_and_the_others_are_reminded(cast, late):
    Membership.objects.filter(user=cast.neighbour).delete()
    sent = remind(late.round, "aqui", "alla", by=cast.coordinator)
    assert (sent.places, sent.left_out) == (["Aquí"], ["Allá: no tiene enlace."])


@pytest.mark.parametrize("part", ["subject", "text"])
def test_unknown_placeholder_is_refused_and_nothing_is_sent(cast, late, part):
    with pytest.raises(UnknownPlaceholder):
        remind(late.round, "aqui", by=cast.coordinator, **{part: "Señores de {municpio}"})
    assert not Notification.objects.exists()


def test_round_that_is_over_sends_nothing(cast, late):
    Round.objects.filter(pk=late.round_id).update(status=RoundStatus.PUBLISHED)
    late.round.refresh_from_db()
    for send in (
        lambda: remind(late.round, "aqui", by=cast.coordinator),
        lambda: write(late.round, by=cast.coordinator),
    ):
        with pytest.raises(writing.NothingToSend, match="no está abierto"):
            send()


def write(
    round: Round, *, by, subject: str = "Taller del lunes", text: str = "Buenos días, {municipio}."
) -> writing.Sent:
    return writing.write_to_liaisons(round=round, subject=subject, text=text, by=by, at=NOW)


def test_message_reaches_all_liaisons_and_nobody_else(cast, late, django_capture_on_commit_callbacks):
    put(late, State.IN_REVIEW)
    with django_capture_on_commit_callbacks(execute=True):
        sent = write(late.round, by=cast.coordinator)
    assert (sent.people, sorted(sent.places)) == (2, ["Allá", "Aquí"])
    bodies = dict(Notification.objects.values_list("user__email", "body"))
    assert bodies == {cast.liaison.email: "Buenos días, Aquí.", cast.neighbour.email: "Buenos días, Allá."}
    assert sorted(letter.to[0] for letter in mail.outbox) == sorted(bodies)
    places = AuditEntry.objects.filter(verb="assessment.written_to").values_list("place", "reason")
    assert set(places) == {(place.divipola, "Taller del lunes") for place in (cast.here, cast.there)}


def test_same_text_is_not_sent_twice_and_another_one_is(cast, late):
    write(late.round, by=cast.coordinator)
    with pytest.raises(writing.NothingToSend) as refusal:
        write(late.round, by=cast.coordinator)
    assert "ese mismo texto ya se envió" in refusal.value.message
    assert write(late.round, by=cast.coordinator, text="Se corrió a martes.").people == 2
    assert Notification.objects.count() == 4


def test_message_leaves_out_who_withdrew_and_says_who_has_no_liaison(cast, late):
    Assessment.objects.filter(pk=late.pk).update(state=State.WITHDRAWN, withdrawn_because="Sin equipo")
    assert [str(one.assessment.municipality) for one in liaisons_of(late.round, NOW)] == ["Allá"]
    Membership.objects.filter(user=cast.neighbour).delete()
    with pytest.raises(writing.NothingToSend) as refusal:
        write(late.round, by=cast.coordinator)
    assert refusal.value.details == ["Allá: no tiene enlace."]


def test_queries_do_not_grow_with_municipalities(cast, late, django_assert_num_queries):
    round = Round.objects.select_related("version").get(pk=late.round_id)
    with django_assert_num_queries(4):
        assert [one.lacks for one in waited_for(round, NOW)] == ["5 respuestas de 5"] * 2
