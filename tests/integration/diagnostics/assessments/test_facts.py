"""The facts of the municipality: confirming, correcting, freezing."""

import pytest
from pytest_django.asserts import assertInHTML

from core.models import AuditEntry
from diagnostics.assessments.actions.rounds import CannotOpenRound
from diagnostics.assessments.models import Assessment, Round
from diagnostics.assessments.queries.filling import filling_of
from tests.factories.diagnostics import edition, make_round, make_sent, make_version
from tests.factories.territory import make_municipality

pytestmark = pytest.mark.django_db
HOME = "/diagnostico/ciclo/aqui/"
PAGE = f"{HOME}datos/"


def facts_of(assessment: Assessment) -> tuple:
    assessment.refresh_from_db()
    return assessment.attributes, assessment.attributes_version


def test_page_shows_what_the_reference_data_say(cast, assessment, browser_of):
    page = browser_of(cast.liaison).get(PAGE)
    assert page.status_code == 200
    assertInHTML('<option value="False" selected>No</option>', page.text)
    assert 'name="version" value="0"' in page.text


def test_version_in_the_form_has_no_separator(cast, assessment, browser_of):
    Assessment.objects.filter(pk=assessment.pk).update(attributes_version=1234)
    assert 'name="version" value="1234"' in browser_of(cast.liaison).get(PAGE).text


def test_liaison_confirms_and_the_questions_follow(cast, assessment, browser_of):
    response = browser_of(cast.liaison).post(PAGE, {"has_council": "True", "version": "0"})
    assert (response.status_code, response.url) == (302, HOME)
    assert facts_of(assessment) == ({"has_council": True}, 1)
    assert assessment.applicable_count == filling_of(assessment).whole.total == 6
    entry = AuditEntry.of(assessment).get()
    assert (entry.verb, entry.by, entry.data) == ("facts.confirmed", cast.liaison, {"version": 1})


def test_fact_may_be_left_open_until_it_is_known(cast, assessment, browser_of):
    assert browser_of(cast.liaison).post(PAGE, {"has_council": "", "version": "0"}).status_code == 302
    assert facts_of(assessment) == ({"has_council": None}, 1)
    assert "De 1 dato depende" in browser_of(cast.liaison).get(HOME).text


def test_same_facts_again_write_nothing(cast, assessment, browser_of):
    browser = browser_of(cast.liaison)
    for _ in range(2):
        assert browser.post(PAGE, {"has_council": "True", "version": "0"}).status_code == 302
    assert facts_of(assessment) == ({"has_council": True}, 1)
    assert AuditEntry.of(assessment).count() == 1


def test_facts_that_somebody_changed_meanwhile_are_refused(cast, assessment, browser_of):
    browser_of(cast.coordinator).post(PAGE, {"has_council": "True", "version": "0"})
    response = browser_of(cast.liaison).post(PAGE, {"has_council": "", "version": "0"})
    assert response.status_code == 409
    assert "Otra persona cambió estos datos mientras usted los veía." in response.text
    assert facts_of(assessment) == ({"has_council": True}, 1)


@pytest.mark.parametrize(
    "form",
    [
        {"has_council": "quizás", "version": "0"},
        {"has_council": "True\0", "version": "0"},
        {"has_council": "True"},
        {"has_council": "True", "version": "x"},
        {"has_council": "True", "version": "-1"},
        {"has_council": "True", "version": "9" * 5000},
    ],
)
def test_what_cannot_be_understood_writes_nothing(cast, assessment, browser_of, form):
    assert browser_of(cast.liaison).post(PAGE, form).status_code == 422
    assert facts_of(assessment) == ({}, 0)


def test_version_that_was_never_stored_is_a_conflict(cast, assessment, browser_of):
    assert browser_of(cast.liaison).post(PAGE, {"has_council": "True", "version": "1"}).status_code == 409
    assert facts_of(assessment) == ({}, 0)


