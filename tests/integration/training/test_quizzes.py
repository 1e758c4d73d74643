"""A quiz as the person takes it: started once, answered one by one, closed by the clock of the server, graded once."""

from datetime import timedelta
from fractions import Fraction

import pytest
from django.db import IntegrityError, transaction

from tests.budgets import queries_of
from tests.factories.accounts import make_user
from tests.factories.training import AT, make_cohort, make_enrolment
from training.cohorts.actions import progress
from training.cohorts.choices import CohortState
from training.quizzes.actions import attempts as acts
from training.quizzes.models import Attempt, AttemptAnswer
from training.quizzes.tasks import hand_in_overdue

pytestmark = pytest.mark.django_db
CODES = ("P1", "P2", "P3", "P4", "P5")


def right(code: str) -> dict[str, str | list[str]]:
    """The fields of a right answer in the last attempt, whose options have codes of their own."""
    question = next(one for one in Attempt.objects.order_by("-number").first().parsed if one.code == code)
    if code == "P4":
        return {"p-P4": "7"}
    if code == "P5":
        return {f"p-P5-{place}": option.code for place, option in enumerate(question.options, 1)}
    return {f"p-{code}": [option.code for option in question.options if option.share > 0]}


def wrong(code: str) -> dict[str, list[str]]:
    question = next(one for one in Attempt.objects.order_by("-number").first().parsed if one.code == code)
    return {f"p-{code}": [option.code for option in question.options if option.share <= 0]}


def whole() -> dict[str, str | list[str]]:
    return {name: value for code in CODES for name, value in right(code).items()}


@pytest.fixture
def enrolment(moment):
    return make_enrolment(make_cohort(), make_user())


@pytest.fixture
def home(enrolment, client):
    client.force_login(enrolment.user)
    return f"/aprender/{enrolment.cohort.code}/1-responder/prueba/"


def begin(client, home) -> Attempt:
    response = client.post(f"{home}empezar/")
    assert response.status_code == 302
    return Attempt.objects.order_by("-number").first()


def answer(client, home, code, version=0, number=1, **fields):
    data = (fields or right(code)) | {f"p-{code}-version": version}
    return client.post(f"{home}{number}/{code}/", data, headers={"HX-Request": "true"})


def test_the_page_of_the_quiz_says_its_rules(client, home):
    page = client.get(home).content.decode()
    for words in ("5 preguntas", "Se aprueba con 70 %", "3 intentos", "Dura 20 min", "Empezar el intento 1 de 3"):
        assert words in page


def test_an_attempt_is_frozen_when_it_starts(client, home, enrolment):
    attempt = begin(client, home)
    assert (attempt.number, attempt.out_of, attempt.closes_at) == (1, 5, AT + timedelta(minutes=20))
    assert {one["code"] for one in attempt.questions} == set(CODES)
    version = enrolment.cohort.version
    assert {one.code: {o.text: o.share for o in one.options} for one in attempt.parsed} == {
        one.code: {o.text: o.share for o in one.options} for one in version.parsed.modules[0].quiz
    }
    assert [one.code for one in attempt.parsed] == [one.code for one in Attempt.objects.get().parsed]


def test_pressed_twice_it_is_one_attempt(client, home):
    begin(client, home)
    response = client.post(f"{home}empezar/")
    assert response.url == f"{home}1/"
    assert Attempt.objects.count() == 1


def test_the_database_keeps_one_open_attempt(client, home):
    attempt = begin(client, home)
    with pytest.raises(IntegrityError), transaction.atomic():
        Attempt.objects.create(
            enrolment=attempt.enrolment, module=attempt.module, number=2, questions=[], out_of=1, started_at=AT
        )


def test_an_open_attempt_never_shows_what_is_right(client, home):
    begin(client, home)
    page = client.get(f"{home}1/").content.decode()
    assert "Cierra a las 10:20" in page
    assert "Dice qué, dónde y cuándo." not in page
    assert "Sirve la que se usa." not in page


