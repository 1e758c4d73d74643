"""The same figure everywhere: each place that shows a score is read, and every score must equal the stored one.

A new place is added to PLACES: a function from the browser and the publication to what it shows.
"""

import csv
import html
import io
import json
import re
from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest
from django.test import Client
from openpyxl import load_workbook

from core.models import DatasetFile
from core.web import page_cache
from diagnostics.results.exports.open_data import RESOURCES
from diagnostics.results.models import Publication
from diagnostics.results.queries.results import half_up
from territory.models import Municipality
from tests.factories.results import five_outcomes, make_erratum, make_places, make_published_round, make_real_round

pytestmark = pytest.mark.django_db
Key = tuple[str, str, str]  # code of the place, kind (global, dimension, indicator, question), code of the part
Figures = dict[Key, Decimal | None]
CAPTION = "Puntaje por tema de"  # of the tables of a municipality and of a comparison
EIGHT, SIX, CENTS = Decimal("0.00000001"), Decimal("0.000001"), Decimal("0.01")


def stored(publication: Publication) -> tuple[Figures, Figures]:
    """The exact and the displayed figures of the rows that were published."""
    exact: Figures = {}
    displayed: Figures = {}
    for total in publication.run.totals.select_related("municipality"):
        place, detail = total.municipality.divipola, total.detail
        cells: dict[Key, tuple] = {(place, "global", "global"): (total.score, total.displayed)}
        cells |= {(place, "dimension", code): cell[:2] for code, cell in total.dimensions.items()}
        cells |= {(place, "indicator", code): cell[:2] for code, cell in detail.get("indicators", {}).items()}
        cells |= {
            (place, "question", c): (cell[0], half_up(cell[0])) for c, cell in detail.get("questions", {}).items()
        }
        exact |= {key: number(cell[0]) for key, cell in cells.items()}
        displayed |= {key: number(cell[1]) for key, cell in cells.items()}
    return exact, displayed


def number(value: object) -> Decimal | None:
    return None if value in (None, "") else Decimal(str(value))


def from_screen(text: str) -> Decimal | None:
    return None if text == "–" else Decimal(text.replace(".", "").replace(",", "."))


def table(browser: Client, address: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body(browser, address).decode(), newline="")))


def body(browser: Client, address: str) -> bytes:
    response = browser.get(address)
    assert response.status_code == 200, address
    content = b"".join(response)
    response.close()
    return content


def folder(publication: Publication) -> str:
    return f"/datos/{publication.round.code}/v{publication.version}/"


def both(rows: list[dict], key: Callable[[dict], Key], decimals: bool = False) -> tuple[Figures, Figures]:
    """Exact and displayed figures of rows that hold both; `decimals`: cells of a workbook, which keep no zeros at the end."""

    def fit(value: Decimal | None, places: Decimal) -> Decimal | None:
        return value if value is None or not decimals else value.quantize(places)

    exact = {key(row): fit(number(row["score"]), EIGHT) for row in rows}
    return exact, {key(row): fit(number(row["displayed"]), CENTS) for row in rows}


def of_score(row: dict) -> Key:
    return row["municipality"], row["kind"], row["code"]


def of_answer(row: dict) -> Key:
    return row["municipality"], "question", row["question"]


def of_place(row: dict) -> Key:
    return row["municipality"], "global", "global"


def scores_csv(browser: Client, publication: Publication) -> tuple[Figures, Figures]:
    return both(table(browser, folder(publication) + "puntajes.csv"), of_score)


def scores_csv_by_query(browser: Client, publication: Publication) -> tuple[Figures, Figures]:
    address = f"/datos/{publication.round.code}/puntajes.csv?version={publication.version}"
    return both(table(browser, address), of_score)


def api_scores(browser: Client, publication: Publication) -> tuple[Figures, Figures]:
    """All pages of the rows that the API gives of one version."""
    rows, url = [], f"/api/v1/rounds/{publication.round.code}/scores/?version={publication.version}&page_size=500"
    while url:
        page = json.loads(body(browser, url))
        rows, url = rows + page["results"], page["next"]
    return both(rows, of_score)


def api_questions(browser: Client, publication: Publication) -> tuple[Figures, Figures]:
    """Each question across all municipalities, as the API gives it."""
    exact, displayed = {}, {}
    for question in publication.round.version.parsed.questions:
        url = f"/api/v1/rounds/{publication.round.code}/questions/{question.code}/?version={publication.version}"
        for row in json.loads(body(browser, url))["answers"]:
            if not row["status"]:  # without any result
                continue
            key = (row["municipality"], "question", question.code)
            exact[key], displayed[key] = number(row["score"]), number(row["displayed"])
    return exact, displayed


def answers_csv(browser: Client, publication: Publication) -> tuple[Figures, Figures]:
    return both(table(browser, folder(publication) + "respuestas.csv"), of_answer)


def places_csv(browser: Client, publication: Publication) -> tuple[Figures, Figures]:
    return both(table(browser, folder(publication) + "municipios.csv"), of_place)


