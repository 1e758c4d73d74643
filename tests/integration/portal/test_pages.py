"""Home, comparison, methodology and downloads."""

import csv
import io
import re
from datetime import timedelta

import pytest

from diagnostics.assessments.models import MunicipalScore
from diagnostics.instruments.models import InstrumentVersion
from diagnostics.results.exports import DEMO
from portal.queries.comparison import comparison
from tests.factories.diagnostics import AT
from tests.factories.results import levels, make_places, make_published_round, make_scored_round, version_of_three
from tests.factories.territory import make_municipality

pytestmark = pytest.mark.django_db


def test_home_before_any_publication_lists_places_and_says_why_it_is_empty(client, places, text_of):
    text = text_of(client.get("/"))
    assert "Todavía no hay resultados publicados" in text
    assert text.count("Sin publicar") == 2 * len(places), "on the map and in the list"
    assert "Cinco niveles" not in text


def test_home_without_municipalities_still_opens(client, db, text_of):
    assert "Todavía no hay municipios" in text_of(client.get("/"))


def test_home_shows_every_result_for_what_it_is(client, published, text_of):
    text = text_of(client.get("/"))
    assert "Lugar 01 Avanzado 62,50" in text
    assert "Lugar 02 Establecido, frenado por una regla 77,50" in text
    assert "Lugar 04 Resultado parcial 57,50" in text
    assert "Lugar 05 Sin resultado –" in text
    assert "60 a menos de 80 · 2 municipios" in text
    assert "sin nivel · 1 municipio" in text
    assert "Datos de demostración" in text


def test_home_draws_the_map_from_the_positions_of_the_file(client, places, published):
    for number, place in enumerate(places):
        place.facts = {"map_row": str(number), "map_column": "1"}
        place.save()
    body = client.get("/").text
    assert body.count('class="tile ') == 5
    assert 'aria-label="Lugar 04: 57,50 puntos, Resultado parcial"' in body
    assert 'aria-label="Lugar 05: Sin resultado"' in body
    assert [int(y) for y in re.findall(r'<svg x="71" y="([^"]+)"', body)] == [10, 98, 186, 274, 362]


def test_home_lays_the_map_out_by_who_borders_whom(client, places, text_of):
    for one, other in ((0, 1), (1, 2), (1, 3), (2, 3)):
        places[one].neighbours.add(places[other])
    response = client.get("/")
    tiles = re.findall(r'<svg x="(\d+)" y="(\d+)"', response.text)
    assert tiles == [("139", "10"), ("139", "98"), ("3", "186"), ("139", "186"), ("275", "186")]
    assert '<path class="borders" d="M198 46L198 134M198 134L62 222M198 134L198 222M62 222L198 222"/>' in response.text
    assert 'class="river"' not in response.text
    text = text_of(response)
    assert "Lugar 01: Lugar 02. Lugar 02: Lugar 01, Lugar 03, Lugar 04." in text
    assert "Una línea une a los que limitan." in text


def test_form_of_the_home_page_leads_to_the_municipality(client, places):
    assert client.get("/municipios/?m=lugar-02").url == "/municipios/lugar-02/"
    assert client.get("/municipios/?m=nadie").url == "/"
    assert client.get("/municipios/").url == "/"


def test_comparison_says_how_many_can_be_chosen(client, published, text_of):
    assert "Escoja de dos a tres." in text_of(client.get("/comparar/")), "of five, three have a complete result"


def test_comparison_takes_the_complete_ones_and_says_who_is_left_out(client, published, text_of):
    text = text_of(client.get("/comparar/"))
    assert (
        "Lugar 02 y Lugar 03 van adelante en uno de tres temas cada uno; en conjunto, "
        "los temas más bajos son Escuchar (50,00) y Resolver (50,00)." in text
    )
    assert "Donde más se separan es en Resolver: 75,00 puntos entre Lugar 03 (100,00) y Lugar 02 (25,00)" in text
    assert "Lugar 04 no se compara: su resultado es parcial, respondió menos de lo necesario." in text
    assert "Lugar 05 no se compara: quedó sin resultado en este ciclo." in text
    assert "Lugar 01 Avanzado 62,50 75,00 50,00 50,00 Lugar 02 Establecido, frenado por una regla 77,50" in text
    assert "Mediana 77,50 100,00" in text
    assert "Informar mediana 100,00 Lugar 02 100,00 Lugar 03 100,00 Lugar 01 75,00" in text, "from high to low"


def test_theme_where_they_differ_most_is_open(client, published):
    folds = re.findall(
        r'<details class="more"( open)?><summary><span><strong>(.*?)</strong>', client.get("/comparar/").text
    )
    assert [(name, bool(is_open)) for is_open, name in folds] == [
        ("Informar", False), ("Escuchar", False), ("Resolver", True)
    ]  # fmt: skip


def test_two_municipalities_of_one_name_are_two_in_the_charts(client):
    places = [make_municipality(name="Lugar", slug=f"lugar-{n}", divipola=f"0500{n}") for n in (1, 2)]
    make_published_round({places[0]: levels(1, 1, 1), places[1]: levels(4, 4, 4)}, code="ciclo")
    chart = comparison([]).radar
    assert chart.headers == ["Tema", "Lugar (05001)", "Lugar (05002)", "Mediana"]
    assert chart.rows[0] == ["Informar", "25,00", "100,00", "62,50"]


def test_comparison_of_two_has_its_own_median(client, published, text_of):
    text = text_of(client.get("/comparar/?m=lugar-01&m=lugar-03"))
    assert "Mediana 73,75" in text
    assert "77,50" not in text