def test_each_answer_saves_itself(client, home):
    begin(client, home)
    for code in CODES:
        response = answer(client, home, code)
        assert (response.status_code, response["X-Answer"], response["X-Answer-Version"]) == (200, "saved", "1")
    kept = dict(AttemptAnswer.objects.values_list("question", "value"))
    assert kept["P1"] == right("P1")["p-P1"]
    assert (kept["P2"], kept["P4"], kept["P5"]) == (["v"], "7", list(right("P5").values()))
    assert "Cierra a las 10:20" in response.content.decode()


def test_another_window_is_a_conflict_and_the_same_page_is_not(client, home):
    begin(client, home)
    answer(client, home, "P1", **{"p-P1": "a", "written_from": "one"})
    other = answer(client, home, "P1", **{"p-P1": "b", "written_from": "two"})
    assert (other.status_code, other["X-Answer"]) == (409, "conflict")
    assert "Respondió esta pregunta en otra ventana" in other.content.decode()
    assert AttemptAnswer.objects.get().value == ["a"]
    same = answer(client, home, "P1", **{"p-P1": "b", "written_from": "one"})  # the reply to its first words was lost
    assert (same.status_code, same["X-Answer-Version"]) == (200, "2")
    kept = answer(client, home, "P1", **{"p-P1": "a", "p-P1-keep": "2", "written_from": "two"})
    assert kept["X-Answer"] == "saved"
    assert AttemptAnswer.objects.get().value == ["a"]


def test_what_is_no_number_is_kept_and_said(client, home):
    begin(client, home)
    response = answer(client, home, "P4", **{"p-P4": "siete"})
    assert "Esto no es un número" in response.content.decode()
    assert AttemptAnswer.objects.get().value == "siete"


@pytest.mark.parametrize(
    ("code", "fields"),
    [("P1", {"p-P1": "z"}), ("P1", {"p-P1": ["a", "b"]}), ("P4", {"p-P4": "9" * 41}), ("P5", {"p-P5-1": "z"})],
)
def test_an_answer_that_no_form_sends_is_refused(client, home, code, fields):
    begin(client, home)
    response = answer(client, home, code, **fields)
    assert (response.status_code, response["X-Answer"]) == (422, "refused")
    assert not AttemptAnswer.objects.exists()


def test_handing_in_grades_and_explains_every_option(client, home):
    begin(client, home)
    for code in CODES:
        answer(client, home, code)
    sent = whole() | {"hand_in": "1"} | {f"p-{code}-version": 1 for code in CODES}
    assert client.post(f"{home}1/", sent).url == f"{home}1/"
    attempt = Attempt.objects.get()
    assert (attempt.points, attempt.share, attempt.handed_in_at) == ("5", 10_000, AT)
    page = client.get(f"{home}1/").content.decode()
    assert "5 de 5, 100 %: aprobó la prueba" in page
    for words in ("Dice qué, dónde y cuándo.", "No dice cuándo.", "Sirve la que se usa.", "Nunca.", "Siete."):
        assert words in page
    late = answer(client, home, "P1", version=1)
    assert (late.status_code, late["X-Answer"]) == (409, "refused")
    assert "ya se entregó" in late.content.decode()


def result(client, home, *, is_right):
    """Hand an attempt in and return what its page says of going on."""
    number = begin(client, home).number
    client.post(f"{home}{number}/", (whole() if is_right else {}) | {"hand_in": "1"})
    return client.get(f"{home}{number}/").content.decode().partition('id="h-sigue"')[2]


def test_the_result_says_what_follows_and_what_to_read_again(client, home, enrolment):
    lessons = [f"/aprender/{enrolment.cohort.code}/1-responder/{code}/" for code in ("01-fondo", "02-claro")]
    for url in lessons:
        client.post(f"{url}leida/")
    failed = result(client, home, is_right=False)
    assert all(f'<a href="{url}">' in failed for url in lessons)
    assert f'<a class="btn" href="{home}">Presentarla otra vez</a>' in failed
    assert "Volver a la prueba" not in failed, "it leads where going on leads"
    assert "Antes de presentarla otra vez, relea las lecciones" in failed
    last = [result(client, home, is_right=False) for _ in range(2)][-1]
    assert "Puede releer las lecciones" in last
    assert f'<a class="btn" href="{home.replace("prueba", "tarea")}">Hacerla</a>' in last, "no attempt is left"


