"""Correcting works: the queue, the rubric, who may, and what follows from an accepted one."""

import re
from datetime import timedelta

import pytest
import time_machine

from accounts.permissions import Role
from core.process.transitions import WrongState
from core.refusals import Stale
from notices.models import Notification
from tests.budgets import queries_of
from tests.factories.accounts import make_member, make_membership, make_user
from tests.factories.training import AT, make_cohort, make_course, make_enrolment
from tests.factories.works import ENOUGH, LOW, MODULE, TEXT, accept, give_back, make_work, upload
from tests.integration.cocreation.signed_in import SignedInAnew
from training.assignments.actions import judging
from training.assignments.actions.judging import Given, MarksDisagree, MayNotJudge
from training.assignments.choices import Level, WorkState
from training.assignments.models import Judgement, Mark, Work
from training.assignments.queries.works import count_works_waiting
from training.cohorts.actions.enrolments import NotEnrolled
from training.cohorts.actions.progress import on_progress
from training.cohorts.choices import CohortState
from training.learning.queries.progress import standing_of

pytestmark = pytest.mark.django_db
QUEUE = "/docencia/tareas/"
FIELDS = {f"level_{n}": "2" for n in range(4)} | {f"reason_{n}": "" for n in range(4)}


@pytest.fixture
def cohort(cast):
    return make_cohort(make_course(), instructor=cast.instructor, code="g-1")


@pytest.fixture
def enrolment(cohort):
    return make_enrolment(cohort, make_user(), name="Ana Ejemplo", office="Planeación")


@pytest.fixture
def counted(monkeypatch) -> list[tuple[int, str]]:
    """The enrolments whose progress was recorded, with the state of their work at that moment."""
    found: list[tuple[int, str]] = []
    monkeypatch.setattr(
        on_progress, "_fillers", [lambda row: found.append((row.pk, Work.objects.get(enrolment=row).state))]
    )
    return found


def get(person, path, at=AT):
    with time_machine.travel(at, tick=False):
        return SignedInAnew(person).get(path)


def post(person, work, op="aceptar", **fields):
    with time_machine.travel(AT, tick=False):
        return SignedInAnew(person).post(
            f"{QUEUE}{work.pk}/", FIELDS | {"seen": Work.objects.get(pk=work.pk).version, "op": op} | fields
        )


def test_accepted_counts_at_once_and_its_author_is_told(enrolment, cast, counted):
    work = make_work(enrolment)
    assert standing_of(enrolment).modules[0].is_accepted is False
    assert post(cast.instructor, work, level_2="3", reason_2="Muy claro.").url == QUEUE
    work.refresh_from_db()
    assert (work.state, work.due_on) == (WorkState.ACCEPTED, None)
    assert counted == [(enrolment.pk, WorkState.ACCEPTED)]
    assert standing_of(enrolment).modules[0].is_accepted is True
    judgement = Judgement.objects.get()
    assert (judgement.is_accepted, judgement.by, judgement.at) == (True, cast.instructor, AT)
    assert [(one.level, one.reason) for one in judgement.marks.all()] == [(2, ""), (2, ""), (3, "Muy claro."), (2, "")]
    told = Notification.objects.get(user=enrolment.user)
    assert told.title.startswith("Se aceptó su tarea")
    assert told.url == f"/aprender/g-1/{MODULE}/tarea/"


def test_returned_with_the_reason_of_each_criterion(enrolment, cast, counted):
    work = make_work(enrolment)
    assert post(cast.instructor, work, "devolver", level_1="1", reason_1="No dice cuándo.").url == QUEUE
    work.refresh_from_db()
    assert (work.state, counted) == (WorkState.RETURNED, [])
    assert Mark.objects.get(level=Level.NOT_ENOUGH).reason == "No dice cuándo."
    assert Notification.objects.get(user=enrolment.user).title.startswith("Se devolvió su tarea")


