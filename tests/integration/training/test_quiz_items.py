"""How the questions of a quiz work: every person once, options by their text, indices only where enough people answered."""

import re

import pytest

from tests.factories.accounts import make_user
from tests.factories.training import AT, make_cohort, make_course, make_enrolment
from training.cohorts.models import CohortInstructor
from training.grading.items import FEWEST
from training.quizzes.actions import attempts as acts
from training.quizzes.models import Attempt

pytestmark = pytest.mark.django_db
RIGHT = {"P1": ["La segunda"], "P2": ["Verdadero"], "P3": ["Quién lo produce", "Dónde está"], "P4": "7",
         "P5": ["Leer", "Escribir", "Publicar"]}  # fmt: skip
WRONG = {"P1": ["La primera"], "P2": ["Falso"], "P3": ["La clave"], "P4": "8", "P5": ["Escribir", "Leer", "Publicar"]}


@pytest.fixture
def cohort(moment, cast):
    return make_cohort(instructor=cast.instructor)


@pytest.fixture
def address(cohort, cast, client):
    client.force_login(cast.instructor)
    return f"/docencia/{cohort.code}/1-responder/prueba/preguntas/"


def take(cohort, answers, enrolment=None):
    """An attempt with the given texts, by the codes that its options have in it."""
    enrolment = enrolment or make_enrolment(cohort, make_user())
    begun = acts.start(enrolment=enrolment, module=cohort.version.parsed.modules[0], at=AT)
    drafts = []
    for question in begun.parsed:
        if question.code in answers:
            codes = {option.text: option.code for option in question.options}
            sent = answers[question.code]
            drafts.append(acts.Draft(question.code, sent if isinstance(sent, str) else [codes[one] for one in sent], 0))
    acts.save(among=Attempt.objects.filter(pk=begun.pk), read=lambda _: drafts, at=AT, hands_in=True)
    return enrolment


def articles(client, address) -> dict[str, str]:
    """The words of each question's part of the page, by the code of the question."""
    page = client.get(address).text
    parts = re.findall(r'<article class="q stack" id="p-(\w+)".*?</article>', page, re.DOTALL)
    bodies = re.findall(r'<article class="q stack".*?</article>', page, re.DOTALL)
    plain = [" ".join(re.sub(r"<[^>]+>", " ", body).split()) for body in bodies]
    return dict(zip(parts, plain, strict=True))


def test_what_was_chosen_is_counted_by_text_and_indices_tell_who_knows(client, address, cohort):
    for _ in range(20):
        take(cohort, RIGHT)
    for _ in range(10):
        take(cohort, WRONG)
    found = articles(client, address)
    # The best third has all right and the worst none.
    assert "Facilidad 66 % Discriminación 100 puntos" in found["P1"]
    assert "La segunda Correcta 20 66 % La primera 10 33 % Sin responder 0 0 %" in found["P1"]
    assert "Quién lo produce Correcta 20 66 % Dónde está Correcta 20 66 % La clave 10 33 %" in found["P3"]
    assert "7 Correcta 20 66 % 8 10 33 %" in found["P4"]
    assert "Leer → Escribir → Publicar Correcta 20 66 % Escribir → Leer → Publicar 10 33 %" in found["P5"]
    assert not any("Conviene reescribirla" in words for words in found.values())


def test_a_question_that_those_who_know_miss_is_flagged_with_its_reasons(client, address, cohort):
    for _ in range(15):
        take(cohort, RIGHT | {"P1": ["La primera"]})
    for place in range(15):
        take(cohort, WRONG | ({"P1": ["La segunda"]} if place < 8 else {}))
    found = articles(client, address)
    assert "Conviene reescribirla" in found["P1"]
    assert "La aciertan muy pocas personas." in found["P1"]
    assert "no la aciertan más que los otros" in found["P1"]
    assert "se escogió más que cualquiera de las correctas" in found["P1"]
    assert "\N{MINUS SIGN}53 puntos" in found["P1"]
    assert [code for code, words in found.items() if "Conviene" in words] == ["P1"]
    assert "1 pregunta que conviene reescribir" in client.get(address).text


def test_with_few_answers_no_index_is_printed(client, address, cohort):
    assert "Nadie ha entregado esta prueba" in client.get(address).text
    for _ in range(FEWEST - 1):
        take(cohort, WRONG)
    page = client.get(address).text
    assert f"Pocas respuestas: {FEWEST - 1} primeros intentos de los {FEWEST}" in page
    assert "<dt>Facilidad" not in page
    assert "Conviene reescribirla" not in page
    found = articles(client, address)
    assert all("Pocas respuestas" in words and "%" not in words for words in found.values())
    take(cohort, WRONG)
    assert "<dt>Facilidad" in client.get(address).text


def test_each_person_counts_once_in_all_cohorts_of_the_version_but_no_demonstration(client, address, cohort):
    again = take(cohort, {"P1": ["La primera"], "P4": "siete"})
    take(cohort, RIGHT, again)
    take(make_cohort(cohort.version), {"P1": ["La segunda"]})
    take(make_cohort(cohort.version, is_demonstration=True), {"P1": ["La segunda"]})
    take(make_cohort(make_course("C91")), {"P1": ["La segunda"]})
    acts.start(enrolment=make_enrolment(cohort, make_user()), module=cohort.version.parsed.modules[0], at=AT)
    found = articles(client, address)
    assert "La segunda Correcta 1 La primera 1 Sin responder 0" in found["P1"]
    assert found["P4"].endswith("Sin responder 2")


def test_who_does_not_teach_the_cohort_finds_nothing(client, address):
    CohortInstructor.objects.all().delete()
    assert client.get(address).status_code == 404
    assert client.get(address.replace("1-responder", "9-nada")).status_code == 404


def test_many_attempts_ask_as_much_as_few(client, address, cohort, django_assert_max_num_queries):
    for number in (2, 20):
        for _ in range(number):
            take(cohort, RIGHT)
        with django_assert_max_num_queries(12):
            assert client.get(address).status_code == 200


def test_the_page_of_the_cohort_leads_to_its_quizzes(client, address, cohort):
    page = client.get(f"/formacion/grupos/{cohort.code}/").text
    assert f'href="{address}"' in page
    assert f'href="{address.replace("preguntas", "papel")}"' in page
