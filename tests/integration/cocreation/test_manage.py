"""Running an agenda in the browser: what each act allows and refuses, before, during and after."""

import pytest
from django.urls import reverse
from django.utils import timezone

from cocreation.agendas.actions import manage, schedule, stages
from cocreation.agendas.choices import StageCode
from cocreation.agendas.choices.stages import StageState
from cocreation.agendas.models import Agenda, Stage
from cocreation.agendas.queries.manage import agenda_seen, rules_seen, stages_seen
from cocreation.agreements.models import AgreedItem
from core.models import AuditEntry
from core.process.transitions import ReasonMissing, WrongState
from core.refusals import Refusal
from tests.factories.cocreation import (
    day_in,
    make_agenda,
    make_challenge,
    moment_in,
)
from tests.integration.cocreation.managing import SENTENCES, at, page, verbs

pytestmark = pytest.mark.django_db


@pytest.fixture
def agenda(cast) -> Agenda:
    return make_agenda(cast.here, cast.there, **SENTENCES)


@pytest.fixture
def browser(cast, browser_of):
    return browser_of(cast.facilitator)


def days_of(agenda: Agenda) -> dict:
    return {StageCode(one.code): (one.opens_on, one.closes_on) for one in agenda.stages.all()}


def redate(agenda, cast, at, reason="", **changes):
    days = days_of(agenda) | {StageCode(code): pair for code, pair in changes.items()}
    seen = stages_seen(agenda.stages.all())
    return schedule.redate(agenda=agenda, days=days, reason=reason, seen=seen, by=cast.facilitator, at=at)


# Opening and publishing


def test_draft_is_made_in_the_browser_and_its_stages_are_shown_next(cast, browser):
    sent = {
        "template": "movilidad", "name": "  Una  agenda ", "code": "AG-7", "municipalities": [cast.here.pk],
        "first_day": "2027-02-01",
    }  # fmt: skip
    response = browser.post(reverse("agendas:agenda-new"), sent)
    made = Agenda.objects.get(code="AG-7")
    assert response.url == page("stages-edit", made)
    assert (made.published_at, made.stages.count(), made.challenges.count()) == (None, 8, 4)
    assert verbs()[-1] == "agenda.drafted"
    again = browser.post(reverse("agendas:agenda-new"), sent)
    assert again.status_code == 422
    assert "Ya hay una agenda con el código «AG-7»" in again.content.decode()
    assert Agenda.objects.count() == 1


@pytest.mark.parametrize(
    "code", ["ag-7", "A G", "../x", "nueva", "AG_7", "", "MODERACION", "RESPUESTAS", "UNIONES", "CONFIRMAR"]
)
def test_code_that_would_not_fit_the_address_is_refused(cast, browser, code):
    sent = {"template": "vacia", "name": "A", "code": code, "municipalities": [cast.here.pk], "first_day": "2027-02-01"}
    assert browser.post(reverse("agendas:agenda-new"), sent).status_code == 422
    assert not Agenda.objects.exists()


def test_publication_says_what_is_missing_and_happens_once(cast, browser):
    agenda = make_agenda(cast.here, is_published=False)
    agenda.moderation_rules.all().delete()
    with at(browser, cast, moment_in(StageCode.CALL)):
        response = browser.post(page("agenda-publish", agenda))
        assert response.status_code == 422
        for sentence in ("Escriba qué se decide.", "Escriba al menos una regla"):
            assert sentence in response.content.decode()
        Agenda.objects.filter(pk=agenda.pk).update(**SENTENCES)
        agenda.moderation_rules.create(code="R1", text="No insulta.", position=0)
        for _ in range(2):
            assert browser.post(page("agenda-publish", agenda)).status_code == 302
    assert verbs().count("agenda.published") == 1


def test_agenda_whose_stages_are_over_is_not_published(cast):
    agenda = make_agenda(cast.here, is_published=False, **SENTENCES)
    with pytest.raises(manage.NotReady) as refused:
        manage.publish(agenda=agenda, by=cast.facilitator, at=moment_in(StageCode.CLOSING, 30))
    assert refused.value.details == ["Ponga al menos una etapa que esté abierta o por abrir."]


def test_stages_of_a_draft_do_not_close(cast):
    agenda = make_agenda(cast.here, is_published=False)
    assert stages.close_passed(at=moment_in(StageCode.IDEAS)) == 0
    with pytest.raises(WrongState):
        stages.close_early(
            stage=agenda.stages.get(code="ideas"), reason="Sí", by=cast.facilitator, at=moment_in(StageCode.IDEAS)
        )


