"""Texts become one only when their authors agree; grouping moves nothing."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from cocreation.agendas.choices import Channel, StageCode
from cocreation.agendas.choices.stages import NotInThisStage
from cocreation.agendas.models import Contact
from cocreation.contributions.actions import answers, merging, supports, telling
from cocreation.contributions.choices import ContributionState, Kind, Origin, Outcome
from cocreation.contributions.models import Answer, Contribution, ContributionSupport, Merge, MergeMember
from cocreation.contributions.queries.people import active_in
from core.models import AuditEntry, TraceEvent
from core.process.transitions import WrongState
from mail.models import Outbox
from notices.models import Notification
from tests.factories.cocreation import make_agenda, make_contribution, make_participant, moment_in

pytestmark = pytest.mark.django_db
S = ContributionState
AT = moment_in(StageCode.IDEAS)  # Friday 9 April 2027; five working days later is Friday 16 April
OVER = datetime(2027, 4, 17, 15, tzinfo=UTC)
SAID = {
    "title": "Un camino y dos cebras",
    "text": "Un camino pintado y dos cebras levantadas.",
    "reason": "Piden lo mismo.",
}


@pytest.fixture
def agenda(cast):
    return make_agenda(cast.here, cast.there)


def mailed(agenda, name: str = "ana"):
    person = make_participant(agenda, channel=Channel.MAIL)
    Contact.objects.create(participant=person, agenda=agenda, email=f"{name}@correo.example", confirmed_at=AT)
    return person


@pytest.fixture
def three(agenda, cast):
    """Of a person with an address, of one with an account, and of another with an address."""
    people = [mailed(agenda, "ana"), make_participant(agenda, user=cast.citizen), mailed(agenda, "luz")]
    return [make_contribution(agenda, participant=person, municipality=cast.here) for person in people]


def propose(rows, cast, **fields) -> Merge:
    return merging.propose(contributions=rows, by=cast.facilitator, **{"at": AT, **SAID, **fields})


def support(row, *people) -> None:
    for number, person in enumerate(people):
        supports.support(contribution=row, participant=person, at=AT - timedelta(hours=number + 1))


def states(rows) -> list[str]:
    return [Contribution.objects.get(pk=row.pk).state for row in rows]


def test_authors_are_asked_where_they_can_be(three, cast):
    merge = propose(three, cast)
    assert merge.due_on == date(2027, 4, 16)
    assert sorted(Outbox.objects.filter(kind="merge_question").values_list("subject_id", flat=True)) == sorted(
        MergeMember.objects.exclude(contribution=three[1]).values_list("pk", flat=True)
    )
    assert Notification.objects.get(user=cast.citizen).title == f"¿Se puede unir su aporte {three[1].code} con otros?"
    assert AuditEntry.objects.get(verb="merge.proposed").reason == "Piden lo mismo."


def test_mail_of_the_question_leads_to_it_and_the_outbox_holds_no_address(
    three, cast, mailoutbox, client, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        propose(three, cast)
    message = next(one for one in mailoutbox if one.to == ["ana@correo.example"])
    assert message.subject == f"¿Se puede unir su aporte {three[0].code} con otros?"
    path = next(line for line in message.body.splitlines() if "/unir-aporte/" in line).partition("/unir-aporte/")[2]
    with time_machine.travel(AT, tick=False):
        page = client.get(f"/unir-aporte/{path.strip()}", follow=True)
        assert "El texto que se propone" in page.text
        answer = client.post(page.request["PATH_INFO"], {"operation": "si"})
        assert answer.status_code == 302
        assert client.post(page.request["PATH_INFO"], {"operation": "quizás"}).status_code == 422
    assert MergeMember.objects.get(contribution=three[0]).agreed is True
    assert not any("@" in str(value) for row in Outbox.objects.values() for value in row.values())


def test_two_agree_and_their_texts_become_one_with_the_union_of_persons(three, cast, agenda):
    luz = three[2].participant
    reader, other, third = (make_participant(agenda) for _ in range(3))
    support(three[0], reader, other, luz)
    support(three[1], reader, other)
    support(three[2], reader, third)
    merge = propose(three, cast)
    members = list(merge.members.order_by("contribution"))
    merging.consent(member=members[0], agreed=True, at=AT)
    merging.consent(member=members[1], agreed=True, at=AT)
    merging.consent(member=members[2], agreed=False, at=AT)
    merge.refresh_from_db()
    new = merge.result
    assert states(three) == [S.MERGED, S.MERGED, S.PUBLISHED]
    assert (new.state, new.title, new.channel, new.municipality) == (S.PUBLISHED, SAID["title"], Origin.WEB, cast.here)
    assert new.participant.joined_at is None
    assert new.participant not in active_in(agenda)  # facilitation wrote it: no person more
    assert {Contribution.objects.get(pk=row.pk).merged_into for row in three[:2]} == {new}
    assert Contribution.objects.public().filter(pk=three[0].pk).exists()
    # Three people, not five supports; the third text keeps its own.
    assert set(new.supports.values_list("participant", flat=True)) == {reader.pk, other.pk, luz.pk}
    assert three[2].supports.count() == 2
    steps = TraceEvent.objects.filter(subject_id=three[0].pk, step="unida").get()
    assert (steps.to_kind, steps.to_id) == ("contribution", new.pk)
    ended = AuditEntry.objects.get(verb="merge.ended")
    assert (ended.reason, ended.data["joined"]) == ("Piden lo mismo.", [three[0].code, three[1].code])
    told = Outbox.objects.filter(kind="support_moved")
    assert [row.subject_id for row in told] == [new.supports.get(participant=luz).pk]  # the others have only a card
    assert supports.take_back(contribution=new, participant=reader, at=AT)


@pytest.mark.parametrize("said", [(), (True,), (True, False), (False, False)])
def test_without_two_who_agree_nothing_changes(three, cast, said):
    merge = propose(three, cast)
    for member, agreed in zip(merge.members.order_by("contribution"), said, strict=False):
        merging.consent(member=member, agreed=agreed, at=AT)
    assert merging.end_passed(at=datetime(2027, 4, 16, 15, tzinfo=UTC)) == 0  # its last day
    assert merging.end_passed(at=OVER) == 1
    assert merging.end_passed(at=OVER) == 0
    merge.refresh_from_db()
    assert (merge.result, states(three)) == (None, [S.PUBLISHED] * 3)
    assert not merge.members.filter(is_open=True).exists()


def test_silence_of_one_keeps_only_that_one_apart(three, cast):
    merge = propose(three, cast)
    for member in merge.members.order_by("contribution")[:2]:
        merging.consent(member=member, agreed=True, at=AT)
    assert merging.end_passed(at=OVER) == 1
    assert states(three) == [S.MERGED, S.MERGED, S.PUBLISHED]


def test_one_that_was_withdrawn_meanwhile_is_left_out(three, cast):
    merge = propose(three, cast)
    for member in merge.members.order_by("contribution"):
        if member.contribution_id != three[2].pk:
            merging.consent(member=member, agreed=True, at=AT)
    erased = {"title": "", "text": "", "signature": "", "neighbourhood": "", "erased_at": AT}
    Contribution.objects.filter(pk=three[0].pk).update(state=S.WITHDRAWN, **erased)
    merging.end_passed(at=OVER)
    assert states(three) == [S.WITHDRAWN, S.PUBLISHED, S.PUBLISHED]


def test_merged_under_review_keeps_the_earliest_term(three, cast):
    for row, day in zip(three, (14, 12, 13), strict=True):
        Contribution.objects.filter(pk=row.pk).update(state=S.UNDER_REVIEW, due_on=date(2027, 5, day))
    merge = propose(three, cast)
    for member in merge.members.all():
        merging.consent(member=member, agreed=True, at=AT)
    merge.refresh_from_db()
    assert (merge.result.state, merge.result.due_on) == (S.UNDER_REVIEW, date(2027, 5, 12))


def test_answer_after_the_term_is_refused_and_a_change_before_it_counts(three, cast):
    merge = propose(three, cast)
    member = merge.members.first()
    merging.consent(member=member, agreed=True, at=AT)
    merging.consent(member=member, agreed=False, at=AT)
    merging.consent(member=member, agreed=False, at=AT)
    assert AuditEntry.objects.filter(verb="merge.answered").count() == 2
    with pytest.raises(merging.ConsentOver):
        merging.consent(member=member, agreed=True, at=OVER)


def test_author_with_only_a_card_cannot_be_asked(three, cast, agenda):
    on_paper = make_contribution(agenda)
    with pytest.raises(merging.CannotBeAsked, match="Agrupar para responder juntos"):
        propose([*three, on_paper], cast)
    assert not Merge.objects.exists()


def test_what_does_not_go_together(three, cast, agenda):
    problem = make_contribution(agenda, kind=Kind.PROBLEM, participant=three[0].participant)
    elsewhere = make_contribution(make_agenda(cast.here, code="AG-2"))
    gone = make_contribution(agenda, participant=three[0].participant, state=S.NOT_TAKEN_UP)
    for rows, refusal in (
        (three[:1], merging.CannotMerge), ([three[0], three[0]], merging.CannotMerge),
        ([three[0], problem], merging.CannotMerge), ([three[0], elsewhere], merging.CannotMerge),
        ([three[0], gone], WrongState),
    ):  # fmt: skip
        with pytest.raises(refusal):
            propose(rows, cast)
    with pytest.raises(NotInThisStage):
        propose(three, cast, at=moment_in(StageCode.FOLLOW_UP))
    propose(three[:2], cast)
    with pytest.raises(merging.CannotMerge, match="Ya se preguntó"):
        propose(three[1:], cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        MergeMember.objects.create(merge=Merge.objects.get(), contribution=three[0])


def test_group_moves_nothing_and_one_answer_serves_all(three, cast, agenda):
    on_paper = make_contribution(agenda, municipality=cast.there, answering=cast.there)
    reader = make_participant(agenda)
    support(on_paper, reader)
    rows = [three[0], on_paper]
    merging.group(contributions=rows, reason="Piden lo mismo.", by=cast.facilitator, at=AT)
    assert states(rows) == [S.PUBLISHED] * 2
    assert on_paper.supports.count() == 1
    assert set(Contribution.objects.filter(pk__in=[r.pk for r in rows]).values_list("answering", flat=True)) == {None}
    assert TraceEvent.objects.filter(step="agrupada").count() == 2
    Contribution.objects.filter(pk__in=[r.pk for r in rows]).update(state=S.UNDER_REVIEW, due_on=date(2027, 5, 14))
    said = {"headline": "se hace", "taken_up": "Todo.", "not_taken_up": "", "resources": "", "what_follows": ""}
    at = moment_in(StageCode.PROTOTYPES)
    given = answers.answer(contribution=on_paper, outcome=Outcome.YES, by=cast.coordinator, at=at, **said)
    assert [one.contribution_id for one in given] == [on_paper.pk, three[0].pk]
    assert Answer.objects.values_list("headline", flat=True).distinct().get() == "Sí: se hace"
    assert states(rows) == [S.TAKEN_UP] * 2
    with pytest.raises(WrongState):
        merging.group(contributions=[three[0], three[1]], reason="Otra vez.", by=cast.facilitator, at=AT)


# --- The pages ---


@pytest.fixture
def today():
    with time_machine.travel(AT, tick=False):
        yield


def test_facilitation_chooses_and_asks(three, cast, agenda, browser_of, today):
    browser = browser_of(cast.facilitator)
    listed = browser.get(f"/cocreacion/uniones/{agenda.code}/")
    assert all(row.code in listed.text for row in three)
    address = f"/cocreacion/uniones/{agenda.code}/nueva/?aporte={three[0].code}&aporte={three[2].code}"
    assert "Preguntar a los autores" in browser.get(address).text
    missing = browser.post(address, {"operation": "merge", "title": SAID["title"]})
    assert (missing.status_code, SAID["title"] in missing.text) == (422, True)
    assert browser.post(address, SAID | {"operation": "merge"}).status_code == 302
    assert Merge.objects.get().members.count() == 2
    again = browser.post(address, SAID | {"operation": "merge"})
    assert (again.status_code, "Ya se preguntó" in again.text) == (409, True)
    assert three[0].title not in browser.get(f"/cocreacion/uniones/{agenda.code}/").text.partition("Preguntas a los")[0]
    one = browser.get(f"/cocreacion/uniones/{agenda.code}/nueva/?aporte={three[0].code}")
    assert one.status_code == 302


def test_page_offers_grouping_where_nobody_can_be_asked(three, cast, agenda, browser_of, today):
    on_paper = make_contribution(agenda)
    address = f"/cocreacion/uniones/{agenda.code}/nueva/?aporte={three[0].code}&aporte={on_paper.code}"
    browser = browser_of(cast.facilitator)
    page = browser.get(address).text
    assert "no dejó cuenta ni correo" in page
    assert "Preguntar a los autores" not in page
    assert browser.post(address, {"operation": "group", "group-reason": "Lo mismo."}).status_code == 302
    assert on_paper.group_member.group.members.count() == 2


def test_only_facilitation_merges(three, cast, agenda, browser_of, today):
    for person in (cast.liaison, cast.approver, cast.citizen, cast.reviewer):
        assert browser_of(person).get(f"/cocreacion/uniones/{agenda.code}/").status_code == 403


def test_author_with_an_account_answers_and_nobody_else(three, cast, agenda, browser_of, today):
    member = propose(three, cast).members.get(contribution=three[1])
    address = reverse("contributions:merge-answer", args=[agenda.code, member.pk])
    assert browser_of(cast.liaison).get(address).status_code == 404
    browser = browser_of(cast.citizen)
    assert "Aceptar que se una" in browser.get(address).text
    assert browser.post(address, {"operation": "no"}).status_code == 302
    assert "Usted dijo que no." in browser.get(address).text
    with time_machine.travel(OVER, tick=False):
        late = browser.post(address, {"operation": "si"})
    assert (late.status_code, "El plazo para responder terminó" in late.text) == (409, True)


def test_forged_links_open_nothing(three, cast, client, today):
    member = propose(three, cast).members.first()
    for token in ("x", f"{member.pk}:x", telling.consent_token(member)[:-1] + "_"):
        assert client.get(f"/unir-aporte/{token}/").status_code == 410
        assert client.post(f"/unir-aporte/{token}/", {"operation": "si"}).status_code == 410
    assert MergeMember.objects.filter(agreed=None).count() == 3


def test_supports_of_the_union_are_never_double(three, cast, agenda):
    new = make_contribution(agenda)
    reader = make_participant(agenda)
    ContributionSupport.objects.create(contribution=new, participant=reader, at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        ContributionSupport.objects.create(contribution=new, participant=reader, at=AT)
