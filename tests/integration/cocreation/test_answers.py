"""What is looked at when a stage closes, the desk of the offices, and reasoned answers with their rates."""

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
import time_machine
from django.urls import reverse

from cocreation.agendas.actions import stages
from cocreation.agendas.choices import StageCode
from cocreation.agendas.choices.stages import NotInThisStage
from cocreation.contributions.actions import answers
from cocreation.contributions.choices import ContributionState, Kind, Outcome
from cocreation.contributions.choices.answers import headline_of
from cocreation.contributions.models import Answer, AnswerDraft, Contribution, ContributionSupport
from cocreation.contributions.queries.answers import count_waiting, rates, whole
from core.models import AuditEntry, TraceEvent
from core.process.transitions import WrongState
from core.refusals import Stale
from notices.models import Notification
from tests.factories.accounts import make_user
from tests.factories.cocreation import day_in, make_agenda, make_contribution, make_participant, moment_in

pytestmark = pytest.mark.django_db
S = ContributionState
CLOSES = day_in(StageCode.IDEAS, 20)  # Sunday 25 April 2027
CLOSED_AT = datetime(2027, 4, 26, 5, 15, tzinfo=UTC)  # Monday, a quarter past midnight in Bogotá
SAID = {
    "headline": "se prueba un mes", "taken_up": "El camino pintado.", "not_taken_up": "", "resources": "46 millones.",
    "what_follows": "Recorrido el 2 de julio.",
}  # fmt: skip
NO = SAID | {"headline": "la quebrada es de otro municipio", "taken_up": "", "not_taken_up": "El tramo no es nuestro."}


@pytest.fixture
def agenda(cast):
    return make_agenda(cast.here, cast.there)


def close_ideas(agenda) -> None:
    assert stages.close_passed(at=CLOSED_AT) >= 1


def waiting_one(agenda, place=None, **fields) -> Contribution:
    row = make_contribution(agenda, municipality=place, answering=place, **fields)
    close_ideas(agenda) if agenda.stages.get(code=StageCode.IDEAS).state == "open" else None
    row.refresh_from_db()
    return row


def test_close_of_a_stage_lets_what_was_published_in_it_wait(agenda, cast):
    idea = make_contribution(agenda, municipality=cast.here, answering=cast.here)
    other_kind = make_contribution(agenda, kind=Kind.PROBLEM, at=moment_in(StageCode.PROBLEMS))
    Contribution.objects.filter(pk=other_kind.pk).update(state=S.NOT_TAKEN_UP)
    held = make_contribution(agenda, state=S.IN_MODERATION)
    close_ideas(agenda)
    idea.refresh_from_db()
    assert (idea.state, held.__class__.objects.get(pk=held.pk).state) == (S.UNDER_REVIEW, S.IN_MODERATION)
    # 15 working days after Sunday 25 April: Monday 26 is the first, 10 May a holiday, Monday 17 May the fifteenth.
    assert idea.due_on == date(2027, 5, 17)
    assert list(TraceEvent.objects.filter(subject_id=idea.pk).values_list("step", flat=True)) == ["en_analisis"]
    assert AuditEntry.objects.filter(verb="contribution.under_review").count() == 1
    told = Notification.objects.get(user=cast.liaison, kind="contribution_answer")
    assert told.title == "Su dependencia debe responder 1 aporte"
    assert "17 de mayo" in told.body
    assert not Notification.objects.filter(user=cast.neighbour, kind="contribution_answer").exists()


def test_closing_many_takes_as_many_queries_as_closing_few(agenda, cast, django_assert_max_num_queries):
    for _ in range(25):
        make_contribution(agenda, municipality=cast.here, answering=cast.here)
    stage = agenda.stages.select_related("agenda").get(code=StageCode.IDEAS)
    with django_assert_max_num_queries(40):
        assert answers.stage_closed(stage=stage, at=CLOSED_AT) == 25


def test_early_close_counts_from_its_own_day(agenda, cast):
    idea = make_contribution(agenda)
    stage = agenda.stages.get(code=StageCode.IDEAS)
    stages.close_early(stage=stage, reason="Ya nadie escribe.", by=cast.coordinator, at=moment_in(StageCode.IDEAS, 10))
    idea.refresh_from_db()
    assert idea.due_on == date(2027, 5, 6)  # fifteen working days after Thursday 15 April


