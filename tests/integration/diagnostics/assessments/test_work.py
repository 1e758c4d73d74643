"""«Mi trabajo», one question by its address, and who has what."""

import re
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Membership
from accounts.permissions import Role
from core.models import AuditEntry
from core.refusals import Stale
from diagnostics.assessments.actions import sharing
from diagnostics.assessments.actions.answers import Draft, NotAssigned, store
from diagnostics.assessments.actions.sharing import NothingToSplit, NotOfTheTeam
from diagnostics.assessments.models import Assessment, DimensionAssignment
from diagnostics.assessments.queries.filling import build_filling
from diagnostics.assessments.queries.teams import shares_of
from diagnostics.assessments.queries.work import CHUNK_MINUTES, MINUTES, Task, chunks_of, work_of
from notices.models import Notification
from tests.budgets import queries_of
from tests.factories.accounts import make_member
from tests.factories.diagnostics import AT, make_answer, make_evidence, make_round, make_sent, parsed
from tests.factories.notices import make_notification

pytestmark = pytest.mark.django_db
HOME = "/diagnostico/ciclo/aqui/"
TODAY = AT.date()
FILLING = build_filling(parsed(), {"has_council": True}, {}, {}, {})
KINDS = st.lists(st.tuples(st.sampled_from(list(FILLING.cells)), st.sampled_from(list(MINUTES))), max_size=40)


def share(cast, assessment, **people) -> int:
    """Give dimensions A and B to names of the cast."""
    wanted = {code: {getattr(cast, name).pk for name in people.get(code, [])} for code in ("A", "B")}
    seen = shares_of(assessment).fingerprint
    return sharing.split(assessment=assessment, wanted=wanted, seen=seen, by=cast.liaison, at=AT)


@given(KINDS)
def test_every_task_stands_in_one_piece_of_ten_minutes(kinds):
    instrument = FILLING.instrument
    tasks = [Task(FILLING.cells[c], instrument.indicator_of[c], kind, float(n)) for n, (c, kind) in enumerate(kinds)]
    chunks = chunks_of(tasks)
    flat = [task for chunk in chunks for task in chunk.tasks]
    assert sorted(map(id, flat)) == sorted(map(id, tasks))
    assert all(chunk.minutes <= CHUNK_MINUTES for chunk in chunks)
    assert [chunk.number for chunk in chunks] == list(range(1, len(chunks) + 1))
    if tasks:
        assert chunks[0].tasks[0] is tasks[0], "the most important comes first"


def test_what_fell_comes_first_then_what_yields_most(cast, assessment):
    link = make_evidence(make_answer(assessment, "B-01", "9/10"))
    link.check_failures = 2
    link.save()
    work = work_of(assessment, today=TODAY, user=cast.contributor)
    assert [(task.code, task.kind) for task in work.tasks] == [
        ("B-01", "broken"), ("A-01", "unanswered"), ("A-02", "unanswered"), ("A-03", "unanswered"), ("B-02", "unanswered"),
    ]  # fmt: skip


def test_person_sees_her_dimensions_and_those_of_nobody(cast, assessment):
    colleague = make_member(Role.CONTRIBUTOR, cast.here, name="Colega")
    share(cast, assessment, A=["contributor"])
    mine = work_of(assessment, today=TODAY, user=cast.contributor)
    theirs = work_of(assessment, today=TODAY, user=colleague)
    assert {task.code[0] for task in mine.tasks} == {"A", "B"}
    assert {task.code[0] for task in theirs.tasks} == {"B"}
    assert theirs.others == 3
    assert work_of(assessment, today=TODAY, user=colleague, everything=True).others == 0


def test_continues_where_she_stopped(cast, assessment, browser_of):
    make_answer(assessment, "A-03", "ninguna", changed_by=cast.contributor, changed_at=AT)
    make_answer(assessment, "B-02", "o1", changed_by=cast.liaison, changed_at=AT + timedelta(hours=1))
    assert work_of(assessment, today=TODAY, user=cast.contributor).first.code == "B-01"
    assert work_of(assessment, today=TODAY, user=cast.liaison).first.code == "A-01", (
        "after the last one, from the start"
    )
    assert "Continuar en B-01" in browser_of(cast.contributor).get(HOME).text


def test_liaison_sees_all_and_may_ask_for_her_own(cast, assessment, browser_of):
    share(cast, assessment, A=["contributor"])
    desk = browser_of(cast.liaison)
    assert "Faltan 5 respuestas" in desk.get(HOME).text
    own = desk.get(f"{HOME}?ver=mio").text
    assert "Le faltan 2 respuestas" in own
    assert "Además hay 3 pendientes en dimensiones de otras personas" in own


