"""Codes of an edition that differ by capitals only."""

import pytest

from diagnostics.instruments.actions import editions, instruments
from diagnostics.scoring import values
from tests.factories.diagnostics import AT, content_of, make_round, typed

pytestmark = pytest.mark.django_db


def test_stored_edition_whose_codes_differ_by_capitals_opens_and_is_mended_in_the_next(cast, browser_of):
    """Editions loaded before such codes were refused go on: they open, are answered by their exact codes and are scored."""
    content = content_of()
    content["dimensions"][1]["indicators"][0]["questions"][1]["options"][1]["code"] = "O1"
    version, _ = instruments.load(content=content, at=AT)
    assessment = make_round(cast.here, version=version, code="de-antes").assessments.get()
    saved = browser_of(cast.contributor).post("/diagnostico/de-antes/aqui/respuestas/B-02/", typed("B-02", value="O1"))
    assert (saved.status_code, assessment.answers.get().value) == (200, "O1")
    assert "100 puntos de 100" in saved.text
    assert values.choice_of(version.parsed.question_by_code["B-02"], "O1") == "O1"

    draft = editions.start(name="Siguiente", base=version, by=cast.coordinator, at=AT)
    desk, page = browser_of(cast.coordinator), f"/ediciones/borradores/{draft.pk}/"
    words = "el código O1 de opción solo se diferencia por las mayúsculas de o1"
    assert words in desk.get(page).text
    assert words[1:] in desk.get(f"{page}pregunta/B-02/").text, "there it begins the sentence"