def test_what_is_published_after_the_close_waits_from_that_day(agenda):
    row = make_contribution(agenda, state=S.IN_MODERATION)
    close_ideas(agenda)
    Contribution.objects.filter(pk=row.pk).update(state=S.PUBLISHED, published_at=moment_in(StageCode.PROTOTYPES, 5))
    at = moment_in(StageCode.PROTOTYPES, 5)  # Saturday 1 May
    assert answers.send_to_review_if_closed(contribution=row, at=at)
    assert not answers.send_to_review_if_closed(contribution=row, at=at)
    row.refresh_from_db()
    assert (row.state, row.due_on) == (S.UNDER_REVIEW, date(2027, 5, 24))  # 10 May is a holiday
    assert TraceEvent.objects.filter(subject_id=row.pk, step="en_analisis").count() == 1


def test_before_the_close_nothing_is_sent_to_review(agenda):
    row = make_contribution(agenda)
    assert not answers.send_to_review_if_closed(contribution=row, at=moment_in(StageCode.IDEAS))


@pytest.mark.parametrize(
    ("outcome", "said", "state", "step", "headline"),
    [
        (Outcome.YES, SAID, S.TAKEN_UP, "incorporada", "Sí: se prueba un mes"),
        (
            Outcome.PARTLY,
            SAID | {"not_taken_up": "El puente."},
            S.TAKEN_UP,
            "incorporada",
            "En parte: se prueba un mes",
        ),
        (Outcome.NO, NO, S.NOT_TAKEN_UP, "no_incorporada", "No: la quebrada es de otro municipio"),
    ],
)
def test_answer_of_the_office(agenda, cast, outcome, said, state, step, headline):
    row = waiting_one(agenda, cast.here)
    [given] = answers.answer(
        contribution=row, outcome=outcome, by=cast.liaison, at=moment_in(StageCode.PROTOTYPES), **said
    )
    row.refresh_from_db()
    assert (row.state, row.due_on, given.headline) == (state, None, headline)
    assert (given.office, given.municipality) == (f"Enlace municipal de {cast.here}", cast.here)
    assert (given.asked_on, given.due_on) == (CLOSES, date(2027, 5, 17))
    event = TraceEvent.objects.get(subject_id=row.pk, step=step)
    assert event.words == headline
    assert AuditEntry.objects.filter(verb__in=["contribution.taken_up", "contribution.not_taken_up"]).count() == 1


def test_wrong_offices_are_refused(agenda, cast):
    ours, of_all = waiting_one(agenda, cast.here), waiting_one(agenda)
    Contribution.objects.filter(pk=of_all.pk).update(state=S.UNDER_REVIEW, due_on=date(2027, 5, 14))
    at = moment_in(StageCode.PROTOTYPES)
    for row, person in (
        (ours, cast.neighbour),
        (ours, cast.contributor),
        (of_all, cast.liaison),
        (ours, cast.reviewer),
    ):
        with pytest.raises(answers.MayNotAnswer):
            answers.answer(contribution=row, outcome=Outcome.YES, by=person, at=at, **SAID)
    assert not Answer.objects.exists()
    [given] = answers.answer(contribution=of_all, outcome=Outcome.YES, by=cast.coordinator, at=at, **SAID)
    assert given.municipality is None


def test_second_answer_is_refused(agenda, cast):
    row = waiting_one(agenda, cast.here)
    who = {"contribution": row, "by": cast.liaison, "at": moment_in(StageCode.PROTOTYPES)}
    answers.answer(outcome=Outcome.YES, **SAID, **who)
    with pytest.raises(WrongState):
        answers.answer(outcome=Outcome.NO, **NO, **who)
    assert Answer.objects.get().outcome == Outcome.YES


