"""Supporting and commenting through the pages."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from cocreation.agendas.choices.stages import StageCode
from cocreation.contributions.actions import merging, supports
from cocreation.contributions.actions.comments import CommentReceived, comment
from cocreation.contributions.choices import CommentState, ContributionState
from cocreation.contributions.models import Comment, Contribution, ContributionSupport, ContributionVersion
from core.models import AuditEntry
from tests.factories.accounts import make_member
from tests.factories.cocreation import make_agenda, make_contribution, make_merge, make_participant, moment_in
from tests.integration.cocreation.taking_part import JOIN, TEXT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
FORM = "A" * 22


@pytest.fixture
def idea(agenda):
    return make_contribution(agenda, code="ID-0147", answering=agenda.municipalities.in_river_order().first())


def let_in(client, someone) -> None:
    client.cookies.clear()
    session = client.session
    session["participants"] = {someone.agenda.code: someone.pk}
    session.save()


@pytest.fixture
def person(client, agenda):
    """The browser takes part as somebody."""
    someone = make_participant(agenda)
    let_in(client, someone)
    return someone


def address(row, what: str) -> str:
    return f"/agendas/{row.agenda.code}/aportes/{row.code}/{what}/"


def say(client, row, started, **fields):
    return client.post(
        address(row, "comentar"), {"text": "De acuerdo.", "signature": "Vecino", "started": started()} | fields
    )


def test_support_is_saved_once_and_says_until_when(client, idea, person):
    for _ in range(2):
        answer = client.post(address(idea, "apoyar"), {"apoyo": "si"})
        assert (answer.status_code, answer.url) == (302, idea.get_absolute_url())
    assert ContributionSupport.objects.count() == 1
    told = [str(one) for one in client.get(JOIN).context["messages"]]
    assert "puede retirarlo hasta el domingo 25 de abril" in told[0]
    idea.refresh_from_db()
    assert idea.frozen_at is not None
    client.post(address(idea, "apoyar"), {"apoyo": "no"})
    assert ContributionSupport.objects.count() == 0


def test_nobody_known_is_led_to_join_and_back(client, idea):
    for what in ("apoyar", "comentar"):
        answer = client.post(address(idea, what))
        assert answer.status_code == 302
        assert answer.url.startswith(f"{JOIN}?next=%2Fagendas%2FAG-1%2Faportes%2FID-0147")
    assert ContributionSupport.objects.count() == 0


def test_own_contribution_and_closed_stage_answer_409(client, agenda, person, clock, idea):
    own = make_contribution(agenda, participant=person)
    answer = client.post(address(own, "apoyar"))
    assert (answer.status_code, "ya cuenta con usted" in answer.text) == (409, True)
    clock.move_to(moment_in(StageCode.COMMITMENTS))
    let_in(client, person)  # a session ends sooner
    answer = client.post(address(idea, "apoyar"))
    assert (answer.status_code, "Ya no se puede apoyar" in answer.text) == (409, True)


TAKE_BACK = 'name="apoyo" value="no"'


def test_support_of_a_text_that_changed_is_taken_back_after_the_stage_too(client, person, clock, idea):
    """The mail about the other text promises a button. Who read the text as it stands supports it for good."""
    client.post(address(idea, "apoyar"), {"apoyo": "si"})
    clock.move_to(moment_in(StageCode.PROTOTYPES))
    let_in(client, person)
    for state in (ContributionState.PUBLISHED, ContributionState.UNDER_REVIEW):
        Contribution.objects.filter(pk=idea.pk).update(state=state)
        assert TAKE_BACK not in client.get(idea.get_absolute_url()).text
        assert client.post(address(idea, "apoyar"), {"apoyo": "no"}).status_code == 409
    said = {"title": "Otro título", "text": "Otro texto", "made_at": timezone.now()}
    version = ContributionVersion.objects.create(contribution=idea, number=2, **said)
    assert TAKE_BACK not in client.get(idea.get_absolute_url()).text  # nobody reads it yet
    version.approved_at = timezone.now()
    version.save()
    page = client.get(idea.get_absolute_url()).text
    assert TAKE_BACK in page
    assert "el texto cambió después" in page
    assert client.post(address(idea, "apoyar"), {"apoyo": "no"}).status_code == 302
    assert ContributionSupport.objects.count() == 0
    assert client.post(address(idea, "apoyar"), {"apoyo": "si"}).status_code == 409


def test_support_that_moved_to_a_merged_text_is_taken_back_until_it_is_answered(client, agenda, person, clock):
    clock.move_to(moment_in(StageCode.PROTOTYPES))
    let_in(client, person)
    merge = make_merge(agenda, by=make_member("facilitator"), at=timezone.now())
    idea = merge.members.first().contribution
    ContributionSupport.objects.create(contribution=idea, participant=person, at=moment_in(StageCode.IDEAS))
    for member in merge.members.order_by("pk"):
        merging.consent(member=member, agreed=True, at=timezone.now())
    merge.refresh_from_db()
    assert TAKE_BACK in client.get(merge.result.get_absolute_url()).text
    assert TAKE_BACK not in client.get(idea.get_absolute_url()).text
    Contribution.objects.filter(pk=merge.result_id).update(state=ContributionState.TAKEN_UP)
    assert client.post(address(merge.result, "apoyar"), {"apoyo": "no"}).status_code == 409
    Contribution.objects.filter(pk=merge.result_id).update(state=ContributionState.PUBLISHED)
    assert client.post(address(merge.result, "apoyar"), {"apoyo": "no"}).status_code == 302
    assert not merge.result.supports.exists()


@pytest.mark.parametrize(
    "state", [ContributionState.IN_MODERATION, ContributionState.DECLINED, ContributionState.RECEIVED]
)
def test_what_is_not_public_does_not_exist(client, agenda, person, started, state):
    row = make_contribution(agenda, state=state, **({"rule": "R1"} if state == ContributionState.DECLINED else {}))
    assert client.post(address(row, "apoyar")).status_code == 404
    assert say(client, row, started).status_code == 404


def test_participant_of_another_agenda_is_nobody_here(client, idea, person, agenda):
    other = make_agenda(code="AG-2")
    row = make_contribution(other)
    assert client.post(address(row, "apoyar")).url.startswith("/agendas/AG-2/participar/")


def test_comment_waits_for_the_moderator_once(client, idea, person, started):
    for _ in range(2):
        assert say(client, idea, started, form_id=FORM).status_code == 302
    row = Comment.objects.get()
    assert (row.state, row.participant, row.office, row.signature) == (CommentState.IN_MODERATION, person, "", "Vecino")
    assert AuditEntry.objects.filter(verb="comment.received").count() == 1


def test_reply_answers_a_public_comment_of_the_same_contribution(client, idea, person, agenda, started):
    said = {"participant": person, "text": "Falta luz.", "received_at": timezone.now()}
    shown = Comment.objects.create(contribution=idea, state=CommentState.PUBLISHED, **said)
    hidden = Comment.objects.create(contribution=idea, **said)
    elsewhere = Comment.objects.create(contribution=make_contribution(agenda), state=CommentState.PUBLISHED, **said)
    assert "Falta luz." in client.get(f"{address(idea, 'comentar')}?responde={shown.pk}").text
    assert say(client, idea, started, responde=shown.pk).status_code == 302
    assert Comment.objects.get(parent__isnull=False).parent == shown
    for odd in (hidden.pk, elsewhere.pk, "x", "9" * 40, "²"):
        assert say(client, idea, started, responde=odd).status_code == 404


@pytest.mark.parametrize(
    "change", [{"text": ""}, {"text": "\u200b\u200b\u200b\u200b"}, {"text": "x" * 1001}, {"website": "x"}]
)
def test_bad_comment_is_refused_in_words(client, idea, person, started, change):
    assert say(client, idea, started, **change).status_code == 422
    assert Comment.objects.count() == 0


def test_comment_asks_about_personal_data_and_keeps_text_when_closed(client, idea, person, started, clock):
    text = "Mi correo es ana@gmail.com"
    answer = say(client, idea, started, text=text)
    assert (answer.status_code, "1 correo personal" in answer.text, text in answer.text) == (422, True, True)
    assert say(client, idea, started, text=text, asked="1").status_code == 302
    clock.move_to(moment_in(StageCode.CLOSING))
    let_in(client, person)
    answer = say(client, idea, started, text=TEXT)
    assert (answer.status_code, TEXT in answer.text, "Ya no se puede comentar" in answer.text) == (409, True, True)


def test_office_comments_under_its_label_at_once_where_it_answers(cast, started, browser_of):
    agenda = make_agenda(cast.here, cast.there)
    own, other, metropolitan = (make_contribution(agenda, answering=place) for place in (cast.here, cast.there, None))
    client = browser_of(cast.liaison)
    page = client.get(address(own, "comentar")).text
    assert 'name="signature"' not in page
    assert say(client, own, started).status_code == 302
    row = Comment.objects.get()
    assert (row.state, row.participant, bool(row.office), row.decided_by) == (
        CommentState.PUBLISHED,
        None,
        True,
        cast.liaison,
    )
    assert cast.liaison.name not in row.office
    for elsewhere in (other, metropolitan):
        assert client.get(address(elsewhere, "comentar")).status_code == 302, "there they are a person like others"
    assert browser_of(cast.coordinator).get(address(metropolitan, "comentar")).status_code == 200


def test_same_form_twice_at_once_is_one_comment(idea, agenda):
    said = {"contribution": idea, "text": "Sí", "participant": make_participant(agenda), "form_sha256": "x"}
    first = comment(at=timezone.now(), **said)
    with pytest.raises(CommentReceived) as again:
        comment(at=timezone.now() + timedelta(seconds=1), **said)
    assert again.value.comment == first


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", range(3))
def test_supporting_with_four_hands_counts_once(agenda, idea, turn):
    person, barrier, done = make_participant(agenda), threading.Barrier(4), []

    def press() -> None:
        try:
            connection.ensure_connection()
            barrier.wait(10)
            done.append(supports.support(contribution=idea, participant=person, at=timezone.now()).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(done) == 4
    assert len(set(done)) == 1
    assert ContributionSupport.objects.count() == 1
    assert Client().get(JOIN).status_code == 200
