"""The views of the metropolitan board: what each says, its table as a file, what it costs, and when it is empty."""

import csv
import html
import io
import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from accounts.permissions import Role
from core.templatetags import fragments
from diagnostics.assessments.actions import scores
from diagnostics.assessments.choices import Layer, Mode
from diagnostics.assessments.models import Answer
from diagnostics.assessments.queries.runs import newest_run
from diagnostics.results.queries.perception import perception_of
from diagnostics.results.queries.results import results_of
from tests.factories.accounts import make_member
from tests.factories.diagnostics import AT, make_answer, make_evidence, make_round
from tests.factories.results import answer_with, levels, make_places, make_published_round, make_scored_round

pytestmark = pytest.mark.django_db

VIEWS = ("", "comparar/", "preguntas/", "preguntas/INF-01/", "niveles/", "autoevaluacion/", "acuerdo/")


@pytest.fixture(autouse=True)
def coordinator(client):
    user = make_member(Role.COORDINATOR)
    client.force_login(user)
    return user


def words(body: str) -> str:
    body = re.sub(r"<script.*?</script>", " ", body, flags=re.DOTALL)
    body = re.sub(r"</(?:p|li|h\d|td|th|dt|dd|a|span|strong|label|title|option)>", " ", body)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", "", body))).strip()


def read(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return words(response.content.decode())


def page_rows(client, address: str) -> list[list[str]]:
    """The cells of the tables of a page whose first column names the row, in order."""
    body = client.get(address).content.decode()
    body = re.sub(r"<details class=\"more\">.*?</details>", "", body, flags=re.DOTALL)
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", body, flags=re.DOTALL)
    cells = [re.findall(r"<t[hd]\b[^>]*>(.*?)</t[hd]>", row, flags=re.DOTALL) for row in rows]
    return [[words(re.sub(r'<span class="vh">.*?</span>', "", c)) for c in row] for row in cells]


def sheet_rows(client, address: str) -> list[list]:
    response = client.get(address)
    assert response.status_code == 200
    book = load_workbook(io.BytesIO(response.content))
    return [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]


def csv_rows(client, address: str) -> list[list[str]]:
    response = client.get(address)
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.reader(io.StringIO(response.content.decode())))


def make_mixed_round(**fields):
    """Complete, held back by a theme, partial, and without result; the first two had declared more."""
    whole, held, partial, absent = make_places(4)
    answers = {
        whole: levels(3, 2, 2),
        held: levels(4, 3, 1),
        partial: {"INF-01": 4, "INF-02": 4, "ESC-01": 2},
        absent: {},
    }
    round = make_scored_round(answers, code="ciclo", name="Ciclo 2027-1", **fields)
    for place, said in ((whole, levels(4, 2, 2)), (held, levels(4, 3, 1)), (partial, levels(1, 1, 1))):
        answer_with(round.assessments.get(municipality=place), said, Layer.SELF_ASSESSED)
    return round


# --- what each view says -----------------------------------------------------------------------------------


def test_comparison_draws_the_chosen_ones_with_their_table(client):
    make_mixed_round()
    text = read(client, "/tablero/ciclo/comparar/?m=lugar-01&m=lugar-02")
    assert "Donde más se separan es en Informar: 25,00 puntos entre Lugar 02 (100,00) y Lugar 01 (75,00)" in text
    assert "Lugar 02 va adelante en dos de tres temas; en conjunto, el tema más bajo es Resolver (37,50)" in text
    assert text.count("Tema Lugar 01 Lugar 02 Mediana Informar 75,00 100,00 87,50") == 3
    assert "Total 62,50 77,50 70,00 Nivel Avanzado Establecido –" in text
    assert "Tema Lugar 02 Mediana" in read(client, "/tablero/ciclo/comparar/?m=lugar-02&m=nadie")