def test_not_in_a_stage_before_anything_closed(agenda, cast):
    row = make_contribution(agenda, answering=cast.here, municipality=cast.here, state=S.UNDER_REVIEW)
    Contribution.objects.update(due_on=date(2027, 5, 14))
    with pytest.raises(NotInThisStage):
        answers.answer(contribution=row, outcome=Outcome.YES, by=cast.liaison, at=moment_in(StageCode.PROBLEMS), **SAID)


@pytest.mark.parametrize(
    ("typed", "headline"),
    [("se hace", "Sí: se hace"), ("Sí: se hace", "Sí: se hace"), ("sí, se hace", "Sí: se hace"),
     ("No: se hace", "Sí: se hace"), ("Notaría abierta", "Sí: Notaría abierta")],
)  # fmt: skip
def test_headline_begins_with_the_outcome(typed, headline):
    assert headline_of(Outcome.YES, typed) == headline


def test_facilitation_assigns_and_nobody_else(agenda, cast):
    row = waiting_one(agenda, cast.here)
    at = moment_in(StageCode.PROTOTYPES)
    with pytest.raises(answers.MayNotAnswer):
        answers.assign(contribution=row, municipality=cast.there, by=cast.liaison, at=at)
    stranger = make_agenda(cast.here, code="AG-2")
    only_here = make_contribution(stranger, answering=cast.here)
    with pytest.raises(answers.NotOfTheAgenda):
        answers.assign(contribution=only_here, municipality=cast.there, by=cast.facilitator, at=at)
    answers.assign(contribution=row, municipality=cast.there, by=cast.facilitator, at=at)
    entry = AuditEntry.objects.get(verb="contribution.assigned")
    assert entry.data == {"office": cast.there.name}
    assert (count_waiting(cast.liaison), count_waiting(cast.neighbour)) == (0, 1)
    answers.assign(contribution=row, municipality=None, by=cast.facilitator, at=at)
    assert (count_waiting(cast.neighbour), count_waiting(cast.coordinator)) == (0, 1)


def test_rates_by_hand(agenda, cast):
    """Here: answered after 2, 5 and 16 working days (one late), one overdue, one waiting. Metropolitan: one after 3."""
    ours = [make_contribution(agenda, answering=cast.here, municipality=cast.here) for _ in range(5)]
    theirs = make_contribution(agenda)
    close_ideas(agenda)
    # The answer of Tuesday 18 May is the 16th working day after 25 April (10 May is a holiday): one day late.
    for row, day in zip(ours, ((4, 27), (4, 30), (5, 18)), strict=False):
        at = datetime(2027, *day, 15, tzinfo=UTC)
        answers.answer(contribution=row, outcome=Outcome.YES, by=cast.liaison, at=at, **SAID)
    at = datetime(2027, 4, 28, 15, tzinfo=UTC)
    answers.answer(contribution=theirs, outcome=Outcome.NO, by=cast.coordinator, at=at, **NO)
    Contribution.objects.filter(pk=ours[4].pk).update(due_on=date(2027, 6, 1))
    here, metropolitan = rates(agenda, date(2027, 5, 20))
    assert (here.office, here.answered, here.in_time, here.overdue, here.waiting) == (cast.here.name, 3, 2, 1, 1)
    assert (here.n, here.share, here.median_days) == (4, Fraction(1, 2), 5)
    assert (metropolitan.office, metropolitan.n, metropolitan.share, metropolitan.median_days) == (
        "Equipo metropolitano", 1, 1, 3,
    )  # fmt: skip
    all_of_them = whole(agenda, date(2027, 5, 20))
    assert (all_of_them.in_time, all_of_them.n, all_of_them.median_days) == (3, 5, 4)  # of 2, 3, 5 and 16
    assert all_of_them.sentence == (
        "A tiempo 3 de 5 aportes; la mitad, en 4 días hábiles o menos. 1 sigue sin respuesta, fuera de término."
        " 1 espera, en término."
    )


def test_median_of_an_even_number_is_exact(agenda, cast):
    rows = [make_contribution(agenda, answering=cast.here) for _ in range(2)]
    close_ideas(agenda)
    for row, day in zip(rows, (27, 28), strict=True):
        at = datetime(2027, 4, day, 15, tzinfo=UTC)
        answers.answer(contribution=row, outcome=Outcome.YES, by=cast.liaison, at=at, **SAID)
    [here] = rates(agenda, date(2027, 5, 1))
    assert (here.median_days, here.median_words) == (Fraction(5, 2), "2,5 días hábiles")