def test_the_second_delivery_is_judged_from_where_the_first_one_stood(enrolment, cast):
    work = make_work(enrolment)
    first = get(cast.instructor, f"{QUEUE}{work.pk}/").content.decode()
    assert ("checked" in first, "En la entrega anterior" in first) == (False, False)
    give_back(work, cast.instructor)
    make_work(enrolment, text="Otra vez.")
    page = get(cast.instructor, f"{QUEUE}{work.pk}/").content.decode()
    panels = page.partition('class="form rubric"')[2].split('class="panel')[1:]
    chosen = [re.findall(r'name="level_(\d)" value="(\d)"[^>]* checked', panel) for panel in panels]
    assert chosen == [[("0", "2")], [("1", "1")], [("2", "3")], [("3", "3")]], "as LOW has them"
    assert ("En la entrega anterior" in panels[1], "No dice cuándo." in panels[1]) == (True, True)
    assert "No dice cuándo." not in panels[0]


@pytest.mark.parametrize(
    ("op", "fields", "said"),
    [
        ("aceptar", {"level_1": "1", "reason_1": "No dice cuándo."}, "Este criterio no alcanza"),
        ("devolver", {}, "Todos los criterios alcanzan"),
        ("devolver", {"level_0": "1"}, "Diga qué le falta"),
        ("devolver", {"level_0": "1", "reason_0": "  "}, "Diga qué le falta"),
        ("aceptar", {"level_3": ""}, "Elija un nivel"),
        ("aceptar", {"level_3": "4"}, "Escoja una opción válida"),
    ],
)
def test_marks_that_do_not_go_together_are_said_and_what_was_typed_stays(enrolment, cast, counted, op, fields, said):
    work = make_work(enrolment)
    response = post(cast.instructor, work, op, **({"reason_2": "Se entiende bien."} | fields))
    assert response.status_code == 422
    text = response.content.decode()
    assert said in text
    assert "Se entiende bien." in text
    assert (Judgement.objects.count(), Work.objects.get().state, counted) == (0, WorkState.HANDED_IN, [])


def test_rubric_has_as_many_marks_as_criteria(enrolment, cast):
    work = make_work(enrolment)
    with pytest.raises(MarksDisagree, match="Elija un nivel en cada criterio"):
        judging.accept(work=work, marks=ENOUGH[:3], seen=work.version, by=cast.instructor, at=AT)


def test_second_verdict_is_told_and_its_words_are_given_back(enrolment, cast):
    work = make_work(enrolment)
    seen = work.version
    accept(work, cast.coordinator)
    response = post(cast.instructor, work, "devolver", level_1="1", reason_1="Yo la devolvía.", seen=seen)
    assert response.status_code == 409
    text = response.content.decode()
    assert "Otra persona ya la corrigió" in text
    assert "Yo la devolvía." in text
    assert Judgement.objects.count() == 1


def test_verdict_on_an_older_delivery_is_stale(enrolment, cast):
    work = make_work(enrolment)
    seen = work.version
    give_back(work, cast.instructor)
    work = make_work(enrolment, text=f"{TEXT} Firma la secretaria.")
    with pytest.raises(Stale):
        judging.accept(work=work, marks=ENOUGH, seen=seen, by=cast.instructor, at=AT)


@pytest.mark.parametrize("role", [Role.ADMIN, Role.REVIEWER, Role.FACILITATOR, Role.INSTRUCTOR])
def test_others_do_not_judge(enrolment, cast, role):
    work, other = make_work(enrolment), make_member(role)
    with pytest.raises(MayNotJudge):
        judging.accept(work=work, marks=ENOUGH, seen=work.version, by=other, at=AT)
    assert get(other, f"{QUEUE}{work.pk}/").status_code in (403, 404)
    assert post(other, work).status_code in (403, 404)
    assert not Judgement.objects.exists()