def test_one_question_alone_with_its_way_on(cast, assessment, browser_of):
    desk = browser_of(cast.contributor)
    page = desk.get(f"{HOME}pregunta/A-02/").text
    assert page.count('class="q stack"') == 1
    assert 'data-save="/diagnostico/ciclo/aqui/respuestas/A-02/"' in page
    assert "Seguir con A-03" in page
    assert "El botón de abajo guarda y sigue" in page
    assert "Pedirle esta respuesta a otra persona" in page
    not_asked = desk.get(f"{HOME}pregunta/B-03/").text
    assert "Pedirle esta respuesta a otra persona" not in not_asked
    assert "El botón de abajo" not in not_asked
    assert "http%3A//127.0.0.1%3A8000/diagnostico/ciclo/aqui/pregunta/A-02/" in page, (
        "the message to a colleague holds the address"
    )
    chunk = work_of(assessment, today=TODAY, user=cast.contributor).chunks[0]
    codes = [task.code for task in chunk.tasks]
    whole = ",".join(codes)
    assert f"pregunta/{codes[0]}/?tanda={whole}" in desk.get(HOME).text
    through = desk.get(f"{HOME}pregunta/{codes[0]}/?tanda={whole}").text
    assert f"1 de {len(codes)} de la tanda" in through
    assert f"pregunta/{codes[1]}/?tanda={whole}" in through
    make_answer(assessment, codes[0], "4" if codes[0] == "A-01" else "si")
    second = desk.get(f"{HOME}pregunta/{codes[1]}/?tanda={whole}").text
    assert f"2 de {len(codes)} de la tanda" in second, "the piece stays as it was begun"
    assert f"pregunta/{codes[0]}/?tanda={whole}" in second, "and the way back is there"
    assert desk.get(f"{HOME}pregunta/Z-01/").status_code == 404
    for odd in ("99", "x", "²", ",,", "A-01,A-01", "9," * 500):
        assert desk.get(f"{HOME}pregunta/A-02/?tanda={odd}").status_code == 200


def test_link_to_a_question_survives_the_sign_in(assessment, client):
    response = client.get(f"{HOME}pregunta/A-02/")
    assert response["Location"] == f"/cuenta/login/?next={HOME}pregunta/A-02/"


def test_question_of_others_is_read_and_says_whose_it_is(cast, assessment, browser_of):
    share(cast, assessment, A=["liaison"])
    page = browser_of(cast.contributor).get(f"{HOME}pregunta/A-02/").text
    assert "Esta dimensión está a cargo de Enlace municipal de prueba." in page
    assert "data-save=" not in page
    saved = browser_of(cast.contributor).post(f"{HOME}respuestas/A-02/", {"A-02-version": 0, "A-02-value": "si"})
    assert saved.status_code == 409
    assert saved["X-Answer"] == "refused"
    assert "está a cargo de Enlace municipal de prueba" in saved.text


def test_dimension_given_to_somebody_is_filled_by_her_and_the_liaison_only(cast, assessment):
    colleague = make_member(Role.CONTRIBUTOR, cast.here, name="Colega")
    share(cast, assessment, A=["contributor"])
    with pytest.raises(NotAssigned, match="«Apertura» está a cargo de Diligenciador/a de prueba"):
        store(assessment=assessment, drafts=[Draft("A-02", "si", 0)], by=colleague, at=AT)
    store(assessment=assessment, drafts=[Draft("B-02", "o1", 0)], by=colleague, at=AT)
    store(assessment=assessment, drafts=[Draft("A-02", "si", 0)], by=cast.contributor, at=AT)
    store(assessment=assessment, drafts=[Draft("A-02", "no", 1)], by=cast.liaison, at=AT)


def test_who_left_blocks_nobody(cast, assessment, browser_of):
    share(cast, assessment, A=["contributor"])
    Membership.objects.filter(user=cast.contributor).update(ended_at=AT)
    colleague = make_member(Role.CONTRIBUTOR, cast.here, name="Colega")
    store(assessment=assessment, drafts=[Draft("A-02", "si", 0)], by=colleague, at=AT)
    shares = shares_of(assessment)
    assert (shares.by_dimension, shares.gone) == ({}, {"A": {cast.contributor.pk: cast.contributor.name}})
    page = browser_of(cast.liaison).get(f"{HOME}equipo/").text
    assert "Hay dimensiones de quien ya no está" in page


def test_page_of_the_team_gives_out_and_tells(cast, assessment, browser_of):
    desk = browser_of(cast.liaison)
    seen = shares_of(assessment).fingerprint
    data = {"seen": seen, "d-0": [cast.contributor.pk], "d-1": [cast.contributor.pk, cast.liaison.pk]}
    assert desk.post(f"{HOME}equipo/", data).status_code == 302
    assert shares_of(assessment).by_dimension == {
        "A": {cast.contributor.pk: cast.contributor.name},
        "B": {cast.contributor.pk: cast.contributor.name, cast.liaison.pk: cast.liaison.name},
    }
    assert Notification.objects.values_list("user", "title").get() == (
        cast.contributor.pk,
        "Quedó a su cargo: Apertura, Diálogo",
    )
    assert AuditEntry.objects.get(verb="work.split").data == {"given": 3, "taken": 0}
    stale = desk.post(f"{HOME}equipo/", {"seen": seen})
    assert stale.status_code == 409
    assert "Usted cambió el reparto en otra ventana, a las " in stale.text
    assert DimensionAssignment.objects.count() == 3


