"""What map and list of the home page show (a theme, the change), and in which order."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from tests.factories.diagnostics import AT
from tests.factories.results import five_outcomes, levels, make_places, make_published_round

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=30)


@pytest.fixture
def six():
    return make_places(6)


@pytest.fixture
def valley(six):
    """«Uno» and, a month later, «dos»: 01 rose by 17,50, 02 fell, 03 moved by less than 2, 04 is new, 05 is only in «uno»."""
    before = [levels(2, 2, 2), levels(3, 2, 2), levels(2, 2, 2), levels(1, 1, 1)]
    make_published_round(dict(zip([*six[:3], six[4]], before, strict=True)), code="uno")
    after = [levels(4, 1, 2), levels(1, 2, 2), levels(2, 2, 2), levels(3, 3, 3)]
    make_published_round(dict(zip(six[:4], after, strict=True)), code="dos", at=LATER)
    return six


def rows_of(client, address: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(client.get(address).content.decode("utf-8-sig"))))


def names_in_list(body: str) -> list[str]:
    table = body[body.index('<table class="list-mun') : body.index("</table>")]
    return re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)</a>', table)


# --- Themes ---


def test_theme_shows_its_scores_and_levels_on_map_and_list(client, valley, text_of):
    response = client.get("/?ver=INF")
    text = text_of(response)
    assert "<title>Informar, municipio por municipio" in response.text
    assert "Los seis municipios" not in text
    assert "Los municipios en lista: Informar" in text
    assert "Cinco niveles de Informar, de 0 a 100 puntos" in text
    assert "80 a 100 · 1 municipio" in text, "levels are those of the theme"
    assert "Lugar 01 Transformador 100,00 +50,00 puntos" in text
    assert "Lugar 02 En desarrollo 25,00 −50,00 puntos" in text
    assert 'class="tile t5" aria-label="Lugar 01: 100,00 puntos, Transformador"' in response.text
    assert '<option value="INF" selected>Informar</option>' in response.text


def test_theme_keeps_apart_what_is_of_another_round(client, valley, text_of):
    response = client.get("/?ver=INF")
    assert "Lugar 05 Ciclo uno, 3 de marzo de 2027 En desarrollo 25,00 No se compara" in text_of(response)
    assert (
        'class="tile t2 tile-apart" aria-label="Lugar 05: 25,00 puntos, En desarrollo, Ciclo uno, 3 de m'
        in response.text
    )
    assert "20 a menos de 40 · 1 municipio" in text_of(response), "only 02: 05 is of another round"


def test_theme_of_another_instrument_is_not_shown(client, six, text_of):
    make_published_round({place: levels(2, 2, 2) for place in six}, code="uno", version="1.0.0")
    make_published_round({six[0]: levels(4, 4, 4)}, code="dos", at=LATER, version="2.0.0")
    assert "Lugar 01 Ciclo dos, 2 de abril de 2027 Sin este tema –" in text_of(client.get("/?ver=INF"))
    assert "Lugar 01 Ciclo dos, 2 de abril de 2027 Transformador 100,00" in text_of(client.get("/"))


def test_theme_that_was_answered_too_little_has_no_level(client, published, text_of):
    text = text_of(client.get("/?ver=INF"))
    assert "Lugar 04 Transformador Resultado parcial 100,00" in text, "this theme was answered"
    assert "80 a 100 · 2 municipios" in text, "02 and 03: a partial result is not compared"
    assert "no se compara · 1 municipio" in text
    assert 'aria-label="Lugar 04: 100,00 puntos, Transformador, resultado parcial"' in client.get("/?ver=INF").text
    escuchar = text_of(client.get("/?ver=ESC"))
    assert "Lugar 04 Resultado parcial 25,00" in escuchar, "said once"
    assert "no se compara · 1 municipio" in escuchar
    assert "Lugar 05 Sin resultado –" in escuchar


# --- Change ---


def test_change_says_a_word_for_every_colour(client, valley, text_of):
    response = client.get("/?ver=cambio")
    text = text_of(response)
    assert "Lugar 01 Subió +17,50 De 50,00 a 67,50" in text
    assert "Lugar 02 Bajó −25,00 De 62,50 a 37,50" in text
    assert "Lugar 03 Igual 0,00 De 50,00 a 50,00" in text
    assert "Lugar 04 No se compara –" in text, "it was not in the earlier round"
    assert "Lugar 05 Ciclo uno, 3 de marzo de 2027 No se compara –" in text
    assert "Lugar 06 Sin publicar –" in text
    key = "Subió 2 puntos o más · 1 municipio Igual menos de 2 puntos · 1 municipio Bajó 2 puntos o más · 1 municipio"
    assert f"{key} No se compara 1 municipio" in text
    tiles = ['tup" aria-label="Lugar 01: +17,50 puntos, Subió"', 'tdn" aria-label="Lugar 02: −25,00 puntos, Bajó"']
    for tile in [*tiles, 'teq" aria-label="Lugar 03: 0,00 puntos, Igual"', 't0" aria-label="Lugar 04: No se compara"']:
        assert f'class="tile {tile}' in response.text


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"RES-01": 3, "ESC-02": 1}, "Igual −1,25"),  # 2,50 points up, 3,75 down
        ({"RES-01": 3}, "Subió +2,50"),
        ({"RES-01": 1}, "Bajó −2,50"),
    ],
)
def test_less_than_two_points_is_no_change(client, places, answers, said, text_of):
    make_published_round({place: levels(2, 2, 2) for place in places}, code="uno")
    make_published_round({place: levels(2, 2, 2) | answers for place in places}, code="dos", at=LATER)
    assert f"Lugar 01 {said}" in text_of(client.get("/?ver=cambio"))


def test_change_is_offered_between_comparable_rounds_only(client, places):
    make_published_round({place: levels(2, 2, 2) for place in places}, code="uno", version="1.0.0")
    assert 'value="cambio"' not in client.get("/").text
    assert client.get("/?ver=cambio").status_code == 404
    make_published_round({place: levels(3, 3, 3) for place in places}, code="dos", at=LATER, version="2.0.0")
    assert client.get("/?ver=cambio").status_code == 404, "another edition"
    make_published_round(
        {place: levels(4, 4, 4) for place in places}, code="tres", at=AT + timedelta(days=60), version="2.1.0"
    )
    shown = client.get("/?ver=cambio").text
    assert '<option value="cambio" selected>Cambio del puntaje</option>' in shown
    assert "Cambio frente al ciclo dos" in shown
    assert client.get("/?ciclo=uno&ver=cambio").status_code == 404


# --- Addresses ---


@pytest.mark.parametrize(
    "query",
    ["ver=XYZ", "ver=inf", "ver=INF&ciclo=tres", "orden=tamano", "orden=-", "orden=--puntaje", "ver=XYZ&formato=csv"],
)
def test_unknown_view_or_order_is_not_found(client, valley, query):
    assert client.get(f"/?{query}").status_code == 404


def test_views_need_a_publication(client, places):
    assert client.get("/?ver=INF").status_code == 404
    assert 'name="ver"' not in client.get("/").text


def test_canonical_address_holds_the_view_but_not_the_order(client, valley, settings):
    body = client.get("/?ver=INF&orden=nombre&ciclo=uno").text
    assert f'<link rel="canonical" href="{settings.SITE_URL}/?ciclo=uno&amp;ver=INF">' in body


def test_form_and_links_keep_round_view_and_order(client, valley):
    body = client.get("/?ciclo=uno&ver=INF&orden=nombre").text
    assert '<input type="hidden" name="ciclo" value="uno">' in body
    assert '<input type="hidden" name="orden" value="nombre">' in body
    assert 'href="?ciclo=uno&amp;ver=INF&amp;formato=xlsx"' in body
    assert 'href="?ciclo=uno&amp;ver=INF&amp;orden=-nombre#lista"' in body
    assert 'href="?ciclo=uno&amp;ver=INF#lista">Volver al orden del río' in body


def test_level_leads_to_what_it_means(client, valley):
    body = client.get("/").text
    assert body.count('href="/municipios/lugar-01/#nivel"') == 2, "on the map and in the list"
    assert "#nivel" not in client.get("/?ver=cambio").text
    of_theme = client.get("/?ver=INF").text
    assert 'class="lv-a" href="/municipios/lugar-01/temas/INF/"' in of_theme
    assert 'class="lv-a" href="/municipios/lugar-05/temas/INF/?ciclo=uno"' in of_theme
    assert 'class="lv-a" href="/municipios/lugar-01/?ciclo=uno#nivel"' in client.get("/?ciclo=uno").text
    for address in ("/municipios/lugar-01/temas/INF/", "/municipios/lugar-05/temas/INF/?ciclo=uno"):
        assert client.get(address).status_code == 200


# --- Order ---


def test_partial_results_are_not_ranked(client, published):
    assert names_in_list(client.get("/?ver=INF").text)[3] == "Lugar 04"
    for query in ("orden=-puntaje", "orden=puntaje", "ver=INF&orden=-puntaje", "ver=INF&orden=puntaje"):
        assert names_in_list(client.get(f"/?{query}").text)[-2:] == ["Lugar 04", "Lugar 05"], query


def test_changes_by_score_are_in_the_order_that_the_page_says(client, valley, text_of):
    response = client.get("/?ver=cambio&orden=puntaje")
    assert "Por puntaje, del más bajo al más alto." in text_of(response)
    assert names_in_list(response.text)[:4] == ["Lugar 02", "Lugar 03", "Lugar 01", "Lugar 04"]


def test_list_is_sorted_and_those_not_compared_come_last(client, valley):
    of = {
        order: names_in_list(client.get(f"/?orden={order}").text)
        for order in ("", "nombre", "-nombre", "puntaje", "-puntaje")
    }
    names = [f"Lugar 0{n}" for n in range(1, 7)]
    assert of[""] == of["nombre"] == names
    assert of["-nombre"] == names[::-1]
    assert of["-puntaje"] == ["Lugar 04", "Lugar 01", "Lugar 03", "Lugar 02", "Lugar 05", "Lugar 06"]
    assert of["puntaje"] == ["Lugar 02", "Lugar 03", "Lugar 01", "Lugar 04", "Lugar 05", "Lugar 06"]
    assert names_in_list(client.get("/?orden=-cambio").text)[:3] == ["Lugar 01", "Lugar 03", "Lugar 02"]
    assert names_in_list(client.get("/?orden=cambio").text) == [
        "Lugar 02", "Lugar 03", "Lugar 01", "Lugar 04", "Lugar 05", "Lugar 06",
    ]  # fmt: skip
    assert names_in_list(client.get("/?ver=INF&orden=-puntaje").text)[:2] == ["Lugar 01", "Lugar 04"]


def test_heads_say_the_order_and_offer_the_other_one(client, valley, text_of):
    unsorted = client.get("/").text
    assert "aria-sort" not in unsorted
    assert 'href="?orden=-puntaje#lista"' in unsorted
    descending = client.get("/?orden=-puntaje")
    assert '<th scope="col" class="num" aria-sort="descending"><a href="?orden=puntaje#lista"' in descending.text
    assert descending.text.count("aria-sort") == 1
    assert "Por puntaje, del más alto al más bajo. Volver al orden del río" in text_of(descending)
    assert 'aria-sort="ascending"><a href="?orden=-puntaje#lista"' in client.get("/?orden=puntaje").text


# --- Files ---


def test_file_of_a_theme(client, valley):
    response = client.get("/?ver=INF&formato=csv")
    assert 'filename="municipios-INF-dos-v1.csv"' in response["Content-Disposition"]
    rows = rows_of(client, "/?ver=INF&formato=csv")
    assert [(row["name"], row["level_name"], row["displayed"]) for row in rows] == [
        ("Lugar 01", "Transformador", "100.00"), ("Lugar 02", "En desarrollo", "25.00"), ("Lugar 03", "Establecido", "50.00"),
        ("Lugar 04", "Avanzado", "75.00"), ("Lugar 05", "En desarrollo", "25.00"), ("Lugar 06", "", ""),
    ]  # fmt: skip
    assert [(row["change"], row["points_of_change"]) for row in rows[:4]] == [
        ("Subió", "50.00"), ("Bajó", "-50.00"), ("Igual", "0.00"), ("No se compara", ""),
    ]  # fmt: skip
    assert [row["remark"] for row in rows] == ["", "", "", "", "", "Sin publicar"]
    assert "Tema: Informar con la gente." in rows[0]["note"]
    assert rows[0]["note"].endswith("/?ver=INF"), "its page"
    assert rows_of(client, "/?ciclo=dos&formato=csv")[0]["note"].endswith("/?ciclo=dos")


def test_files_write_points_of_change_as_numbers(client, valley):
    for query in ("", "ver=INF&", "ver=cambio&"):
        sheet = load_workbook(io.BytesIO(client.get(f"/?{query}formato=xlsx").content)).worksheets[0]
        head, first = list(sheet.iter_rows(min_row=1, max_row=2, values_only=True))
        found = dict(zip(head, first, strict=True))
        assert isinstance(found["Puntos de cambio"], int | float), query
        assert found["Cambio"] == "Subió"


def test_file_of_changes_holds_partial_totals_without_comparing_them(client, places):
    make_published_round({place: levels(2, 2, 2) for place in places}, code="uno")
    make_published_round(five_outcomes(places), code="dos", at=LATER)
    row = rows_of(client, "/?ver=cambio&formato=csv")[3]
    assert [row[name] for name in ("change", "points_of_change", "displayed_before", "displayed")] == [
        "No se compara", "", "50.00", "57.50",
    ]  # fmt: skip
    of_theme = rows_of(client, "/?ver=INF&formato=csv")[3]
    assert [of_theme[name] for name in ("level_name", "remark")] == ["Transformador", "Resultado parcial"]


def test_file_of_changes(client, valley):
    rows = rows_of(client, "/?ver=cambio&formato=csv")
    kept = [(r["name"], r["change"], r["points_of_change"], r["displayed_before"], r["displayed"]) for r in rows]
    assert kept == [
        ("Lugar 01", "Subió", "17.50", "50.00", "67.50"), ("Lugar 02", "Bajó", "-25.00", "62.50", "37.50"),
        ("Lugar 03", "Igual", "0.00", "50.00", "50.00"), ("Lugar 04", "No se compara", "", "", "75.00"),
        ("Lugar 05", "No se compara", "", "", "25.00"), ("Lugar 06", "Sin publicar", "", "", ""),
    ]  # fmt: skip
    assert rows[0]["round_name_before"] == "Ciclo uno"


# --- Cost ---


@pytest.mark.parametrize("count", [4, 12])
@pytest.mark.parametrize("query", ["ver=INF", "ver=cambio&orden=-cambio"])
def test_views_cost_no_more_queries(client, cold, count, query):
    places = make_places(count)
    make_published_round({place: levels(2, 2, 2) for place in places}, code="uno")
    make_published_round({place: levels(3, 3, 3) for place in places}, code="dos", at=LATER)
    cold()
    with CaptureQueriesContext(connection) as sent:
        client.get(f"/?{query}")
    assert len(sent) == 9
