"""Who may not review, and what an import may not disturb."""

import re
from pathlib import Path

import pytest

from accounts.permissions import Role
from diagnostics.assessments.actions import assessments
from diagnostics.assessments.choices import Layer, RoundStatus, State
from diagnostics.assessments.models import Answer, Assessment, Round
from diagnostics.review.models import AnswerReview
from tests.command_line import refused, run, write
from tests.factories.accounts import make_membership
from tests.factories.diagnostics import AT, judged, make_answers, make_marked, make_round, make_sent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("declared")]
HOME = "/revision/ciclo/aqui/"


@pytest.fixture
def sent(cast, assessment) -> Assessment:
    return make_sent(assessment, cast.liaison)


def test_nobody_reviews_a_municipality_where_she_holds_a_role(cast, sent, browser_of):
    make_membership(Role.CONTRIBUTOR, cast.here, user=cast.reviewer)
    desk = browser_of(cast.reviewer)
    page = desk.get(f"{HOME}preguntas/A.1/").text
    assert "Usted tiene un rol en Aquí" in page
    assert "<fieldset disabled>" in page
    response = desk.post(f"{HOME}respuestas/A-01/", judged(sent, "A-01"))
    assert (response.status_code, AnswerReview.objects.count()) == (409, 0)
    make_marked(sent, cast.coordinator)
    response = desk.post(f"{HOME}cerrar/")
    assert (response.status_code, "le toca a otra persona" in response.text) == (409, True)
    assert Assessment.objects.get(pk=sent.pk).state == State.IN_REVIEW


def test_role_in_another_municipality_is_no_obstacle(cast, sent, browser_of):
    make_membership(Role.CONTRIBUTOR, cast.there, user=cast.reviewer)
    response = browser_of(cast.reviewer).post(f"{HOME}respuestas/A-01/", judged(sent, "A-01"))
    assert (response.status_code, AnswerReview.objects.get().evidence_accepted) == (200, "si")


def test_review_whose_later_layer_was_imported_is_not_closed_over_it(cast, sent, browser_of):
    make_marked(sent, cast.reviewer)
    make_answers(sent, layer=Layer.REVIEWED)
    before = list(Answer.objects.order_by("pk").values())
    response = browser_of(cast.coordinator).post(f"{HOME}cerrar/")
    assert (response.status_code, "importe también la capa definitiva" in response.text) == (409, True)
    assert list(Answer.objects.order_by("pk").values()) == before


@pytest.mark.parametrize("layer", Layer)
def test_import_does_not_change_what_a_municipality_sent(cast, sent, tmp_path: Path, layer):
    file = write(tmp_path, "r.csv", f"municipality,question,value\n{cast.here.divipola},A-01,0\n")
    before = list(Answer.objects.order_by("pk").values())
    sentence = refused("import_answers", "--round", "ciclo", "--layer", layer, file)
    assert sentence == "Ya enviaron su autoevaluación; lo que sigue se hace en el portal: Aquí."
    assert list(Answer.objects.order_by("pk").values()) == before


def test_facts_do_not_change_once_the_final_answers_are_there(cast, assessment, tmp_path: Path):
    file = write(tmp_path, "r.csv", f"municipality,question,value\n{cast.here.divipola},A-01,4\n")
    run("import_answers", "--round", "ciclo", "--layer", "final", file)
    assessment.refresh_from_db()
    with pytest.raises(assessments.WrongState):
        assessments.confirm_facts(
            assessment=assessment, facts={"has_council": True}, seen_version=0, by=cast.coordinator, at=AT
        )


def tabs(desk) -> list[str]:
    rounds = desk.get("/revision/").text.partition('aria-label="Ciclo"')[2].partition("</nav>")[0]
    return re.findall(r'<a href="\?ciclo=(\w+)"(?: aria-current="page")?>', rounds)


def test_list_shows_every_round_that_is_not_published_and_the_last_one_that_is(cast, sent, browser_of):
    make_round(cast.there, code="otro", name="Otro ciclo")
    desk = browser_of(cast.reviewer)
    newest, other = desk.get("/revision/").text, desk.get("/revision/?ciclo=ciclo").text
    for page in (newest, other):
        assert [f'<a href="?ciclo={code}"' in page for code in ("ciclo", "otro")] == [True, True]
    assert [f'href="{HOME}"' in page for page in (newest, other)] == [False, True]
    assert '<td class="c-state">En revisión metropolitana</td>' in other
    make_round(cast.there, code="tercero")
    Round.objects.filter(code="ciclo").update(status=RoundStatus.PUBLISHED)
    assert tabs(desk) == ["tercero", "otro", "ciclo"]
    Round.objects.filter(code="otro").update(status=RoundStatus.PUBLISHED)
    assert tabs(desk) == ["tercero", "otro"]