def test_agenda_without_anything_due_has_no_rate(agenda):
    assert (rates(agenda, CLOSES), whole(agenda, CLOSES).share) == ([], None)
    assert whole(agenda, CLOSES).sentence == "Todavía no había nada por responder."


# --- The pages ---


@pytest.fixture
def today():
    with time_machine.travel(moment_in(StageCode.PROTOTYPES, 1), tick=False):
        yield


def page_of(row) -> str:
    return reverse("contributions:answer-write", args=[row.agenda.code, row.code])


@pytest.fixture
def sign_in(client):
    def signed(person):
        client.force_login(person)
        return client

    return signed


POSTED = {"outcome": "si", **SAID}


def test_queue_shows_the_earliest_term_first(agenda, cast, sign_in, today):
    _, second = (make_contribution(agenda, answering=cast.here, title=f"Idea {n}") for n in (1, 2))
    make_contribution(agenda, answering=cast.there, title="De los vecinos")
    close_ideas(agenda)
    Contribution.objects.filter(pk=second.pk).update(due_on=date(2027, 4, 20))
    page = sign_in(cast.liaison).get("/cocreacion/respuestas/")
    assert page.text.index("Idea 2") < page.text.index("Idea 1")
    assert "De los vecinos" not in page.text
    assert "2 esperan respuesta; 1 pasó su término" in page.text
    assert page.text.count("Fuera de término") == 1
    assert "De los vecinos" not in sign_in(cast.coordinator).get("/cocreacion/respuestas/").text
    assert "De los vecinos" in sign_in(cast.coordinator).get("/cocreacion/respuestas/?ver=todos").text
    assert "De los vecinos" not in sign_in(cast.liaison).get("/cocreacion/respuestas/?ver=todos").text


def test_queue_is_no_slower_with_more(agenda, cast, sign_in, today, django_assert_max_num_queries):
    for _ in range(20):
        row = make_contribution(agenda, answering=cast.here, municipality=cast.here)
        ContributionSupport.objects.create(
            contribution=row, participant=make_participant(agenda), at=moment_in(StageCode.IDEAS)
        )
    close_ideas(agenda)
    client = sign_in(cast.liaison)
    client.get("/cocreacion/respuestas/")
    with django_assert_max_num_queries(14):
        client.get("/cocreacion/respuestas/")
    with django_assert_max_num_queries(26):
        client.get(page_of(row))


def test_draft_preview_and_publication(agenda, cast, sign_in, today):
    row = waiting_one(agenda, cast.here)
    client = sign_in(cast.liaison)
    saved = client.post(page_of(row), {"operation": "save", "taken_up": "A medias"})
    assert (saved.status_code, AnswerDraft.objects.get().taken_up) == (302, "A medias")
    assert "A medias" in client.get(page_of(row)).text
    shown = client.post(page_of(row), POSTED | {"operation": "preview"}, follow=True)
    assert "Sí: se prueba un mes" in shown.text
    assert "Lo publicado no se cambia" in shown.text
    assert not Answer.objects.exists()
    version = AnswerDraft.objects.get().version
    done = client.post(page_of(row), {"operation": "publish", "version": version})
    assert (done.status_code, done.url) == (302, "/cocreacion/respuestas/")
    assert Answer.objects.get().taken_up == "El camino pintado."
    assert not AnswerDraft.objects.exists()
    assert "Sí: se prueba un mes" in client.get(page_of(row)).text
    again = client.post(page_of(row), POSTED | {"operation": "preview"})
    assert again.status_code == 409
    assert "no espera una respuesta" in again.text