def test_comparison_marks_what_is_partial_and_leaves_out_what_is_absent(client):
    make_mixed_round()
    body = client.get("/tablero/ciclo/comparar/?m=lugar-03&m=lugar-04").content.decode()
    assert "Lugar 03 (resultado parcial)" in body
    assert "Lugar 04" not in body
    assert "Nivel Resultado parcial" in words(body)


def test_questions_show_medians_of_complete_results_and_who_answered(client):
    make_mixed_round()
    text = read(client, "/tablero/ciclo/preguntas/")
    assert "INF-01 ¿Informa? 87,50 75,00 100,00 3 3" in text
    assert "ESC-02 ¿Responde? 62,50 50,00 75,00 2 3" in text  # the partial one left it out
    assert (
        client.get("/tablero/ciclo/preguntas/").content.decode().count('href="/tablero/ciclo/preguntas/INF-01/?capa=')
        == 1
    )


def test_question_says_who_stands_on_each_step_and_what_each_one_said(client):
    make_mixed_round()
    text = read(client, "/tablero/ciclo/preguntas/INF-01/")
    assert "3 de 4 respondieron. La mediana de los resultados completos es 87,50." in text
    assert "75 puntos de 100 Casi todo. 1 municipio: Lugar 01" in text
    assert "100 puntos de 100 Todo. 2 municipios: Lugar 02 , Lugar 03" in text.replace("Lugar 02,", "Lugar 02 ,")
    assert "Lugar 03 Nivel 4: Todo. 100,00 Resultado parcial" in text
    assert "Lugar 04 Sin responder – –" in text
    assert client.get("/tablero/ciclo/preguntas/NO-01/").status_code == 404


def test_question_leads_to_the_answer_and_its_history(client):
    round = make_mixed_round()
    body = client.get("/tablero/ciclo/preguntas/INF-01/").content.decode()
    for link in (
        "/diagnostico/ciclo/lugar-01/revision/INF-01/",
        "/diagnostico/ciclo/lugar-01/respuestas/INF-01/historia/",
        "/diagnostico/ciclo/lugar-04/pregunta/INF-01/",  # it never sent anything
    ):
        assert f'href="{link}"' in body
        assert client.get(link).status_code == 200
    assert round.assessments.count() == 4


def test_declared_proofs_count_in_the_declared_layer(client, cast):
    """What a municipality attached to its own answer is no «sin evidencia aceptada»: its score counts it."""
    round = make_round(cast.here, code="pruebas")
    answer = make_answer(round.assessments.get(), "A-03", "a|b")
    make_evidence(answer, option="a")
    scores.compute(round=round, layer=Layer.SELF_ASSESSED, mode=Mode.PROVISIONAL, at=AT)
    text = read(client, "/tablero/pruebas/preguntas/A-03/?capa=provisional")
    assert "Aquí Datos; Actas (sin evidencia aceptada) 50,00 Con toda su evidencia valdría 80,00" in text
    make_evidence(answer, "https://www.ejemplo.gov.co/actas", option="b")
    scores.compute(round=round, layer=Layer.SELF_ASSESSED, mode=Mode.PROVISIONAL, at=AT + timedelta(hours=1))
    assert "Aquí Datos; Actas 80,00 Resultado parcial" in read(
        client, "/tablero/pruebas/preguntas/A-03/?capa=provisional"
    )


def test_levels_count_partial_and_absent_apart_and_each_row_adds_up(client):
    make_mixed_round()
    rows = csv_rows(client, "/tablero/ciclo/niveles/?formato=csv")
    assert rows[0][:-1] == [
        "dimension_short_name",
        "Inicial", "En desarrollo", "Establecido", "Avanzado", "Transformador", "Parcial", "Sin resultado",
    ]  # fmt: skip
    assert [row[:-1] for row in rows[1:]] == [
        ["Total", "0", "0", "1", "1", "0", "1", "1"],
        ["Informar", "0", "0", "0", "1", "1", "1", "1"],
        ["Escuchar", "0", "0", "1", "1", "0", "1", "1"],
        ["Resolver", "0", "1", "1", "0", "0", "1", "1"],
    ]
    text = read(client, "/tablero/ciclo/niveles/")
    assert "Establecido y Avanzado son los niveles con más municipios: uno cada uno" in text
    assert "Parcial 1 Lugar 03" in text
    assert "Sin resultado 1 Lugar 04" in text


