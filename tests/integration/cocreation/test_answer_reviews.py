"""An answer that its author asks somebody else to look at again: once, in time, by another person, for all to read."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from accounts.permissions import Role
from cocreation.agendas.choices import Channel, StageCode
from cocreation.contributions.actions import answer_reviews, answers, authoring
from cocreation.contributions.actions.answer_reviews import AlreadyAsked, LessThanBefore, TooLate
from cocreation.contributions.actions.answers import MayNotAnswer
from cocreation.contributions.choices import CONTRIBUTION, AnswerReviewState, ContributionState, Outcome
from cocreation.contributions.models import Answer, AnswerReview, Contribution
from cocreation.contributions.queries.answers import count_waiting
from core.models import AuditEntry, TraceEvent
from core.process import working_days
from core.process.transitions import ReasonMissing, WrongState
from core.receipts.actions import issue
from notices.models import Notification
from tests.factories.accounts import make_member
from tests.factories.cocreation import (
    day_in,
    make_agenda,
    make_contact,
    make_contribution,
    make_participant,
    moment_in,
)

pytestmark = pytest.mark.django_db
S, R = ContributionState, AnswerReviewState
AT = moment_in(StageCode.PROTOTYPES)
WHY = "La razón habla de otra quebrada, no de la que nombré."
DECIDED = "Es la misma quebrada: se incluye en el recorrido del 2 de julio."
NOTHING = {"taken_up": "", "not_taken_up": "", "resources": "", "what_follows": ""}
PARTS = {
    Outcome.YES: NOTHING | {"taken_up": "Todo el camino."},
    Outcome.PARTLY: NOTHING | {"taken_up": "El camino.", "not_taken_up": "El puente."},
    Outcome.NO: NOTHING | {"not_taken_up": "El tramo no es nuestro."},
}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(AT, tick=False) as moved:
        yield moved


@pytest.fixture
def agenda(cast):
    return make_agenda(cast.here, cast.there)


@pytest.fixture
def answered(agenda, cast):
    """A function that makes a contribution that the liaison has answered."""

    def make(outcome: Outcome = Outcome.NO, **fields) -> Contribution:
        row = make_contribution(
            agenda, state=S.UNDER_REVIEW, municipality=cast.here, answering=cast.here,
            due_on=day_in(StageCode.PROTOTYPES, 12), **fields,
        )  # fmt: skip
        answers.answer(contribution=row, outcome=outcome, headline="se mira", by=cast.liaison, at=AT, **PARTS[outcome])
        row.refresh_from_db()
        return row

    return make


def ask(row: Contribution, reason: str = WHY, at=AT) -> AnswerReview:
    return answer_reviews.ask(contribution=row, reason=reason, at=at)


def decide(row: Contribution, by, outcome: Outcome = Outcome.YES, decision: str = DECIDED) -> AnswerReview:
    return answer_reviews.decide(contribution=row, outcome=outcome, decision=decision, by=by, at=AT)


def receipt_of(client: Client, row: Contribution) -> str:
    return client.get(f"/c/{row.receipt_of_it}/").url


def desk_of(row: Contribution) -> str:
    return f"/cocreacion/respuestas/AG-1/{row.code}/"


def with_receipt(answered, outcome=Outcome.NO, **fields) -> Contribution:
    row = answered(outcome, **fields)
    row.receipt_of_it = issue(kind=CONTRIBUTION, subject_id=row.pk, at=AT)
    return row


def test_who_holds_the_code_asks_once_and_another_person_decides(cast, browser_of, answered):
    row, author = with_receipt(answered), Client()
    page = receipt_of(author, row)
    until = working_days.add(timezone.localdate(AT), 10)
    assert "Pedir que otra persona la revise" in author.get(page).text
    empty = author.post(page, {"op": "ask-review", "reason": "no"})
    assert (empty.status_code, "Escriba al menos 20 letras" in empty.text) == (422, True)
    assert author.post(page, {"op": "ask-review", "reason": WHY}).status_code == 302
    review = AnswerReview.objects.get()
    assert (review.state, review.due_on, review.answered_by) == (R.ASKED, until, cast.liaison)
    again = author.post(page, {"op": "ask-review", "reason": f"{WHY} Otra vez."})
    assert (again.status_code, "una sola vez" in again.text, "Otra vez." in again.text) == (409, True, True)
    text = author.get(page).text
    assert "Otra persona la está revisando" in text
    assert "Revisión de la respuesta pedida" in text
    public = Client().get(row.get_absolute_url()).text
    assert "Otra persona la está revisando" in public
    assert WHY not in public
    own = browser_of(cast.liaison)
    assert "Revise la respuesta" not in own.get(desk_of(row)).text
    mine = own.post(desk_of(row), {"operation": "review", "review-outcome": "si", "review-decision": DECIDED})
    assert (mine.status_code, "la revisa otra persona" in mine.text, DECIDED in mine.text) == (422, True, True)
    other = browser_of(cast.approver)
    assert WHY in other.get(desk_of(row)).text
    assert row.code in other.get("/cocreacion/respuestas/?ver=revisiones").text
    sent = other.post(desk_of(row), {"operation": "review", "review-outcome": "en_parte", "review-decision": DECIDED})
    assert sent.status_code == 302
    row.refresh_from_db()
    review.refresh_from_db()
    assert (row.state, review.state, review.outcome, review.decided_by) == (
        S.TAKEN_UP, R.CHANGED, Outcome.PARTLY, cast.approver,
    )  # fmt: skip
    assert Answer.objects.get().outcome == Outcome.NO, "the answer stays as it was given"
    for text in (Client().get(row.get_absolute_url()).text, author.get(page).text):
        assert "Otra persona la revisó: cambia a «En parte»" in text
        assert DECIDED in text
        assert review.office in text
        assert cast.approver.name not in text
    assert list(TraceEvent.objects.filter(subject_id=row.pk).order_by("pk").values_list("step", "words"))[-2:] == [
        ("revision_pedida", ""), ("revisada", "Cambia a «En parte»"),
    ]  # fmt: skip
    late = other.post(
        desk_of(row), {"operation": "review", "review-outcome": "si", "review-decision": f"{DECIDED} Más."}
    )
    assert (late.status_code, "La revisión ya terminó" in late.text, "Más." in late.text) == (409, True, True)


@pytest.mark.parametrize(
    ("before", "now", "state", "review"),
    [(Outcome.NO, Outcome.NO, S.NOT_TAKEN_UP, R.UPHELD), (Outcome.NO, Outcome.YES, S.TAKEN_UP, R.CHANGED),
     (Outcome.PARTLY, Outcome.PARTLY, S.TAKEN_UP, R.UPHELD), (Outcome.PARTLY, Outcome.YES, S.TAKEN_UP, R.CHANGED),
     (Outcome.YES, Outcome.YES, S.TAKEN_UP, R.UPHELD)],
)  # fmt: skip
def test_what_a_review_decides(cast, answered, before, now, state, review):
    row = answered(before)
    ask(row)
    assert decide(row, cast.facilitator, now).state == review
    row.refresh_from_db()
    assert row.state == state


@pytest.mark.parametrize(
    ("before", "now"), [(Outcome.PARTLY, Outcome.NO), (Outcome.YES, Outcome.PARTLY), (Outcome.YES, Outcome.NO)]
)
def test_a_review_never_takes_away(cast, answered, browser_of, before, now):
    row = answered(before)
    ask(row)
    with pytest.raises(LessThanBefore):
        decide(row, cast.facilitator, now)
    sent = {"operation": "review", "review-outcome": now, "review-decision": DECIDED}
    answer = browser_of(cast.facilitator).post(desk_of(row), sent)
    assert (answer.status_code, DECIDED in answer.text) == (422, True)
    assert AnswerReview.objects.get().state == R.ASKED


def test_only_other_people_who_may_answer_decide(cast, answered):
    author = make_member(Role.FACILITATOR)
    row = answered()
    Contribution.objects.filter(pk=row.pk).update(participant=make_participant(row.agenda, user=author))
    ask(row)
    for person in (cast.liaison, author, cast.neighbour, cast.contributor, cast.reviewer):
        with pytest.raises(MayNotAnswer):
            decide(row, person)
    with pytest.raises(ReasonMissing):
        decide(row, cast.approver, decision=" ")
    said = {"state": R.UPHELD, "outcome": "no", "decision": "x", "office": "y", "decided_at": AT}
    for wrong in ({"decided_by": cast.liaison}, {"decision": "", "decided_by": cast.approver}, {"outcome": "otro"}, {}):
        with pytest.raises(IntegrityError), transaction.atomic():
            AnswerReview.objects.update(**said | wrong)


def test_it_is_asked_for_in_ten_working_days(answered, clock, client):
    last = working_days.add(timezone.localdate(AT), 10)
    in_time, late = with_receipt(answered), with_receipt(answered)
    days = timedelta(days=(last - timezone.localdate(AT)).days)
    ask(in_time, at=AT + days)
    with pytest.raises(TooLate):
        ask(late, at=AT + days + timedelta(days=1))
    clock.shift(days + timedelta(days=1))
    page = receipt_of(client, late)
    assert "Pedir que otra persona la revise" not in client.get(page).text
    answer = client.post(page, {"op": "ask-review", "reason": WHY})
    assert (answer.status_code, "se podía pedir hasta" in answer.text, WHY in answer.text) == (409, True, True)


def test_without_an_answer_there_is_nothing_to_review(agenda, answered, cast):
    with pytest.raises(WrongState):
        ask(make_contribution(agenda))
    row = answered()
    with pytest.raises(WrongState):
        decide(row, cast.approver)
    ask(row)
    with pytest.raises(AlreadyAsked):
        ask(row)
    with pytest.raises(ReasonMissing):
        ask(answered(), reason="  ")


def test_account_that_wrote_it_asks_from_its_own_page(cast, answered, browser_of):
    row = answered()
    Contribution.objects.filter(pk=row.pk).update(participant=make_participant(row.agenda, user=cast.contributor))
    own = browser_of(cast.contributor)
    page = f"/agendas/AG-1/mis-aportes/{row.code}/"
    assert own.post(page, {"op": "ask-review", "reason": WHY}).status_code == 302
    assert own.get("/agendas/AG-1/mis-aportes/datos.json").json()["aportes"][0]["revision_pedida"] == WHY
    decide(row, cast.approver, Outcome.NO)
    assert "Otra persona revisó la respuesta" in Notification.objects.filter(user=cast.contributor).latest("pk").title


def test_who_may_decide_is_told_and_the_author_by_mail(
    agenda, cast, answered, mailoutbox, django_capture_on_commit_callbacks
):
    person = make_participant(agenda, channel=Channel.MAIL)
    contact = make_contact(person)
    row = answered(participant=person)
    ask(row)
    told = Notification.objects.filter(title=f"Piden revisar la respuesta a {row.code}")
    people = {one.user for one in told}
    assert {cast.approver, cast.facilitator, cast.coordinator} <= people
    assert not people & {cast.liaison, cast.neighbour, cast.contributor}
    assert WHY not in told.first().body
    with django_capture_on_commit_callbacks(execute=True):
        decide(row, cast.approver, Outcome.NO)
    message = mailoutbox[-1]
    assert message.to == [contact.email]
    assert "Otra persona revisó la respuesta" in message.subject
    assert "La respuesta se mantiene" in message.body
    assert DECIDED in message.body


def test_menu_counts_what_the_person_may_review(cast, answered):
    ask(answered())
    assert (count_waiting(cast.approver), count_waiting(cast.facilitator), count_waiting(cast.liaison)) == (1, 1, 0)
    assert count_waiting(cast.neighbour) == 0


def test_queue_takes_as_many_queries_however_long(cast, answered, browser_of, django_assert_max_num_queries):
    desk = browser_of(cast.approver)
    ask(answered())
    with django_assert_max_num_queries(40) as few:
        desk.get("/cocreacion/respuestas/?ver=revisiones")
    for _ in range(8):
        ask(answered())
    with django_assert_max_num_queries(len(few)):
        desk.get("/cocreacion/respuestas/?ver=revisiones")


def test_withdrawn_contribution_ends_its_review_and_erases_why(cast, answered):
    asked, decided = answered(), answered()
    ask(asked)
    ask(decided)
    decide(decided, cast.approver)
    for row in (asked, decided):
        authoring.withdraw(contribution=row, at=AT)
    assert dict(AnswerReview.objects.values_list("answer__contribution", "state")) == {
        asked.pk: R.WITHDRAWN, decided.pk: R.CHANGED,
    }  # fmt: skip
    assert set(AnswerReview.objects.values_list("reason", flat=True)) == {""}
    assert WHY not in "".join(str(one) for one in AuditEntry.objects.values())
    with pytest.raises(WrongState):
        decide(asked, cast.approver)
    with pytest.raises(WrongState):
        ask(asked)


def test_open_data_and_api_say_what_the_review_decided(cast, answered, client):
    row = answered()
    address = f"/api/v1/agendas/AG-1/aportes/{row.code}/"
    assert client.get(address).json()["answer"]["review"] is None
    ask(row)
    assert client.get(address).json()["answer"]["review"] == "pedida"
    decide(row, cast.approver, Outcome.YES)
    said = client.get(address).json()["answer"]
    day = timezone.localdate(AT).isoformat()
    assert [said[name] for name in ("outcome", "review", "reviewed_outcome", "reviewed_on")] == [
        "no",
        "cambia",
        "si",
        day,
    ]
    rows = client.get("/agendas/AG-1/datos/respuestas.csv").text
    assert f"cambia,si,{day}" in rows
    authoring.withdraw(contribution=answered(), at=AT)


def test_page_says_in_whose_name_the_answer_is_signed(agenda, cast, browser_of):
    row = make_contribution(
        agenda, state=S.UNDER_REVIEW, municipality=cast.here, answering=cast.here, due_on=day_in(StageCode.PROTOTYPES, 12)
    )  # fmt: skip
    page = desk_of(row)
    assert (
        f"Sale firmada «Enlace municipal de {cast.here}», sin su nombre. Antes"
        in browser_of(cast.liaison).get(page).text
    )
    of_all = browser_of(cast.facilitator).get(page).text
    assert f"Sale firmada «Facilitación», sin su nombre: usted no responde por {cast.here}." in of_all
