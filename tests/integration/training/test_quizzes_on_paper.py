"""The sheet of a paper quiz gives the same grade as the screen; a sheet that is not understood is refused whole."""

from fractions import Fraction
from io import BytesIO

import pytest
from pypdf import PdfReader

from core.models import AuditEntry
from tests.factories.accounts import make_user
from tests.factories.training import AT, make_cohort, make_enrolment
from training.cohorts.models import CohortInstructor
from training.grading.questions import in_shown_order, shuffled
from training.quizzes.actions import attempts as acts
from training.quizzes.models import Attempt
from training.quizzes.queries.attempts import paper_seed

pytestmark = pytest.mark.django_db


@pytest.fixture
def enrolment(moment, cast):
    return make_enrolment(make_cohort(instructor=cast.instructor), make_user(), name="Ana Ríos")


@pytest.fixture
def home(enrolment, cast, client):
    client.force_login(cast.instructor)
    return f"/docencia/{enrolment.cohort.code}/1-responder/prueba/"


def on_sheet(enrolment):
    module = enrolment.cohort.version.parsed.modules[0]
    return shuffled(module.quiz, paper_seed(enrolment.cohort, module))


def letters(enrolment, **texts: list[str]) -> dict[str, str]:
    """What is typed for the options with those texts, by the letters of the sheet."""
    found = {}
    for question in on_sheet(enrolment):
        by_text = {option.text: option.code.upper() for option in question.options}
        found[f"p-{question.code}"] = " ".join(by_text[text] for text in texts.get(question.code, []))
    return found


CHOSEN = {"P1": ["La segunda"], "P2": ["Falso"], "P3": ["Dónde está"], "P5": ["Leer", "Escribir", "Publicar"]}


def test_the_same_grade_as_on_the_screen(client, home, enrolment):
    sent = letters(enrolment, **CHOSEN) | {"p-P4": "7,0", "person": enrolment.pk}
    page = client.post(f"{home}papel/", sent, follow=True).content.decode()
    assert "Hoja de Ana Ríos guardada: 3,5 de 5, 70 %." in page
    paper = Attempt.objects.get()
    assert (paper.via, paper.typed_by, paper.closes_at) == ("paper", enrolment.cohort.instructors.get(), None)
    entry = AuditEntry.of(paper).get()
    assert (entry.verb, entry.by, entry.data) == ("quiz.typed_in", paper.typed_by, {"number": 1})
    module = enrolment.cohort.version.parsed.modules[0]
    screen = acts.start(enrolment=enrolment, module=module, at=AT)
    drafts = [acts.Draft("P4", "7,0", 0)]
    for question in screen.parsed:
        if question.code in CHOSEN:
            by_text = {option.text: option.code for option in question.options}
            drafts.append(acts.Draft(question.code, [by_text[text] for text in CHOSEN[question.code]], 0))
    screen, _ = acts.save(among=Attempt.objects.filter(pk=screen.pk), read=lambda _: drafts, at=AT, hands_in=True)
    assert screen.result == paper.result == Fraction(7, 10)


@pytest.mark.parametrize(
    ("code", "typed"), [("P1", "Z"), ("P1", "A B"), ("P4", "siete"), ("P5", "A B"), ("P5", "A A B")]
)
def test_what_is_not_understood_is_said_and_nothing_is_kept(client, home, enrolment, code, typed):
    sent = letters(enrolment, **CHOSEN) | {"p-P4": "7", "person": enrolment.pk, f"p-{code}": typed}
    response = client.post(f"{home}papel/", sent)
    assert response.status_code == 422
    assert "No se guardó nada." in response.content.decode()
    assert f'value="{typed}"' in response.content.decode()
    assert not Attempt.objects.exists()
    assert not AuditEntry.objects.filter(verb="quiz.typed_in").exists()


def test_a_sheet_needs_its_person_and_an_attempt_left(client, home, enrolment):
    assert client.post(f"{home}papel/", {"person": "x"}).status_code == 422
    for _ in range(3):
        assert client.post(f"{home}papel/", {"person": enrolment.pk}).status_code == 302
    response = client.post(f"{home}papel/", {"person": enrolment.pk})
    assert response.status_code == 409
    assert "Ya usó los 3 intentos" in response.content.decode()


def test_nobody_types_in_their_own_sheet_nor_over_an_open_attempt(client, home, enrolment, cast):
    own = make_enrolment(enrolment.cohort, cast.instructor)
    assert client.post(f"{home}papel/", {"person": own.pk}).status_code == 422
    acts.start(enrolment=enrolment, module=enrolment.cohort.version.parsed.modules[0], at=AT)
    assert client.post(f"{home}papel/", {"person": enrolment.pk}).status_code == 409
    assert Attempt.objects.get().via == "screen"


def test_other_cohorts_are_not_found(client, home, enrolment):
    CohortInstructor.objects.all().delete()
    assert [client.get(f"{home}{name}").status_code for name in ("papel/", "hoja.pdf")] == [404, 404]


def test_the_sheet_is_tagged_and_carries_every_letter_in_no_right_order(client, home, enrolment):
    response = client.get(f"{home}hoja.pdf")
    assert response["Content-Type"] == "application/pdf"
    reader = PdfReader(BytesIO(response.content))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    words = " ".join("".join(page.extract_text() for page in reader.pages).split())
    for question in on_sheet(enrolment):
        assert question.text in words
        for option in in_shown_order(question):
            assert option.text in words
    assert "Dice qué, dónde y cuándo." not in words