def test_perception_compares_both_layers_by_the_same_rule(client):
    make_mixed_round()
    text = read(client, "/tablero/ciclo/autoevaluacion/")
    assert "1 de 2 se vio 2 puntos o más por encima de su resultado" in text
    assert "Lugar 01 75,00 62,50 +12,50 +25,00 0,00 0,00" in text
    assert "Lugar 02 77,50 77,50 0,00 0,00 0,00 0,00" in text
    assert "Lugar 03 no se compara: su resultado es parcial, respondió menos de lo necesario." in text
    assert "Lugar 04 no se compara: no tiene resultado definitivo." in text


def test_what_was_left_unanswered_counts_zero_in_the_declared_layer_too():
    """The provisional score would leave it out and invent a gap."""
    (place,) = make_places(1)
    said = levels(4, 4, 4) | {"RES-02": 4}
    round = make_scored_round({place: said}, code="ciclo")
    own = {code: level for code, level in said.items() if code != "RES-02"}
    answer_with(round.assessments.get(), own, Layer.SELF_ASSESSED)
    run = newest_run(round, Layer.FINAL, Mode.OFFICIAL)
    (row,) = perception_of(results_of(run, round), round).rows
    assert (row.declared["RES"], row.total, row.gap()) == (Decimal("50.00"), Decimal("90.00"), Decimal("-10.00"))
    stored = scores.compute(round=round, layer=Layer.SELF_ASSESSED, mode=Mode.OFFICIAL, at=AT).totals.get()
    assert stored.displayed == row.total, "the same engine, the same number"


def test_drafts_of_who_has_no_result_do_not_enter_the_perception(client):
    """A draft may hold what no score can be made of; it is nobody's declared layer yet."""
    round = make_mixed_round()
    absent = round.assessments.get(municipality__slug="lugar-04")
    answer_with(absent, {"INF-01": 4}, Layer.SELF_ASSESSED)
    Answer.objects.filter(assessment=absent).update(value="no es un nivel")
    assert "Lugar 01 75,00 62,50 +12,50" in read(client, "/tablero/ciclo/autoevaluacion/")


def test_evolution_says_what_changed_and_what_is_not_compared(client):
    up, still, partial, late = make_places(4)
    half = {"INF-01": 4, "INF-02": 4, "ESC-01": 2}
    first = {up: levels(1, 1, 1), still: levels(2, 2, 2), partial: levels(2, 2, 2), late: {}}
    second = {up: levels(3, 3, 3), still: levels(2, 2, 2), partial: half, late: levels(4, 4, 4)}
    make_published_round(first, code="uno", name="Ciclo uno")
    make_published_round(first, code="otro", name="Ciclo otro", version="2.0.0", at=AT + timedelta(days=1))
    make_published_round(second, code="dos", name="Ciclo dos", version="1.1.0", at=AT + timedelta(days=2))
    text = read(client, "/tablero/evolucion/")
    assert "Uno de dos que se comparan sube 2 puntos o más desde Ciclo uno y ninguno baja" in text
    assert "Lugar 01 25,00 75,00 50,00 +50,00 puntos" in text
    assert "Lugar 02 50,00 50,00 0,00 Sin cambio apreciable" in text
    assert "Lugar 03 50,00 – – No se compara" in text
    assert "Lugar 04 – 100,00 – No se compara" in text
    assert "Ciclo otro (TRES 2.0.0): otro instrumento, no se compara." in text
    one = read(client, "/tablero/evolucion/?m=lugar-01&dimension=ESC")
    assert "Lugar 01 25,00 75,00 50,00 +50,00 puntos Escuchar." in one
    assert "Lugar 02 50,00" not in one