def test_the_result_of_who_passed_leads_to_the_assignment(client, home, enrolment):
    lessons = [f"/aprender/{enrolment.cohort.code}/1-responder/{code}/" for code in ("01-fondo", "02-claro")]
    for url in lessons:
        client.post(f"{url}leida/")
    passed = result(client, home, is_right=True)
    assert not any(f'<a href="{url}">' in passed for url in lessons)
    assert f'<a class="btn" href="{home.replace("prueba", "tarea")}">Hacerla</a>' in passed
    assert "Volver a la prueba" in passed


def test_without_javascript_the_form_is_sent_whole(client, home):
    begin(client, home)
    assert client.post(f"{home}1/", right("P1") | {"p-P5-1": "c", "save": "1"}).status_code == 302
    page = client.get(f"{home}1/").content.decode()
    assert "Guardado a las 10:00." in page
    assert "Cada paso va en un lugar" in page
    assert AttemptAnswer.objects.get(question="P5").value == ["c", "", ""]


def test_a_page_that_is_behind_hands_nothing_in(client, home):
    begin(client, home)
    answer(client, home, "P1")
    response = client.post(f"{home}1/", wrong("P1") | {"hand_in": "1"})
    assert response.status_code == 409
    assert "Respondió esta pregunta en otra ventana" in response.content.decode()
    assert Attempt.objects.get().handed_in_at is None


def test_the_clock_of_the_server_closes_with_thirty_seconds_of_grace(client, home, moment):
    begin(client, home)
    moment.move_to(AT + timedelta(minutes=20, seconds=30))
    assert answer(client, home, "P1").status_code == 200
    moment.move_to(AT + timedelta(minutes=20, seconds=31))
    late = answer(client, home, "P2")
    assert late.status_code == 409
    assert "terminó a las 10:20" in late.content.decode()
    attempt = Attempt.objects.get()
    assert (attempt.points, attempt.handed_in_at) == ("1", attempt.closes_at)
    page = client.get(f"{home}1/").content.decode()
    assert "La prueba cerró a las 10:20 con 1 guardada de 5." in page


def test_opening_the_page_after_time_hands_in(client, home, moment):
    begin(client, home)
    moment.move_to(AT + timedelta(minutes=21))
    assert client.get(home).status_code == 302
    assert Attempt.objects.get().points == "0"
    assert "1 de 3" not in client.get(home).content.decode()


def test_beat_hands_in_what_nobody_opens(client, home, moment, enrolment):
    begin(client, home)
    assert hand_in_overdue() == 0
    moment.move_to(AT + timedelta(hours=1))
    assert hand_in_overdue() == 1
    assert hand_in_overdue() == 0
    assert Attempt.objects.get().handed_in_at == AT + timedelta(minutes=20)
    second = make_enrolment(enrolment.cohort, make_user())
    acts.start(enrolment=second, module=enrolment.cohort.version.parsed.modules[1], at=AT)  # without a limit
    assert hand_in_overdue() == 0
    enrolment.cohort.state, enrolment.cohort.ended_at = CohortState.ENDED, AT
    enrolment.cohort.save()
    assert hand_in_overdue() == 1


def test_three_attempts_and_no_more(client, home):
    for number in (1, 2, 3):
        assert begin(client, home).number == number
        client.post(f"{home}{number}/", {"hand_in": "1"})
    response = client.post(f"{home}empezar/", follow=True)
    assert "Ya usó los 3 intentos de esta prueba." in response.content.decode()
    assert "Ya no le quedan intentos" in response.content.decode()
    assert Attempt.objects.count() == 3


def test_who_only_takes_the_quizzes_has_one_attempt_and_a_higher_mark(client, moment):
    enrolment = make_enrolment(make_cohort(), make_user(), has_prior_learning=True)
    client.force_login(enrolment.user)
    home = f"/aprender/{enrolment.cohort.code}/1-responder/prueba/"
    assert "Se aprueba con 85 %" in client.get(home).content.decode()
    begin(client, home)
    client.post(f"{home}1/", {k: v for k, v in whole().items() if k != "p-P4"} | {"hand_in": "1"})
    assert "4 de 5, 80 %: todavía no aprueba" in client.get(f"{home}1/").content.decode()
    assert "Ya usó su único intento." in client.post(f"{home}empezar/", follow=True).content.decode()


