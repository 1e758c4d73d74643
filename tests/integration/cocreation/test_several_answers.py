"""One template answers several contributions, each with its own reason: all or none."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cocreation.agendas.choices import StageCode
from cocreation.contributions.actions import answers
from cocreation.contributions.choices import ContributionState, Outcome
from cocreation.contributions.choices.answers import parts_in, reasoned
from cocreation.contributions.models import Answer, AnswerDraft, Contribution
from core.models import AuditEntry, TraceEvent
from core.process.transitions import WrongState
from core.refusals import Stale
from tests.factories.cocreation import day_in, make_agenda, make_contribution, moment_in

pytestmark = pytest.mark.django_db
S = ContributionState
AT = moment_in(StageCode.PROTOTYPES, 3)
URL = reverse("contributions:answer-several")
QUEUE = reverse("contributions:answer-queue")
SHARED = {
    "outcome": "no", "headline": "la vía es del departamento", "taken_up": "", "resources": "",
    "what_follows": "Se envía a la gobernación.",
}  # fmt: skip


@pytest.fixture
def agenda(cast):
    return make_agenda(cast.here, cast.there)


@pytest.fixture
def rows(agenda, cast, clock):
    clock.move_to(AT)
    due = day_in(StageCode.PROTOTYPES, 9)
    return [
        make_contribution(
            agenda, municipality=cast.here, answering=cast.here, state=S.UNDER_REVIEW, due_on=due, pk=1_000_000 + number
        )  # keys of many digits, which pages must not write as numbers for people
        for number in range(3)
    ]


def reason(row) -> str:
    return f"El tramo {row.code} lo pinta la gobernación."


def written(rows, **changed) -> dict:
    return SHARED | {f"reason_{row.pk}": reason(row) for row in rows} | {"aporte": [row.pk for row in rows]} | changed


def publish(browser, rows, **versions):
    seen = {f"version_{row.pk}": 1 for row in rows} | versions
    return browser.post(URL, {"operation": "publish", "aporte": [row.pk for row in rows]} | seen)


def states(rows) -> set[str]:
    return set(Contribution.objects.filter(pk__in=[row.pk for row in rows]).values_list("state", flat=True))


def test_each_is_answered_with_its_own_reason(rows, cast, browser_of):
    browser = browser_of(cast.liaison)
    queue = browser.get(QUEUE).content.decode()
    assert all(f'name="aporte" value="{row.pk}"' in queue for row in rows)
    seen = browser.get(browser.post(URL, written(rows)).url).content.decode()
    assert all(reason(row) in seen for row in rows)
    assert (Answer.objects.count(), AnswerDraft.objects.count()) == (0, 3)
    assert publish(browser, rows).url == QUEUE
    given = Answer.objects.order_by("contribution__code")
    assert [one.not_taken_up for one in given] == [reason(row) for row in rows]
    assert {(one.headline, one.what_follows) for one in given} == {
        ("No: la vía es del departamento", "Se envía a la gobernación.")
    }
    assert states(rows) == {S.NOT_TAKEN_UP}
    assert TraceEvent.objects.filter(step="no_incorporada").count() == 3
    assert AuditEntry.objects.filter(verb="contribution.not_taken_up").count() == 3
    assert publish(browser, rows).url == QUEUE  # a second press
    assert Answer.objects.count() == 3


@pytest.mark.parametrize(
    ("outcome", "shared", "taken_up", "not_taken_up"),
    [
        (Outcome.YES, "Todo el barrio.\n\nY más.", "Propia.\n\nTodo el barrio.\n\nY más.", ""),
        (Outcome.YES, "", "Propia.", ""),
        (Outcome.PARTLY, "Todo el barrio.", "Todo el barrio.", "Propia."),
        (Outcome.NO, "", "", "Propia."),
    ],
)
def test_where_the_own_reason_stands_and_how_it_comes_back(outcome, shared, taken_up, not_taken_up):
    parts = {"taken_up": taken_up, "not_taken_up": not_taken_up}
    assert reasoned(outcome, shared, "Propia.") == parts
    assert parts_in(outcome, **parts) == (shared, "Propia.")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"reason": "Corta."}, "al menos 20 letras"),
        ({"reason": ""}, "Escriba la razón de"),
        ({"reason": None}, "dicen lo mismo"),
        ({"outcome": Outcome.PARTLY}, "Escriba qué se acoge."),
        ({"outcome": ""}, "Elija una de las tres respuestas."),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(rows, cast, browser_of, changed, said):
    first, second, third = rows
    if "reason" in changed:
        same = f"{reason(second).upper()}  "
        changed = {f"reason_{first.pk}": same if changed["reason"] is None else changed["reason"]}
    page = browser_of(cast.liaison).post(URL, written(rows, **changed))
    assert page.status_code == 422
    assert said in page.content.decode()
    assert reason(third) in page.content.decode()
    assert not AnswerDraft.objects.exists()


def test_a_begun_answer_is_the_template_of_the_others(rows, cast, browser_of):
    said = {
        "headline": "se hace",
        "taken_up": "El camino.\n\nEn todo el barrio.",
        "not_taken_up": "",
        "resources": "Propios.",
    }
    answers.save_draft(contribution=rows[1], outcome="si", seen=0, by=cast.approver, at=AT, what_follows="", **said)
    form = browser_of(cast.liaison).get(URL, {"aporte": [row.pk for row in rows]}).context["form"]
    assert [form[name].value() for name in ("outcome", "headline", "taken_up", "resources")] == [
        "si", "se hace", "En todo el barrio.", "Propios.",
    ]  # fmt: skip
    assert [form[f"reason_{row.pk}"].value() for row in rows] == [None, "El camino.", None]


def test_otherwise_begun_and_foreign_ones_are_left_out(rows, agenda, cast, browser_of):
    said = {"headline": "se hace", "taken_up": "", "not_taken_up": "", "resources": "", "what_follows": ""}
    answers.save_draft(contribution=rows[0], outcome="si", seen=0, by=cast.liaison, at=AT, **said)
    answers.save_draft(contribution=rows[1], outcome="no", seen=0, by=cast.liaison, at=AT, **said)
    foreign = make_contribution(
        agenda, municipality=cast.there, answering=cast.there, state=S.UNDER_REVIEW, due_on=rows[0].due_on
    )
    context = browser_of(cast.liaison).get(URL, {"aporte": [*(row.pk for row in rows), foreign.pk]}).context
    assert (context["rows"], context["left_out"]) == ([rows[0], rows[2]], [rows[1]])


def test_a_draft_that_changed_since_it_was_seen_publishes_none(rows, cast, browser_of):
    browser = browser_of(cast.liaison)
    browser.post(URL, written(rows))
    answer = publish(browser, rows, **{f"version_{rows[2].pk}": 0})
    assert "vista=1" in answer.url
    assert "cambió después de esta vista previa" in browser.get(answer.url).content.decode()
    assert not Answer.objects.exists()


NOTHING = {"headline": "", "taken_up": "", "not_taken_up": "", "resources": "", "what_follows": ""}


def test_one_that_a_colleague_changed_or_gave_away_publishes_none(rows, cast, browser_of):
    browser = browser_of(cast.liaison)
    browser.post(URL, written(rows))
    changed = NOTHING | {"headline": "otra", "not_taken_up": "Otra razón."}
    answers.save_draft(contribution=rows[2], outcome="no", seen=1, by=cast.approver, at=AT, **changed)
    answer = publish(browser, rows)
    assert rows[2].code in browser.get(answer.url).content.decode()
    AnswerDraft.objects.filter(contribution=rows[2]).delete()
    Contribution.objects.filter(pk=rows[2].pk).update(answering=cast.there)
    publish(browser, rows)
    assert not Answer.objects.exists()
    assert states(rows) == {S.UNDER_REVIEW}


@pytest.mark.parametrize(("outcome", "headline"), [("", ""), ("no", "la vía no es nuestra"), ("si", "")])
def test_drafts_that_do_not_say_all_are_neither_shown_nor_published(rows, cast, browser_of, outcome, headline):
    for row in rows:
        answers.save_draft(
            contribution=row, outcome=outcome, seen=0, by=cast.approver, at=AT, **NOTHING | {"headline": headline}
        )
    browser = browser_of(cast.liaison)
    assert "form" in browser.get(URL, {"aporte": [row.pk for row in rows], "vista": 1}).context
    answer = publish(browser, rows)
    assert "le falta algo" in browser.get(answer.url).content.decode()
    assert not Answer.objects.exists()


def test_one_draft_without_an_outcome_has_no_preview_either(rows, cast, browser_of):
    browser, page = browser_of(cast.liaison), reverse("contributions:answer-write", args=["AG-1", rows[0].code])
    browser.post(page, {"operation": "save", "taken_up": "A medias"})
    assert "A medias" in browser.get(f"{page}?vista=1").content.decode()
    assert browser.post(page, {"operation": "publish", "version": 1}).status_code == 422
    assert not Answer.objects.exists()


def test_what_a_colleague_wrote_meanwhile_is_replaced_only_knowingly(rows, cast, browser_of):
    browser = browser_of(cast.liaison)
    said = NOTHING | {"headline": "lo de ella", "taken_up": "Todo."}
    answers.save_draft(contribution=rows[1], outcome="si", seen=0, by=cast.approver, at=AT, **said)
    page = browser.post(URL, written(rows))
    assert page.status_code == 409
    assert f"el borrador de {rows[1].code}" in page.content.decode()
    assert reason(rows[0]) in page.content.decode()
    assert list(AnswerDraft.objects.values_list("headline", flat=True)) == ["lo de ella"]
    assert f'name="version_{rows[1].pk}" value="1"' in page.content.decode()
    for _ in range(2):  # a second press is one's own
        assert browser.post(URL, written(rows, **{f"version_{rows[1].pk}": 1})).status_code == 302
    assert AnswerDraft.objects.filter(headline=SHARED["headline"]).count() == 3


def test_one_refusal_takes_all_back(rows, cast):
    reasons = {row.pk: reason(row) for row in rows}
    said = {name: value for name, value in SHARED.items() if name != "outcome"}
    drafts = answers.save_several(reasons=reasons, seen={}, outcome=Outcome.NO, by=cast.liaison, at=AT, **said)
    Contribution.objects.filter(pk=rows[2].pk).update(state=S.PUBLISHED)
    for versions, refusal in (({row.pk: 1 for row in rows}, WrongState), ({rows[0].pk: 1, rows[1].pk: 2}, Stale)):
        with pytest.raises(refusal):
            answers.publish_several(versions=versions, by=cast.liaison, at=AT)
    assert (Answer.objects.count(), len(drafts)) == (0, 3)


def test_one_or_none_goes_back_to_the_queue(rows, cast, browser_of):
    browser = browser_of(cast.liaison)
    for chosen in ([], [rows[0].pk], ["x", "-1", "9" * 30]):
        assert browser.get(URL, {"aporte": chosen}).url == QUEUE
        assert browser.post(URL, {"aporte": chosen}).url == QUEUE


def test_the_page_asks_as_many_queries_for_three_as_for_two(rows, cast, browser_of):
    browser, asked = browser_of(cast.liaison), []
    for n in (2, 2, 3):
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(URL, {"aporte": [row.pk for row in rows[:n]]}).status_code == 200
        asked.append(len(queries))
    assert asked[1] == asked[2]