def test_same_split_again_changes_nothing(cast, assessment):
    assert share(cast, assessment, A=["contributor"]) == 1
    assert share(cast, assessment, A=["contributor"]) == 0
    assert AuditEntry.objects.filter(verb="work.split").count() == 1


def test_dimension_goes_to_the_team_of_the_place_only(cast, assessment):
    for name in ("neighbour", "approver", "reviewer"):
        with pytest.raises(NotOfTheTeam):
            share(cast, assessment, A=[name])
    with pytest.raises(Stale):
        sharing.split(assessment=assessment, wanted={"A": set()}, seen="viejo", by=cast.liaison, at=AT)
    make_sent(assessment, cast.liaison)
    with pytest.raises(NothingToSplit):
        share(cast, assessment, A=["contributor"])
    assert DimensionAssignment.objects.count() == 0


def test_all_of_one_person_goes_to_another_or_to_nobody(cast, assessment, browser_of):
    share(cast, assessment, A=["contributor"], B=["contributor", "liaison"])
    desk = browser_of(cast.liaison)
    done = desk.post(f"{HOME}equipo/", {"over-leaving": cast.contributor.pk, "over-to": cast.liaison.pk}, follow=True)
    assert "entregó 2 dimensiones a Enlace municipal de prueba" in done.text
    assert shares_of(assessment).by_dimension == {code: {cast.liaison.pk: cast.liaison.name} for code in ("A", "B")}
    desk.post(f"{HOME}equipo/", {"over-leaving": cast.liaison.pk, "over-to": ""})
    assert shares_of(assessment).by_dimension == {}
    assert AuditEntry.objects.filter(verb="work.handed_over").count() == 2


@pytest.mark.parametrize(
    "over", [{"over-leaving": "", "over-to": ""}, {"over-leaving": "x"}, {"over-leaving": "1", "over-to": "999999"}]
)
def test_hand_over_that_makes_no_sense_is_refused(cast, assessment, browser_of, over):
    share(cast, assessment, A=["contributor"])
    assert browser_of(cast.liaison).post(f"{HOME}equipo/", over).status_code == 409
    assert DimensionAssignment.objects.count() == 1


def test_pages_of_work_keep_their_budget_whatever_the_number_of_people(cast, assessment, browser_of):
    desk = browser_of(cast.liaison)
    pages = (HOME, f"{HOME}equipo/", f"{HOME}pregunta/A-01/", f"{HOME}pregunta/A-01/?tanda=1")

    def costs() -> list[int]:
        return [len(queries_of(lambda page=page: desk.get(page))) for page in pages]

    share(cast, assessment, A=["contributor"])
    costs()
    of_one = costs()
    people = [make_member(Role.CONTRIBUTOR, cast.here, name=f"Colega {n}") for n in range(8)]
    DimensionAssignment.objects.all().delete()
    DimensionAssignment.objects.bulk_create(
        DimensionAssignment(assessment=assessment, dimension_id=d, user=p, assigned_at=AT, assigned_by=cast.liaison)
        for p in people for d in assessment.round.version.dimensions.values_list("pk", flat=True)
    )  # fmt: skip
    assert costs() == of_one
    assert max(of_one) <= 12, of_one


def test_several_diagnoses_come_by_deadline(cast, assessment, browser_of):
    later = make_round(cast.here, code="luego", name="Luego", closes_on=TODAY + timedelta(days=90))
    sooner = make_round(cast.here, code="pronto", name="Pronto", closes_on=TODAY + timedelta(days=9))
    page = browser_of(cast.contributor).get("/trabajo/").text
    names = [a.round.name for a in Assessment.objects.filter(round__in=[later, sooner]).select_related("round")]
    assert sorted(names) == ["Luego", "Pronto"]
    assert page.index("Aquí, Pronto") < page.index("Aquí, Luego") < page.index("Aquí, Ciclo de prueba")


def test_each_of_several_diagnoses_offers_what_is_ones_own_to_do(cast, assessment, browser_of):
    make_round(cast.here, code="luego", name="Luego", closes_on=TODAY + timedelta(days=90))
    make_notification(cast.contributor, at=AT, kind="message", key=f"message:{assessment.pk}:A-01:1")
    page = browser_of(cast.contributor).get("/trabajo/").text
    assert re.findall(r">(Responder|Aclarar|Contestar los ajustes|Leer y firmar)<span", page) == ["Responder"] * 2
    assert "Mensajes por leer" in page
    assert f'href="{HOME}revision/A-01/"' in page
    office = browser_of(cast.approver).get("/trabajo/").text
    assert ">Responder<" not in office