def test_progress_is_told_once_and_only_on_passing(client, home, monkeypatch, enrolment):
    told = []
    monkeypatch.setattr(progress, "on_progress", [told.append])
    begin(client, home)
    client.post(f"{home}1/", {"hand_in": "1"})
    assert told == []
    begin(client, home)
    client.post(f"{home}2/", whole() | {"hand_in": "1"})
    client.post(f"{home}2/", whole() | {"hand_in": "1"})
    assert told == [enrolment]


def test_a_cohort_that_is_not_open_takes_no_start(client, home, enrolment):
    enrolment.cohort.state, enrolment.cohort.ended_at = CohortState.ENDED, AT
    enrolment.cohort.save()
    assert "Este grupo terminó." in client.get(home).content.decode()
    response = client.post(f"{home}empezar/", follow=True)
    assert "sus pruebas ya no se presentan" in response.content.decode()
    assert not Attempt.objects.exists()


def test_attempts_of_others_are_not_found(client, home, enrolment):
    begin(client, home)
    stranger = make_user()
    client.force_login(stranger)
    addresses = (home, f"{home}1/")
    assert [client.get(address).status_code for address in addresses] == [404, 404]
    assert client.post(f"{home}empezar/").status_code == 404
    assert answer(client, home, "P1").status_code == 404
    make_enrolment(enrolment.cohort, stranger)  # in the same cohort, without an attempt
    assert client.get(f"{home}1/").status_code == 404
    assert answer(client, home, "P1").status_code == 404
    assert not AttemptAnswer.objects.exists()


def test_who_withdrew_finds_nothing(client, home, enrolment):
    begin(client, home)
    enrolment.withdrawn_at = AT
    enrolment.save()
    assert client.get(f"{home}1/").status_code == 404
    assert answer(client, home, "P1").status_code == 404


@pytest.mark.parametrize(
    "path", ["9-otro/prueba/", "1-responder/prueba/7/", "1-responder/prueba/99999999999999999999/"]
)
def test_what_is_not_there_is_not_found(client, home, enrolment, path):
    assert client.get(f"/aprender/{enrolment.cohort.code}/{path}").status_code == 404


def test_a_page_of_somebody_else_saves_nothing(client, home):
    begin(client, home)
    other = str(make_user().pk)
    response = client.post(f"{home}1/", whole() | {"person": other, "hand_in": "1"}, follow=True)
    assert "No se guardó nada a nombre de usted." in response.content.decode()
    assert answer(client, home, "P1", **{"p-P1": "a", "person": other}).status_code in (302, 401)
    assert not AttemptAnswer.objects.exists()
    assert Attempt.objects.get().handed_in_at is None


def test_a_fraction_of_a_point_counts_whole(client, home):
    begin(client, home)
    client.post(f"{home}1/", whole() | {"p-P3": right("P3")["p-P3"][:1], "hand_in": "1"})
    attempt = Attempt.objects.get()
    assert (attempt.points, attempt.result) == ("9/2", Fraction(9, 10))
    assert "4,5 de 5, 90 %" in client.get(f"{home}1/").content.decode()


def test_queries(client, home):
    client.get(home)  # the course is parsed once per process
    assert len(queries_of(lambda: client.post(f"{home}empezar/"))) <= 8
    first, other = right("P1"), wrong("P1")
    assert len(queries_of(lambda: answer(client, home, "P1", **first))) <= 5
    assert len(queries_of(lambda: answer(client, home, "P1", version=1, **other))) <= 5
    assert AttemptAnswer.objects.get().version == 2
    sent = whole() | {"p-P1-version": 2, "hand_in": "1"}
    assert len(queries_of(lambda: client.post(f"{home}1/", sent))) <= 10
    assert Attempt.objects.get().points == "5"