@pytest.mark.parametrize(
    "query", ["?m=lugar-01", "?m=nadie&m=lugar-01", "?m=lugar-04&m=lugar-05", "?m=lugar-01&m=lugar-01"]
)
def test_comparison_of_fewer_than_two_explains_and_shows_all(client, published, text_of, query):
    text = text_of(client.get(f"/comparar/{query}"))
    assert "Escoja al menos dos municipios con resultado completo." in text
    assert "Mediana 77,50" in text


def test_comparison_takes_ten_at_most(client, text_of):
    places = make_places(12)
    make_published_round({place: levels(2, 2, 2) for place in places}, code="ciclo")
    text = text_of(client.get("/comparar/?" + "&".join(f"m={p.slug}" for p in places)))
    assert "Se comparan hasta diez municipios a la vez" in text
    assert text.count("Establecido 50,00") == 10


def test_comparison_before_any_publication(client, places, text_of):
    assert "Todavía no hay resultados publicados" in text_of(client.get("/comparar/"))


def test_methodology_is_generated_from_the_published_edition(client, published, text_of):
    text = text_of(client.get("/como-se-mide/"))
    assert (
        "Este es un instrumento nuevo: se inspira en el programa metropolitano de 2020 y 2021 y no es el original."
        in text
    )
    assert "todavía no se ha calibrado" in text
    assert "Informar con la gente 50 % 2" in text
    assert "Si un tema está por debajo de 40 puntos, el nivel no pasa de Establecido." in text
    assert "Si una pregunta crítica que aplica está por debajo de 50 puntos, el nivel no pasa de Avanzado." in text
    assert "al menos el 80 % de cada tema y el 90 % del total" in text
    assert "hasta 25,00 puntos del total" in text


def test_methodology_cites_the_article_only_where_it_is_certain(client, published, text_of):
    text = text_of(client.get("/como-se-mide/"))
    assert "Ley 10 de 2001, art. 7 · Ley 20 de 2002" in text
    assert "art. 9" not in text


def test_methodology_before_any_publication_shows_the_newest_edition(client, db, text_of):
    assert "Todavía no hay un instrumento cargado" in text_of(client.get("/como-se-mide/"))
    from core.web.page_cache import forget_all

    forget_all()
    version_of_three()
    assert "TRES 1.0.0 · todavía sin resultados publicados" in text_of(client.get("/como-se-mide/"))


def test_methodology_before_any_publication_prefers_an_edition_that_no_longer_changes(client, db, text_of):
    make_scored_round({make_places(1)[0]: {}}, code="ciclo", version="1.0.0")
    draft = version_of_three("2.0.0")
    InstrumentVersion.objects.filter(pk=draft.pk).update(loaded_at=AT + timedelta(days=9))
    assert "TRES 1.0.0 · todavía sin resultados publicados" in text_of(client.get("/como-se-mide/"))


def test_numbers_in_the_drawing_have_no_separators(client, db):
    for number, place in enumerate(make_places(12)):
        place.facts = {"map_row": str(number), "map_column": "1"}
        place.save()
    body = client.get("/").content.decode()
    drawing = body[body.index('class="valley"') : body.index("</figure>")]
    width, height = re.search(r'viewBox="0 0 ([^ ]+) ([^ ]+)"', drawing).groups()
    assert (width, int(height)) == ("400", 10 + 11 * 88 + 72 + 22)
    assert re.findall(r'="[^"]*\d\.\d{3}[^"]*"', drawing) == []


def test_file_holds_the_figures_of_the_screen(client, published, places, text_of):
    response = client.get("/datos/ciclo-1/puntajes.csv")
    assert response["Content-Disposition"] == 'attachment; filename="puntajes-ciclo-1-v1.csv"'
    rows = list(csv.DictReader(io.StringIO(response.content.decode())))
    assert {row["note"] for row in rows} == {DEMO}
    totals = {row["municipality"]: row["displayed"] for row in rows if row["kind"] == "global"}
    stored = {
        s.municipality.divipola: s
        for s in MunicipalScore.objects.filter(run=published.run).select_related("municipality")
    }
    assert totals == {code: "" if s.displayed is None else str(s.displayed) for code, s in stored.items()}
    for place in places[:4]:
        page = text_of(client.get(f"/municipios/{place.slug}/"))
        for row in rows:
            if row["municipality"] == place.divipola and row["kind"] in ("global", "dimension"):
                assert row["displayed"].replace(".", ",") in page


def test_file_gives_no_level_where_the_pages_say_partial(client, published, places):
    rows = list(csv.DictReader(io.StringIO(client.get("/datos/ciclo-1/puntajes.csv").content.decode())))
    levels_of = {
        (row["municipality"], row["code"]): (row["level"], row["level_before_gates"])
        for row in rows
        if row["kind"] in ("global", "dimension")
    }
    held, partial = places[1].divipola, places[3].divipola
    assert MunicipalScore.objects.get(run=published.run, municipality=places[3]).level, "a run keeps it"
    assert levels_of[held, "global"] == ("3", "4")
    assert levels_of[partial, "global"] == ("", "")
    assert {code: levels_of[partial, code][0] for code in ("INF", "ESC", "RES")} == {"INF": "5", "ESC": "", "RES": ""}
    assert {row["displayed"] for row in rows if (row["municipality"], row["code"]) == (partial, "global")} == {"57.50"}


@pytest.mark.parametrize(
    "address", ["/", "/municipios/lugar-01/", "/comparar/", "/como-se-mide/", "/datos/ciclo-1/puntajes.csv"]
)
def test_public_pages_take_no_writes(client, published, address):
    assert client.post(address).status_code == 405