def test_draft_that_changed_after_its_preview_is_not_published(agenda, cast, sign_in, today):
    row = waiting_one(agenda, cast.here)
    client = sign_in(cast.liaison)
    client.post(page_of(row), POSTED | {"operation": "preview"})
    who = {"contribution": row, "by": cast.approver, "at": moment_in(StageCode.PROTOTYPES, 1)}
    answers.save_draft(outcome="no", seen=1, **NO, **who)
    answer = client.post(page_of(row), {"operation": "publish", "version": 1})
    assert answer.status_code == 409
    assert "El tramo no es nuestro." in answer.text
    with pytest.raises(Stale):
        answers.publish_draft(version=1, **who)


@pytest.mark.parametrize(
    ("posted", "said"),
    [
        ({"outcome": ""}, "Elija una de las tres respuestas."),
        ({"headline": ""}, "Diga la respuesta en una frase."),
        ({"taken_up": ""}, "Escriba qué se acoge."),
        ({"outcome": "no"}, "sin la razón no hay respuesta"),
        ({"outcome": "en_parte"}, "sin la razón no hay respuesta"),
    ],
)
def test_what_is_missing_is_said_and_the_rest_is_kept(agenda, cast, sign_in, today, posted, said):
    row = waiting_one(agenda, cast.here)
    page = sign_in(cast.liaison).post(page_of(row), POSTED | {"operation": "preview"} | posted)
    assert page.status_code == 422
    assert said in page.text
    assert "Recorrido el 2 de julio." in page.text


def test_hostile_answer_is_text(agenda, cast, sign_in, today):
    row = waiting_one(agenda, cast.here)
    client = sign_in(cast.liaison)
    posted = POSTED | {"operation": "preview", "taken_up": "<script>alert(1)</script> https://malo.example"}
    page = client.post(page_of(row), posted, follow=True)
    assert "<script>alert" not in page.text
    assert 'href="https://malo.example' not in page.text
    assert client.post(page_of(row), POSTED | {"operation": "preview", "taken_up": "a" * 1501}).status_code == 422


def test_who_sees_the_page(agenda, cast, sign_in, today):
    row = waiting_one(agenda, cast.here)
    seen = {
        name: sign_in(getattr(cast, name)).get(page_of(row)).status_code
        for name in ("liaison", "approver", "coordinator", "facilitator", "neighbour", "contributor", "reviewer")
    }
    assert seen == {
        "liaison": 200, "approver": 200, "coordinator": 200, "facilitator": 200, "neighbour": 404, "contributor": 403,
        "reviewer": 403,
    }  # fmt: skip


def test_municipality_outside_the_agenda_does_not_reach_it(agenda, cast, sign_in, today):
    row = waiting_one(agenda, cast.here)
    agenda.municipalities.remove(cast.here)
    assert sign_in(cast.liaison).get(page_of(row)).status_code == 404


def test_notes_and_who_answers(agenda, cast, sign_in, today):
    row = waiting_one(agenda, cast.here)
    client = sign_in(cast.liaison)
    assert client.post(page_of(row), {"operation": "note", "note-text": "Hablar con Movilidad."}).status_code == 302
    assert "Hablar con Movilidad." in client.get(page_of(row)).text
    assert AuditEntry.objects.get(verb="contribution.noted").data == {}
    assigned = {"operation": "assign", "assign-office": cast.there.pk}
    assert client.post(page_of(row), assigned).status_code == 422  # the liaison has no such form
    row.refresh_from_db()
    assert row.answering == cast.here
    assert sign_in(cast.facilitator).post(page_of(row), assigned).status_code == 302
    row.refresh_from_db()
    assert row.answering == cast.there


def test_next_and_previous_by_term(agenda, cast, sign_in, today):
    rows = [make_contribution(agenda, answering=cast.here) for _ in range(3)]
    close_ideas(agenda)
    page = sign_in(cast.liaison).get(page_of(rows[1])).text
    assert f"Anterior: {rows[0].code}" in page
    assert f"Siguiente: {rows[2].code}" in page
    assert "Anterior:" not in sign_in(cast.liaison).get(page_of(rows[0])).text


def test_menu_counts_what_waits(agenda, cast, sign_in, today):
    waiting_one(agenda, cast.here)
    assert "aportes por responder" in sign_in(cast.liaison).get("/cocreacion/respuestas/").text
    assert count_waiting(cast.liaison) == 1
    assert count_waiting(make_user()) == 0