def test_nobody_judges_their_own(cohort, cast):
    both = make_member(Role.COORDINATOR)
    work = make_work(make_enrolment(cohort, both))
    assert post(both, work).status_code == 422
    assert count_works_waiting(both) == 0
    with pytest.raises(MayNotJudge, match="suya"):
        judging.give_back(work=work, marks=LOW, seen=work.version, by=both, at=AT)
    assert not Notification.objects.filter(user=both).exists()


def test_after_the_cohort_ended_works_are_still_judged(enrolment, cast, cohort):
    work = make_work(enrolment)
    cohort.state, cohort.ended_at = CohortState.ENDED, AT
    cohort.save()
    assert "ya no podrá entregarla otra vez" in get(cast.instructor, f"{QUEUE}{work.pk}/").content.decode()
    assert post(cast.instructor, work).status_code == 302
    assert Work.objects.get().state == WorkState.ACCEPTED


def test_works_of_a_cancelled_cohort_and_of_who_withdrew_are_not_judged(enrolment, cast, cohort):
    work = make_work(enrolment)
    cohort.state, cohort.reason = CohortState.CANCELLED, "No hay sala."
    cohort.save()
    with pytest.raises(WrongState):
        judging.accept(work=work, marks=ENOUGH, seen=work.version, by=cast.instructor, at=AT)
    cohort.state = CohortState.OPEN
    cohort.save()
    type(enrolment).objects.update(withdrawn_at=AT, office="")
    with pytest.raises(NotEnrolled):
        judging.accept(work=work, marks=ENOUGH, seen=work.version, by=cast.instructor, at=AT)
    assert count_works_waiting(cast.instructor) == 0


def test_queue_has_own_cohorts_the_oldest_first_and_says_what_is_late(cohort, cast):
    day = timedelta(days=1)
    other = make_cohort(make_course("C91"), instructor=make_member(Role.INSTRUCTOR), code="g-2")
    for n, name in enumerate(["Tercera", "Primera", "Segunda"]):
        make_work(make_enrolment(cohort, make_user(), name=name), at=AT + (3, 0, 2)[n] * day)
    make_work(make_enrolment(other, make_user(), name="Ajena"), at=AT)
    give_back(make_work(make_enrolment(cohort, make_user(), name="Devuelta")), cast.instructor)
    text = get(cast.instructor, QUEUE, AT + 8 * day).content.decode()
    places = [text.index(name) for name in ("Primera", "Segunda", "Tercera")]
    assert places == sorted(places)
    assert "Ajena" not in text
    assert "Devuelta" not in text
    assert text.count("tag-late") == 1  # due on the 15th; this is the 16th
    assert "tarde 1 día hábil" in text
    assert (count_works_waiting(cast.instructor), count_works_waiting(cast.coordinator)) == (3, 0)
    assert count_works_waiting(make_user()) == 0


def test_queue_without_works_says_so(cast, cohort):
    assert "No hay tareas por corregir" in get(cast.instructor, QUEUE).content.decode()


def test_pages_read_as_many_queries_with_one_as_with_many(cohort, cast, client):
    first = make_work(make_enrolment(cohort, make_user()), upload())
    client.force_login(cast.instructor)
    client.get(QUEUE)
    one = len(queries_of(lambda: client.get(QUEUE)))
    for n in range(8):
        make_work(make_enrolment(make_cohort(cohort.version, instructor=cast.instructor, code=f"h-{n}"), make_user()))
    assert len(queries_of(lambda: client.get(QUEUE))) == one <= 10
    assert len(queries_of(lambda: client.get(f"{QUEUE}{first.pk}/"))) <= 12


def test_given_is_what_the_page_said(enrolment, cast):
    make_membership(Role.INSTRUCTOR, user=cast.coordinator)
    work = make_work(enrolment)
    post(cast.coordinator, work, "devolver", level_0="1", reason_0="No dice qué.\r\nNi cómo.")
    assert Mark.objects.get(criterion=0).reason == "No dice qué.\nNi cómo."
    assert Given(Level.ENOUGH) == ENOUGH[0]