# Data and rules


def test_two_people_on_the_data_and_nobody_is_overwritten_unawares(agenda, cast, browser):
    seen = agenda_seen(agenda)
    sent = {
        "name": "Mía",
        **SENTENCES,
        "municipalities": [cast.here.pk, cast.there.pk],
        "places": 5,
        "answer_days": 15,
        "seen": seen,
    }
    Agenda.objects.filter(pk=agenda.pk).update(name="De otra persona")
    make_challenge(agenda, "MOV-2")
    response = browser.post(page("agenda-edit", agenda), sent)
    assert response.status_code == 409
    assert 'value="Mía"' in response.content.decode()
    assert manage.CHANGED_MEANWHILE in response.content.decode()
    assert Agenda.objects.get().name == "De otra persona"
    shown_now = response.context["form"]["seen"].value()
    assert browser.post(page("agenda-edit", agenda), sent | {"seen": shown_now}).status_code == 302
    assert Agenda.objects.get().name == "Mía"


def test_what_a_challenge_names_and_what_people_read_stays(agenda, cast):
    values = {"name": "A", **SENTENCES, "places": 5, "answer_days": 15, "moderates_first": True}
    common = {"agenda": agenda, "seen": agenda_seen(agenda), "by": cast.facilitator, "at": timezone.now()}
    with pytest.raises(manage.NeededElsewhere):
        manage.edit(values=values, municipalities=[cast.here], **common)
    with pytest.raises(manage.NotReady):
        manage.edit(values=values | {"decides": ""}, municipalities=[cast.here, cast.there], **common)
    Stage.objects.filter(code="retos").update(state=StageState.CLOSED)
    with pytest.raises(WrongState):
        manage.edit(values=values | {"places": 3}, municipalities=[cast.here, cast.there], **common)
    assert verbs() == []


def test_rules_get_codes_and_hostile_text_is_shown_harmless(agenda, cast, browser):
    sent = {
        "seen": rules_seen(agenda),
        "code_0": "R1",
        "text_0": "Una",
        "text_1": "<script>alert(1)</script>",
        "text_2": "",
    }
    assert browser.post(page("rules-edit", agenda), sent).status_code == 302
    assert list(agenda.moderation_rules.values_list("code", "text")) == [
        ("R1", "Una"),
        ("R2", "<script>alert(1)</script>"),
    ]
    assert b"<script>alert" not in browser.get(page("agenda-manage", agenda)).content
    assert verbs() == ["agenda.rules_edited"]
    assert browser.post(page("rules-edit", agenda), sent).status_code == 409


def test_published_agenda_keeps_a_rule_and_codes_are_unique(agenda, cast):
    common = {"agenda": agenda, "seen": rules_seen(agenda), "by": cast.facilitator, "at": timezone.now()}
    with pytest.raises(manage.NotReady):
        manage.edit_rules(rules=[("R1", "")], **common)
    with pytest.raises(Refusal, match="está repetido"):
        manage.edit_rules(rules=[("R1", "a"), ("r1", "b")], **common)


# Days


def test_open_stage_gets_more_time_with_a_reason(agenda, cast):
    at, opens, later = moment_in(StageCode.IDEAS), day_in(StageCode.IDEAS, 0), day_in(StageCode.IDEAS, 25)
    with pytest.raises(ReasonMissing):
        redate(agenda, cast, at, ideas=(opens, later))
    assert redate(agenda, cast, at, "Faltó un taller.", ideas=(opens, later)) == 1
    stage = agenda.stages.get(code="ideas")
    assert (stage.closes_on, stage.due_on) == (later, later)
    entry = AuditEntry.objects.get(verb="stage.redated")
    assert (entry.reason, entry.data["closed"], entry.data["closes"]) == (
        "Faltó un taller.", day_in(StageCode.IDEAS, 20).isoformat(), later.isoformat(),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("code", "pair", "words"),
    [
        ("ideas", (0, 10), "solo puede durar más"),
        ("ideas", (1, 20), "ese día no cambia"),
        ("ideas", None, "no se puede quitar"),
        ("retos", (0, 30), "ya terminó"),
        ("retos", None, "ya terminó"),
        ("prototipos", (-40, 20), "abre antes que «Ideas»"),
        ("prototipos", (-19, 20), "que ya pasó"),
        ("prototipos", (5, 4), "cierra antes de abrir"),
        ("prototipos", (0, 4000), "revise el año"),
    ],
)
def test_days_that_cannot_be(agenda, cast, code, pair, words):
    stage = StageCode(code)
    wanted = pair and tuple(day_in(stage, n) for n in pair)
    with pytest.raises(schedule.DayRefused, match=words):
        redate(agenda, cast, moment_in(StageCode.IDEAS), "Razón", **{code: wanted})
    assert verbs() == []