# --- files -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    ["?capa=definitiva", "comparar/?m=lugar-01&m=lugar-02", "preguntas/INF-01/?capa=definitiva", "niveles/?capa=definitiva",
     "autoevaluacion/?x=1"],
)  # fmt: skip
def test_files_hold_exactly_the_table_of_the_page(client, address):
    make_mixed_round()
    address = f"/tablero/ciclo/{address}"
    plain = [row[:-1] for row in csv_rows(client, f"{address}&formato=csv")]
    sheet = sheet_rows(client, f"{address}&formato=xlsx")
    assert [list(map(as_value, row)) for row in sheet[1:]] == [list(map(as_value, row)) for row in plain[1:]]
    assert len(sheet[0]) == len(plain[0])
    found = [[c.replace("+", "") for c in row] for row in page_rows(client, address)]
    for row in plain[1:]:
        wanted = [c.replace(".", ",") if re.fullmatch(r"-?\d+\.\d\d", c) else c or "–" for c in row]
        if row[0] == "Mediana":  # on the page its last cell says of how many
            wanted = wanted[:-1]
        assert wanted in [cells[: len(wanted)] for cells in found]


def as_value(cell) -> str | Decimal:
    """A cell of either file: 75 and 75.00 are the same number."""
    text = "" if cell is None else str(cell)
    return Decimal(text) if re.fullmatch(r"-?\d+(\.\d+)?", text) else text


@pytest.mark.parametrize("view", VIEWS)
def test_files_of_a_demonstration_say_so_and_other_formats_are_not_found(client, view):
    make_mixed_round(is_demo=True)
    response = client.get(f"/tablero/ciclo/{view}?formato=csv")
    assert "Datos de demostración: puntajes inventados" in response.content.decode()
    assert client.get(f"/tablero/ciclo/{view}?formato=pdf").status_code == 404
    assert "Datos de demostración" in read(client, f"/tablero/ciclo/{view}")


def test_filters_stay_in_the_links_to_files_and_to_other_views(client):
    make_mixed_round()
    body = client.get("/tablero/ciclo/comparar/?capa=definitiva&m=lugar-01&m=lugar-02").content.decode()
    assert 'href="?capa=definitiva&amp;m=lugar-01&amp;m=lugar-02&amp;formato=xlsx"' in body
    assert 'href="/tablero/ciclo/niveles/?capa=definitiva"' in body


# --- empty, forbidden, fragments ---------------------------------------------------------------------------


@pytest.mark.parametrize("view", [v for v in VIEWS if v not in ("", "acuerdo/")])
def test_views_without_a_run_say_why_and_have_no_file(client, view):
    make_scored_round({place: {} for place in make_places(2)}, code="vacio")
    address = f"/tablero/vacio/{view}"
    if view == "autoevaluacion/":
        assert "Todavía no hay con qué comparar" in read(client, address)
        assert client.get(f"{address}?formato=csv").status_code == 404
    assert client.get("/tablero/nadie/" + view).status_code == 404


def test_open_round_without_scores_is_empty_in_every_view(client, cast):
    make_round(cast.here, code="nuevo")
    for view in ("comparar/", "preguntas/", "preguntas/A-01/", "niveles/"):
        assert "Todavía no hay puntajes" in read(client, f"/tablero/nuevo/{view}")
        assert client.get(f"/tablero/nuevo/{view}?formato=csv").status_code == 404


def test_evolution_without_or_with_one_publication_says_why(client):
    assert client.get("/tablero/evolucion/").status_code == 200
    (place,) = make_places(1)
    make_published_round({place: levels(2, 2, 2)}, code="uno")
    assert "Con un solo ciclo no hay nada que comparar" in read(client, "/tablero/evolucion/")
    assert client.get("/tablero/evolucion/?formato=csv").status_code == 404