def document(browser: Client, publication: Publication) -> tuple[Figures, Figures]:
    name = f"{publication.round.code}-v{publication.version}.json"
    tables = json.loads(body(browser, folder(publication) + name))
    exact, displayed = both(tables["scores"], of_score)
    for rows, key in ((tables["answers"], of_answer), (tables["municipalities"], of_place)):
        again = both(rows, key)
        assert again == ({k: exact[k] for k in again[0]}, {k: displayed[k] for k in again[1]})
    return exact, displayed


def workbook(browser: Client, publication: Publication) -> tuple[Figures, Figures]:
    name = f"{publication.round.code}-v{publication.version}.xlsx"
    book = load_workbook(io.BytesIO(body(browser, folder(publication) + name)), read_only=True)
    exact, displayed = both(list(sheet_rows(book["Puntajes"])), of_score, decimals=True)
    for title, key in (("Respuestas", of_answer), ("Municipios", of_place)):
        again = both(list(sheet_rows(book[title])), key, decimals=True)
        assert again == ({k: exact[k] for k in again[0]}, {k: displayed[k] for k in again[1]})
    book.close()
    return exact, displayed


def sheet_rows(sheet) -> Iterator[dict]:
    """Rows of a sheet by the names of its columns; a workbook writes their titles."""
    names = next({f.title: f.name for f in resource.fields} for resource in RESOURCES if resource.title == sheet.title)
    head, *rows = sheet.iter_rows(values_only=True)
    return (dict(zip([names.get(title, title) for title in head], row, strict=True)) for row in rows)


def municipality_pages(browser: Client, publication: Publication) -> tuple[Figures, Figures]:
    """The table of themes, and the exact figures to six decimals in the account."""
    exact, displayed = {}, {}
    names = {d.short_name: ("dimension", d.code) for d in publication.round.version.parsed.dimensions}
    for place in with_result(publication):
        text = body(browser, f"{place.get_absolute_url()}?ciclo={publication.round.code}").decode()
        shown = table_in(text, CAPTION)
        displayed |= {
            (place.divipola, *names.get(n, ("global", "global"))): from_screen(c[0]) for n, c in shown.items()
        }
        account = table_in(text, "Aporte de cada tema al total")
        exact |= {(place.divipola, *names[n]): from_screen(c[0]) for n, c in account.items() if n in names}
        exact[place.divipola, "global", "global"] = from_screen(account["Suma"][-1])
    return exact, displayed


def municipality_tables(browser: Client, publication: Publication) -> tuple[Figures, Figures]:
    """The same pages downloaded."""
    exact, displayed = {}, {}
    names = {d.short_name: ("dimension", d.code) for d in publication.round.version.parsed.dimensions}
    for place in with_result(publication):
        for row in table(browser, f"{place.get_absolute_url()}?ciclo={publication.round.code}&formato=csv"):
            key = (place.divipola, *names.get(row["dimension_short_name"], ("global", "global")))
            exact[key], displayed[key] = number(row["score"]), number(row["displayed"])
    return exact, displayed


def home_page(browser: Client, publication: Publication) -> tuple[None, Figures]:
    page_cache.forget_all()
    shown = table_in(body(browser, "/").decode(), "Puntaje y nivel de cada municipio")
    codes = dict(Municipality.objects.values_list("name", "divipola"))
    return None, {(codes[name], "global", "global"): from_screen(cells[1]) for name, cells in shown.items()}


def home_table(browser: Client, publication: Publication) -> tuple[Figures, Figures]:
    rows = table(browser, "/?formato=csv")
    return (
        {(row["municipality"], "global", "global"): number(row["score"]) for row in rows},
        {(row["municipality"], "global", "global"): number(row["displayed"]) for row in rows},
    )


def home_tables_of_themes(browser: Client, publication: Publication) -> tuple[Figures, Figures]:
    exact, displayed = {}, {}
    shown = {place.divipola for place in with_result(publication)}
    for dimension in publication.round.version.parsed.dimensions:
        rows = table(browser, f"/?ver={dimension.code}&formato=csv")
        for row in (row for row in rows if row["municipality"] in shown):
            key = (row["municipality"], "dimension", dimension.code)
            exact[key], displayed[key] = number(row["score"]), number(row["displayed"])
    return exact, displayed


def home_lists_of_themes(browser: Client, publication: Publication) -> tuple[None, Figures]:
    codes = {place.name: place.divipola for place in with_result(publication)}
    displayed = {}
    for dimension in publication.round.version.parsed.dimensions:
        text = body(browser, f"/?ver={dimension.code}").decode()
        shown = table_in(text, f"{dimension.short_name}: puntaje y nivel de cada municipio")
        displayed |= {
            (codes[n], "dimension", dimension.code): from_screen(c[1]) for n, c in shown.items() if n in codes
        }
    return None, displayed


