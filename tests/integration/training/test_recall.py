"""Recall: who is asked when, what a press does, and what is summed up; and opinions about a course."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.web.one_time_links import name_of
from mail.actions.outbox import send
from mail.models import Outbox
from tests.factories.accounts import make_user
from tests.factories.certificates import make_certificate
from tests.factories.recall import ASKED, answer_all, answer_by, make_round
from tests.factories.training import make_cohort, make_course, make_enrolment
from training.cohorts.choices import CohortState
from training.cohorts.models import Cohort
from training.grading.progress import eligible
from training.learning.queries.progress import standing_of
from training.recall.actions.rounds import leave, make_due
from training.recall.models import RecallAnswer, RecallOptOut, RecallRound, Satisfaction
from training.recall.queries.retention import opinions_of, retention_of
from training.recall.queries.rounds import leave_token, round_token, shown_questions

pytestmark = pytest.mark.django_db
END = datetime(2027, 3, 14, 17, 0, tzinfo=UTC)


def ended(cohort: Cohort | None = None, at: datetime = END) -> Cohort:
    cohort = cohort or make_cohort()
    Cohort.objects.filter(pk=cohort.pk).update(state=CohortState.ENDED, ended_at=at)
    return cohort


def made() -> list[tuple[int, int]]:
    return list(RecallRound.objects.order_by("pk").values_list("enrolment", "number"))


@pytest.mark.parametrize(
    ("days", "numbers"), [(2, []), (3, [1]), (9, [1]), (10, [2]), (16, [2]), (17, []), (29, []), (30, [3]), (37, [])]
)
def test_rounds_are_due_3_10_and_30_days_after_the_end(days, numbers):
    enrolment = make_enrolment(ended(), make_user())
    assert make_due(at=END + timedelta(days=days)) == len(numbers)
    assert made() == [(enrolment.pk, number) for number in numbers]


def test_day_of_the_certificate_goes_before_the_end_of_the_cohort():
    certificate = make_certificate(make_user())  # the 28th of February
    ended(certificate.enrolment.cohort)
    assert make_due(at=END + timedelta(days=3)) == 0
    assert make_due(at=datetime(2027, 3, 3, 17, tzinfo=UTC)) == 1


def test_run_twice_makes_one_round_and_one_mail():
    make_enrolment(ended(), make_user())
    at = END + timedelta(days=3)
    assert (make_due(at=at), make_due(at=at), make_due(at=at + timedelta(hours=5))) == (1, 0, 0)
    assert Outbox.objects.filter(kind="course_recall").count() == 1


def test_nobody_is_asked_who_withdrew_left_or_wants_none():
    cohort = ended()
    make_enrolment(cohort, make_user(), withdrawn_at=END)
    make_enrolment(cohort, make_user(is_active=False))
    leaving = make_user()
    make_enrolment(cohort, leaving)
    leave(user=leaving, at=END)
    assert make_due(at=END + timedelta(days=3)) == 0


def test_course_without_questions_asks_nothing():
    modules = [one | {"recall": []} for one in make_course("C91").content["modules"]]
    make_enrolment(ended(make_cohort(make_course("C92", modules=modules))), make_user())
    assert make_due(at=END + timedelta(days=3)) == 0


def test_number_questions_are_left_out_since_one_press_cannot_answer_them():
    make_enrolment(ended(), make_user())
    make_due(at=END + timedelta(days=3))
    assert sorted(RecallRound.objects.get().questions) == ASKED


def test_cost_of_making_does_not_grow_with_people(django_assert_max_num_queries):
    cohort = ended()
    for _ in range(20):
        make_enrolment(cohort, make_user())
    with django_assert_max_num_queries(14):
        assert make_due(at=END + timedelta(days=3)) == 20


def test_mail_leads_to_the_round_and_one_press_leaves(django_capture_on_commit_callbacks):
    person = make_user()
    make_enrolment(ended(), person)
    with django_capture_on_commit_callbacks(execute=True):
        make_due(at=END + timedelta(days=3))
    round = RecallRound.objects.get()
    send(keys=list(Outbox.objects.values_list("key", flat=True)), at=END + timedelta(days=3))
    [sent] = [one for one in mail.outbox if one.to == [person.email]]
    assert reverse("recall:round", args=[round_token(round)]) in sent.body
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    way_out = sent.extra_headers["List-Unsubscribe"].strip("<>").partition("/repaso-salir/")[2]
    answer = Client(enforce_csrf_checks=True).post(
        f"/repaso-salir/{way_out}", {"List-Unsubscribe": "One-Click"}
    )  # as a mail program does
    assert answer.status_code == 200
    assert RecallOptOut.objects.get().user == person


def test_opening_answers_nothing_and_one_press_answers_with_the_explanation(client):
    round = make_round(make_cohort(), make_user())
    token = round_token(round)
    assert client.get(f"/repaso/{token}/", follow=True).status_code == 200
    assert not RecallAnswer.objects.exists()
    address = f"/repaso/{name_of(token)}/"
    key, question = next(iter(shown_questions(round).items()))
    wrong = next(option for option in question.options if option.share == 0)
    answer = client.post(address, {"question": key, "answer": wrong.code}, follow=True)
    assert wrong.explanation in answer.text
    assert question.explanation in answer.text
    right = next(option for option in question.options if option.share == 1)
    client.post(address, {"question": key, "answer": right.code})
    assert [(row.question, row.is_right) for row in RecallAnswer.objects.all()] == [(key, False)], "the first one stays"


@pytest.mark.parametrize("sent", [{}, {"question": "1-responder/P1", "answer": "z"}, {"question": "x", "answer": "a"}])
def test_answer_that_no_form_sends_is_refused(client, sent):
    token = round_token(make_round(make_cohort(), make_user()))
    client.get(f"/repaso/{token}/")
    answer = client.post(f"/repaso/{name_of(token)}/", sent)
    assert (answer.status_code, "No se guardó." in answer.text) == (422, True)
    assert not RecallAnswer.objects.exists()


def test_made_up_and_withdrawn_links_are_gone(client):
    round = make_round(make_cohort(), make_user())
    token = round_token(round)
    assert client.get(f"/repaso/{round.pk}:x/").status_code == 410
    assert client.get(f"/repaso/{leave_token(round.enrolment.user)}/").status_code == 410, "of the other kind of link"
    type(round.enrolment).objects.filter(pk=round.enrolment_id).update(withdrawn_at=END)
    assert client.get(f"/repaso/{token}/").status_code == 410


def test_recall_and_opinion_do_not_count_for_the_certificate():
    round = make_round(make_cohort(), make_user())
    before = standing_of(round.enrolment)
    answer_all(round)
    Satisfaction.objects.create(enrolment=round.enrolment, score=5, at=END)
    assert standing_of(round.enrolment) == before
    assert not eligible(before)


def test_retention_is_shown_from_five_people_on(client):
    cohort = make_cohort(make_course("C01"))
    answer_by(cohort, [True, True, True, False])
    assert retention_of(["C01"]) == {}
    assert "Qué queda después" not in client.get("/cursos/C01/").text
    answer_by(cohort, [False])
    answer_by(cohort, [True] * 5, number=3)
    first, last = retention_of(["C01"])["C01"]
    assert (first.days, first.people, first.answers, first.percent) == (3, 5, 10, 60)
    assert (last.days, last.percent) == (30, 100)
    assert "60 %" in client.get("/cursos/C01/").text


def test_opinion_is_said_once_after_the_end(client):
    person, cohort = make_user(), make_cohort()
    make_enrolment(cohort, person)
    client.force_login(person)
    address = f"/aprender/{cohort.code}/opinion/"
    assert "todavía no termina" in client.get(address).text
    assert client.post(address, {"score": "5"}).status_code == 409
    ended(cohort)
    assert client.post(address, {"score": "6"}).status_code == 422
    assert client.post(address, {"score": "4", "text": "Más casos."}).status_code == 302
    assert client.post(address, {"score": "1"}).status_code == 409
    assert [(row.score, row.text) for row in Satisfaction.objects.all()] == [(4, "Más casos.")]
    client.force_login(make_user())
    assert client.get(address).status_code == 404


def test_opinions_are_summed_up_from_five_people_on():
    cohort = make_cohort(make_course("C01"))
    for score in (5, 4, 4, 2):
        Satisfaction.objects.create(enrolment=make_enrolment(cohort, make_user()), score=score, at=END)
    assert opinions_of(["C01"]) == {}
    Satisfaction.objects.create(enrolment=make_enrolment(cohort, make_user()), score=4, at=END)
    found = opinions_of(["C01"])["C01"]
    assert (found.people, found.mean) == (5, "3,8")


def say(cohort: Cohort, *scores: int, text: str = "") -> None:
    for score in scores:
        enrolment = make_enrolment(cohort, make_user(), name="Nombre Secreto")
        Satisfaction.objects.create(enrolment=enrolment, score=score, text=text and f"{text} {score}", at=END)


def test_a_course_that_is_over_leads_to_the_opinion_and_then_says_it(client):
    person, cohort = make_user(), make_cohort()
    enrolment = make_enrolment(cohort, person)
    client.force_login(person)
    page, address = f"/aprender/{cohort.code}/", f"/aprender/{cohort.code}/opinion/"
    assert address not in client.get(page).text, "it runs"
    ended(cohort)
    assert f'<a href="{address}">Decir si le sirvió</a>' in client.get(page).text
    Satisfaction.objects.create(enrolment=enrolment, score=4, at=END)
    assert f'<a href="{address}">Su opinión: 4 de 5</a>' in client.get(page).text


def test_certificates_lead_to_the_opinion_too_at_the_same_cost(client):
    person = make_user()
    first = make_certificate(person, make_cohort(make_course("C01")))
    client.force_login(person)
    page = reverse("certificates:mine")
    client.get(page)
    asked = []
    for number in (2, 3):
        with CaptureQueriesContext(connection) as counted:
            found = client.get(page).text
        asked.append(len(counted))
        make_certificate(person, make_cohort(make_course(f"C0{number}")))
    assert f"/aprender/{first.enrolment.cohort.code}/opinion/" in found
    assert asked[0] == asked[1]
    assert (
        f'/aprender/{first.enrolment.cohort.code}/opinion/">Decir si'
        in client.get(f"/aprender/{first.enrolment.cohort.code}/").text
    )


def test_who_teaches_reads_opinions_of_own_cohorts_from_five_on_without_names(cast, browser_of):
    own, other = make_cohort(make_course("C01"), instructor=cast.instructor), make_cohort(make_course("C02"))
    say(own, 5, 4, 4, 2, text="Cambiaría")
    say(other, 5, 5, 5, 5, 5, text="Ajena")
    browser = browser_of(cast.instructor)
    page = browser.get("/docencia/opiniones/").text
    assert "no se muestran todavía" in page
    assert "Cambiaría" not in page
    say(make_cohort(own.version, instructor=cast.instructor), 4)
    page = browser.get("/docencia/opiniones/").text
    assert "Les sirvió 3,8 de 5" in page
    assert page.index("Cambiaría 2") < page.index("Cambiaría 4") < page.index("Cambiaría 5"), (
        "by their letters, not by when"
    )
    assert "Ajena" not in page
    assert "Secreto" not in page
    whole = browser_of(cast.coordinator).get("/docencia/opiniones/").text
    assert "Ajena 5" in whole
    assert 'href="/docencia/opiniones/"' in browser.get("/docencia/").text


def test_opinions_of_a_demonstration_stand_apart(cast, browser_of):
    version = make_course("C01")
    say(make_cohort(version), 5, 5, 5, 5, 5)
    say(make_cohort(version, is_demonstration=True), 1, 1, 1, 1, 1)
    page = browser_of(cast.coordinator).get("/docencia/opiniones/").text
    assert page.index("Les sirvió 5,0 de 5") < page.index("Datos de demostración") < page.index("Les sirvió 1,0 de 5")


def test_opinions_cost_the_same_with_many(cast, browser_of):
    browser, asked = browser_of(cast.coordinator), []
    for number in (1, 4):
        for one in range(number):
            say(make_cohort(make_course(f"C{number}{one}")), 5, 4, 4, 3, 5, text="x")
        browser.get("/docencia/opiniones/")
        with CaptureQueriesContext(connection) as counted:
            browser.get("/docencia/opiniones/")
        asked.append(len(counted))
    assert asked[0] == asked[1] <= 12