def test_closed_stage_does_not_open_again(agenda, cast):
    stage = agenda.stages.get(code="ideas")
    stages.close_early(stage=stage, reason="Ya está.", by=cast.facilitator, at=moment_in(StageCode.IDEAS))
    with pytest.raises(schedule.DayRefused, match="ya cerró"):
        redate(agenda, cast, moment_in(StageCode.IDEAS), "Razón", ideas=(stage.opens_on, day_in(StageCode.IDEAS, 25)))


def test_stage_ahead_moves_goes_and_comes_freely(agenda, cast):
    at = moment_in(StageCode.IDEAS)
    last = (day_in(StageCode.CLOSING, 0), day_in(StageCode.CLOSING, 40))
    assert redate(agenda, cast, at, prototipos=None, cierre=last) == 2
    pair = (day_in(StageCode.PROTOTYPES, 0), day_in(StageCode.PROTOTYPES, 9))
    assert redate(agenda, cast, at, prototipos=pair) == 1
    assert redate(agenda, cast, at) == 0
    assert verbs() == ["stage.removed", "stage.redated", "stage.added"]


def test_days_in_the_browser_keep_what_was_typed(agenda, cast, browser):
    with at(browser, cast, moment_in(StageCode.IDEAS)):
        form = browser.get(page("stages-edit", agenda)).context["form"]
        sent = {name: str(form[name].value() or "") for name in form.fields} | {
            "ideas_closes": "2027-04-10",
            "reason": "Porque sí",
        }
        response = browser.post(page("stages-edit", agenda), sent)
        assert response.status_code == 422
        assert "2027-04-10" in response.content.decode()
        assert "Porque sí" in response.content.decode()
        assert browser.post(page("stages-edit", agenda), sent | {"seen": "viejo"}).status_code == 409
        assert browser.post(page("stages-edit", agenda), sent | {"ideas_closes": "2027-04-30"}).status_code == 302


# Pages


def test_pages_ask_the_same_number_of_times_with_more_rows(agenda, cast, browser, django_assert_max_num_queries):
    for n in range(2, 12):
        make_challenge(agenda, f"MOV-{n}")
        make_agenda(code=f"AG-{n}")
    with at(browser, cast, moment_in(StageCode.IDEAS)):
        with django_assert_max_num_queries(12):
            assert browser.get(reverse("agendas:agenda-list")).status_code == 200
        with django_assert_max_num_queries(17):
            assert browser.get(page("agenda-manage", agenda)).status_code == 200


def test_list_says_which_devoluciones_are_late(agenda, cast, browser):
    with at(browser, cast, moment_in(StageCode.PROBLEMS)):
        stages.close_passed(at=timezone.now())
    with at(browser, cast, moment_in(StageCode.CHALLENGES)):
        text = browser.get(reverse("agendas:agenda-list")).content.decode()
    assert "Convocatoria, de «" in text
    assert "Tarde" in text


HIDDEN = "Levantar las cebras\u200b en\u202e la\u00ad calle"


def test_what_staff_write_is_kept_as_people_see_it(cast, browser):
    agenda = make_agenda(cast.here)
    challenge = {"theme": "movilidad", "text": HIDDEN, "municipalities": [cast.here.pk], "place": 1}
    workshop = {
        "title": "Taller", "objective": HIDDEN, "theme": "movilidad", "day": "2027-04-20", "starts": "09:00", "ends": "11:00",
        "place": "P", "access": "A",
    }  # fmt: skip
    item = {"title": "Camino", "text": HIDDEN, "municipalities": [cast.here.pk]}
    with at(browser, cast, moment_in(StageCode.CALL)):
        assert browser.post(page("challenge-new", agenda), challenge).status_code == 302
        assert browser.post(reverse("workshops:workshop-new", args=["AG-1"]), workshop).status_code == 302
    with at(browser, cast, moment_in(StageCode.PROTOTYPES)):
        assert browser.post(reverse("agreements:item-new", args=["AG-1"]), item).status_code == 302
    said = [agenda.challenges.first().text, agenda.workshops.get().objective, AgreedItem.objects.get().text]
    assert said == ["Levantar las cebras en la calle"] * 3
