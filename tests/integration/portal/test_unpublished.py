"""Nothing that was not published appears on any public page: first there is something that could leak."""

import pytest

from diagnostics.assessments.actions import scores
from diagnostics.assessments.choices import Layer
from diagnostics.assessments.models import Answer
from diagnostics.instruments.exports.editions import as_yaml
from diagnostics.instruments.loaders.instrument import read_instrument
from diagnostics.results.models import Correction
from diagnostics.scoring.instrument import parse
from tests.factories.diagnostics import AT
from tests.factories.results import (
    edition_of_three,
    file_names,
    levels,
    make_places,
    make_published_round,
    make_scored_round,
)
from tests.public_addresses import public_addresses, read_all, samples_of

pytestmark = pytest.mark.django_db
EDITION = parse(read_instrument(as_yaml(edition_of_three())))
SAMPLES = samples_of(
    slugs=["lugar-01", "lugar-02"], rounds=["abierto", "provisional", "publicado"], edition=EDITION
)  # fmt: skip


@pytest.fixture
def secret():
    """Scores of an open round, final and provisional: 93,75, of a municipality called Lugar 01."""
    here, there = make_places(2)
    answers = {here: {**levels(4, 4, 4), "INF-01": 3}, there: levels(1, 1, 1)}
    round = make_scored_round(answers, code="abierto", name="Ciclo abierto")
    make_scored_round(answers, code="provisional", name="Ciclo provisional", layer=Layer.SELF_ASSESSED)
    assert round.runs.get().totals.get(municipality=here).displayed.as_tuple().digits == (9, 3, 7, 5)
    return round


def test_walk_reaches_the_pages_and_the_files():
    assert set(public_addresses(SAMPLES)) > {
        "/", "/municipios/lugar-01/", "/municipios/lugar-01/?formato=xlsx", "/comparar/?m=lugar-01&m=lugar-02&formato=csv",
        "/datos/", "/datos/catalogo.jsonld", "/datos/abierto/respuestas.csv", "/datos/abierto/v1/abierto-v1.xlsx",
        "/datos/provisional/v1/datapackage.json",
    }  # fmt: skip


def test_open_rounds_do_not_appear(client, secret):
    for address, text in read_all(client, SAMPLES).items():
        assert [w for w in ("93,75", "93.75", "Ciclo abierto", "Ciclo provisional") if w in text] == [], address


def test_open_round_cannot_be_asked_for(client, secret):
    assert client.get("/municipios/lugar-01/?ciclo=abierto").status_code == 404
    assert client.get("/datos/abierto/puntajes.csv").status_code == 404
    assert client.get("/datos/nada/puntajes.csv").status_code == 404
    for name in file_names("abierto", 1):
        assert client.get(f"/datos/abierto/{name}").status_code == 404
        assert client.get(f"/datos/abierto/v1/{name}").status_code == 404


def test_published_round_stays_while_a_newer_one_is_open(client, secret):
    place = secret.assessments.get(municipality__slug="lugar-01").municipality
    make_published_round({place: levels(2, 2, 2)}, code="publicado", name="Ciclo publicado")
    texts = read_all(client, SAMPLES)
    for address, text in texts.items():
        assert [w for w in ("93,75", "93.75", "Ciclo abierto") if w in text] == [], address
    assert "50.00" in texts["/datos/publicado/v1/puntajes.csv"]
    assert "Ciclo publicado, versión 1" in texts["/datos/publicado/v1/publicado-v1.xlsx"]
    assert "50,00" in client.get("/municipios/lugar-01/").content.decode()


def test_a_later_run_of_a_published_round_does_not_replace_what_was_published(client, secret):
    """Only what the publication points at counts, even if somebody scored the round once more."""
    place = secret.assessments.get(municipality__slug="lugar-01").municipality
    publication = make_published_round({place: levels(2, 2, 2)}, code="publicado")
    keys = Answer.objects.filter(assessment__round=publication.round).values_list("pk", flat=True)
    better = {key: Correction(answer_id=key, value="4") for key in keys}
    run = scores.compute(round=publication.round, layer=Layer.FINAL, mode="official", at=AT, corrections=better)
    assert run.totals.get(municipality=place).displayed == 100
    body = client.get("/municipios/lugar-01/").content.decode()
    assert "50,00 de 100 puntos" in body
    assert "100,00 de 100 puntos" not in body


def test_nothing_about_answers_or_links_is_public(client, secret):
    place = secret.assessments.get(municipality__slug="lugar-01").municipality
    publication = make_published_round({place: levels(2, 2, 2)}, code="publicado")
    answer = Answer.objects.filter(assessment__round=publication.round).first()
    from tests.factories.diagnostics import LINK, make_evidence

    make_evidence(answer)
    assert LINK not in client.get("/municipios/lugar-01/").content.decode()