def test_one_municipality_alone_is_shown_without_a_median(client):
    (place,) = make_places(1)
    make_scored_round({place: levels(3, 2, 2)}, code="ciclo")
    text = read(client, "/tablero/ciclo/comparar/")
    assert "Tema Lugar 01 Informar 75,00" in text
    assert "Mediana" not in text


@pytest.mark.parametrize("who", ["liaison", "approver", "admin", "advisor"])
def test_only_the_metropolitan_team_opens_the_views_and_their_files(client, cast, who):
    make_mixed_round()
    client.force_login(cast.person(who))
    for view in (*VIEWS, "../evolucion/"):
        address = "/tablero/evolucion/" if ".." in view else f"/tablero/ciclo/{view}"
        for query in ("", "?formato=csv"):
            response = client.get(address + query)
            assert response.status_code == 403
            assert "62,50" not in response.content.decode()


def test_fragment_is_a_link_that_answers_htmx_with_its_part(client):
    make_mixed_round()
    body = client.get("/tablero/ciclo/").content.decode()
    link = '<a href="/tablero/ciclo/acuerdo/">Acuerdo de la segunda lectura</a>'
    assert f'hx-get="/tablero/ciclo/acuerdo/" hx-trigger="revealed" hx-swap="innerHTML"><p>{link}</p></div>' in body
    part = client.get("/tablero/ciclo/acuerdo/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "Acuerdo por dimensión" in part
    assert words(part) in read(client, "/tablero/ciclo/acuerdo/"), "page and fragment cannot drift"


def test_fragments_that_no_app_serves_are_left_out():
    registry = (
        ("board", "Cursos", "nobody:trajectories"),
        ("board", "Acuerdo", "results:agreement"),
        ("other", "Otro", "core:health"),
    )
    assert fragments.found(registry, "board", "ciclo") == [{"label": "Acuerdo", "url": "/tablero/ciclo/acuerdo/"}]


# --- cost --------------------------------------------------------------------------------------------------

# Who asks, with roles and notices (4), the rounds, who is where, the run and its totals: 8; then what is of the view.
COSTS = {
    "comparar/": 11, "preguntas/": 12, "preguntas/INF-01/": 14, "niveles/": 11, "autoevaluacion/": 14, "acuerdo/": 11,
}  # fmt: skip


@pytest.mark.parametrize("count", [3, 12])
def test_queries_do_not_grow_with_the_municipalities(client, count):
    places = make_places(count)
    round = make_scored_round({place: levels(3, n % 4 + 1, n % 5) for n, place in enumerate(places)}, code="ciclo")
    for assessment in round.assessments.select_related("round", "municipality"):
        answer_with(assessment, levels(4, 4, 4), Layer.SELF_ASSESSED)
    found = {}
    for view in COSTS:
        client.get(f"/tablero/ciclo/{view}")
        with CaptureQueriesContext(connection) as sent:
            client.get(f"/tablero/ciclo/{view}")
        found[view] = len(sent)
    assert found == COSTS


@pytest.mark.parametrize("count", [3, 12])
def test_evolution_costs_the_same_for_any_number(client, count):
    places = make_places(count)
    for n, code in enumerate(("uno", "dos", "tres")):
        make_published_round({place: levels(n + 1, 2, 2) for place in places}, code=code, at=AT + timedelta(days=n))
    client.get("/tablero/evolucion/")
    with CaptureQueriesContext(connection) as sent:
        client.get("/tablero/evolucion/")
    assert len(sent) == 10


def test_pages_of_three_hundred_stay_small(client):
    make_published_round({place: levels(3, n % 4 + 1, n % 5) for n, place in enumerate(make_places(300))}, code="ciclo")
    sizes = {view: len(client.get(f"/tablero/ciclo/{view}").content) for view in VIEWS}
    assert max(sizes.values()) < 150_000, sizes