def comparison_page(browser: Client, publication: Publication) -> tuple[None, Figures]:
    """A row per municipality: name and level, total, themes."""
    text = body(browser, "/comparar/").decode()
    names = {d.short_name: ("dimension", d.code) for d in publication.round.version.parsed.dimensions}
    heads = [strip(cell) for cell in re.findall(r'<th scope="col">(.*?)</th>', section(text, CAPTION))][1:]
    rows = re.findall(r'<a href="/municipios/([^/]+)/">.*?</th>(.*?)</tr>', section(text, CAPTION), re.DOTALL)
    codes = dict(Municipality.objects.values_list("slug", "divipola"))
    return None, {
        (codes[slug], *names.get(head, ("global", "global"))): from_screen(strip(cell))
        for slug, cells in rows
        for head, cell in zip(heads, re.findall(r"<td[^>]*>(.*?)</td>", cells), strict=True)
    }


def comparison_table(browser: Client, publication: Publication) -> tuple[None, Figures]:
    parts = {d.code: ("dimension", d.code) for d in publication.round.version.parsed.dimensions}
    parts |= {"displayed": ("global", "global")}
    return None, {
        (row["municipality"], *part): number(row[head])
        for row in table(browser, "/comparar/?formato=csv")
        if row["municipality"]  # the last row is the median
        for head, part in parts.items()
    }


def with_result(publication: Publication) -> list[Municipality]:
    totals = publication.run.totals.filter(displayed__isnull=False).select_related("municipality")
    return [total.municipality for total in totals]


def section(text: str, caption: str) -> str:
    return re.search(rf"<table[^>]*>\s*<caption[^>]*>{caption}.*?</table>", text, re.DOTALL).group()


def table_in(text: str, caption: str) -> dict[str, list[str]]:
    """The rows of a table by their header: the cells as a person reads them."""
    rows = re.findall(r"<tr[^>]*>\s*<th scope=\"row\">(.*?)</th>(.*?)</tr>", section(text, caption), re.DOTALL)
    return {
        strip(head): [strip(cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", cells, re.DOTALL)]
        for head, cells in rows
    }


def strip(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", markup)).strip()


# What each place shows: the kinds of parts, and whether only of municipalities with a result, or only of those compared.
ALL, WITH_RESULT, COMPARED = "all", "with a result", "compared"
GLOBAL, THEMES = {"global"}, {"global", "dimension"}
EVERYTHING = {"global", "dimension", "indicator", "question"}
OF_A_VERSION = {
    scores_csv: (EVERYTHING, ALL),
    scores_csv_by_query: (EVERYTHING, ALL),
    api_scores: (EVERYTHING, ALL),
    api_questions: ({"question"}, ALL),
    answers_csv: ({"question"}, ALL),
    places_csv: (GLOBAL, ALL),
    document: (EVERYTHING, ALL),
    workbook: (EVERYTHING, ALL),
}
OF_THE_NEWEST = {
    municipality_pages: (THEMES, WITH_RESULT),
    municipality_tables: (THEMES, WITH_RESULT),
    home_page: (GLOBAL, ALL),
    home_table: (GLOBAL, ALL),
    home_lists_of_themes: ({"dimension"}, WITH_RESULT),
    home_tables_of_themes: ({"dimension"}, WITH_RESULT),
    comparison_page: (THEMES, COMPARED),
    comparison_table: (THEMES, COMPARED),
}


def check(browser: Client, publication: Publication, places: dict) -> None:
    exact, displayed = stored(publication)
    totals = {t.municipality.divipola: t for t in publication.run.totals.select_related("municipality")}
    shown_by = {
        ALL: set(totals),
        WITH_RESULT: {code for code, t in totals.items() if t.displayed is not None},
        COMPARED: {code for code, t in totals.items() if t.displayed is not None and not t.partial},
    }
    for place, (kinds, whose) in places.items():
        shown_exact, shown = place(browser, publication)
        keys = {key for key in displayed if key[1] in kinds and key[0] in shown_by[whose]}
        assert shown == {key: displayed[key] for key in keys}, place.__name__
        if shown_exact is not None:
            # The account shows six decimals of the eight that are kept.
            kept = {key: exact[key] if place is not municipality_pages else short(exact[key]) for key in keys}
            assert shown_exact == kept, place.__name__


def short(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.quantize(SIX)


def test_same_figure_for_complete_gated_partial_and_absent_before_and_after_an_erratum(client):
    places = make_places(5)
    first = make_published_round(five_outcomes(places), code="ciclo", is_demo=True)
    check(client, first, OF_A_VERSION | OF_THE_NEWEST)
    second = make_erratum(first, places[1], "INF-02", "0")
    assert stored(first) != stored(second)
    check(client, second, OF_A_VERSION | OF_THE_NEWEST)
    check(client, first, OF_A_VERSION)


def test_same_figure_in_the_files_that_the_worker_wrote(client, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        publication = make_published_round(five_outcomes(make_places(5)), code="ciclo")
    assert DatasetFile.objects.count() > 5
    check(client, publication, OF_A_VERSION)


@pytest.mark.parametrize("seed", [1, 2])
def test_same_figure_over_the_real_edition_with_ten_places(client, seed):
    publication = make_real_round(make_places(10), code="real", seed=seed)
    exact, _ = stored(publication)
    assert len(exact) > 1000
    check(client, publication, OF_A_VERSION | OF_THE_NEWEST)