@pytest.mark.parametrize("typed", ["-1", "1.5", "muchos", "1" * 30, "\0"])
def test_whole_number_is_checked(cast, browser_of, typed):
    facts = [{"code": "seats", "type": "integer", "name": "Curules"}, *edition()["municipality_attributes"]]
    round = make_round(cast.here, version=make_version(edition(municipality_attributes=facts)), code="curules")
    browser, page = browser_of(cast.liaison), "/diagnostico/curules/aqui/datos/"
    assert browser.post(page, {"seats": typed, "has_council": "", "version": "0"}).status_code == 422
    assert browser.post(page, {"seats": "17", "has_council": "", "version": "0"}).status_code == 302
    assert round.assessments.get().attributes == {"seats": 17, "has_council": None}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("0.125", "Se esperaba un número entero y dice «0,125»."),
        ("12,000", "Se esperaba un número entero y dice «12,000»."),
        (",5", "Falta el cero antes de la coma: escriba 0,5 si son decimales."),
        (
            "12.34.5",
            "La coma es para los decimales y los miles van de a tres cifras, como 1.250.000,5, y dice «12.34.5».",
        ),
    ],
)
def test_whole_number_is_never_read_into_another(cast, browser_of, typed, said):
    facts = [{"code": "seats", "type": "integer", "name": "Curules"}, *edition()["municipality_attributes"]]
    round = make_round(cast.here, version=make_version(edition(municipality_attributes=facts)), code="curules")
    browser, page = browser_of(cast.liaison), "/diagnostico/curules/aqui/datos/"
    refused = browser.post(page, {"seats": typed, "has_council": "", "version": "0"})
    assert (refused.status_code, said in refused.text, f'value="{typed}"' in refused.text) == (422, True, True)
    assert browser.post(page, {"seats": "1\u00a0234", "has_council": "", "version": "0"}).status_code == 302
    assert round.assessments.get().attributes["seats"] == 1234


@pytest.mark.parametrize("name", ["contributor", "approver", "reviewer"])
def test_others_read_and_cannot_change(cast, assessment, browser_of, name):
    browser = browser_of(cast.person(name))
    page = browser.get(PAGE)
    assert (page.status_code, "Los confirma el enlace municipal." in page.text) == (200, True)
    assert "<select" not in page.text
    assert browser.post(PAGE, {"has_council": "True", "version": "0"}).status_code == 403
    assert facts_of(assessment) == ({}, 0)


def test_coordination_corrects(cast, assessment, browser_of):
    assert browser_of(cast.coordinator).post(PAGE, {"has_council": "True", "version": "0"}).status_code == 302
    assert facts_of(assessment) == ({"has_council": True}, 1)


def test_facts_are_frozen_once_sent(cast, assessment, browser_of):
    make_sent(assessment, cast.liaison)
    for name in ("liaison", "coordinator"):
        browser = browser_of(cast.person(name))
        assert "Quedaron fijos el " in browser.get(PAGE).text
        assert browser.post(PAGE, {"has_council": "True", "version": "0"}).status_code == 403
    cast.here.facts = {"has_council": "si"}
    cast.here.save()
    assert facts_of(assessment) == ({"has_council": False}, 0)
    assert filling_of(Assessment.objects.with_context().get(pk=assessment.pk)).facts == {"has_council": False}


def test_reference_datum_that_cannot_be_read_is_unknown_until_confirmed(cast, assessment, browser_of):
    cast.here.facts = {"has_council": "tal vez"}  # a file loaded after the round opened
    cast.here.save()
    browser = browser_of(cast.liaison)
    for page in ("", "datos/", "preguntas/A.1/", "enviar/"):
        assert browser.get(f"{HOME}{page}").status_code == 200, page
    assert "De 1 dato depende" in browser.get(HOME).text
    browser.post(PAGE, {"has_council": "True", "version": "0"})
    assert facts_of(assessment) == ({"has_council": True}, 1)


def test_round_does_not_open_with_data_that_cannot_be_read(cast):
    odd = make_municipality(name="Raro", divipola="R1", facts={"has_council": "tal vez"})
    with pytest.raises(CannotOpenRound) as refused:
        make_round(cast.here, odd, code="raro")
    assert refused.value.details == ["Raro (R1): «Tiene consejo» debe ser si o no, y dice «tal vez»."]
    assert not Round.objects.exists()
