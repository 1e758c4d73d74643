"""The tables of public pages as files: the figures that the page shows, under the names of the open data."""

import csv
import io
import re

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from core.downloads import Column
from diagnostics.results.exports import page_columns
from diagnostics.results.exports.open_data import RESOURCES
from territory.models import Municipality
from tests.factories.results import levels, make_published_round

pytestmark = pytest.mark.django_db


def rows(client: Client, address: str) -> list[list[str]]:
    response = client.get(address)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.reader(io.StringIO(response.content.decode(), newline="")))


def test_comparison_downloads_what_its_filters_show(client, published):
    address = "/comparar/?m=lugar-01&m=lugar-03"
    found = rows(client, address + "&formato=csv")
    place = {int(p.name[-2:]): p.divipola for p in Municipality.objects.all()}.get
    assert [row[:-1] for row in found] == [
        ["municipality", "name", "level_name", "displayed", "INF", "ESC", "RES"],
        [place(1), "Lugar 01", "Avanzado", "62.50", "75.00", "50.00", "50.00"],
        [place(3), "Lugar 03", "Avanzado", "85.00", "100.00", "50.00", "100.00"],
        ["", "Mediana de los escogidos", "", "73.75", "87.50", "50.00", "75.00"],
    ]
    assert found[1][-1].startswith("Datos de demostración")
    assert found[1][-1].endswith("/comparar/?ciclo=ciclo-1&m=lugar-01&m=lugar-03"), "its source, as the licence asks"
    body = client.get(address).content.decode()
    assert 'href="?m=lugar-01&amp;m=lugar-03&amp;formato=xlsx"' in body
    book = load_workbook(io.BytesIO(client.get(address + "&formato=xlsx").content))
    assert [cell.value for cell in book.worksheets[0][1]][2:5] == ["Nombre del nivel", "Puntaje", "Informar"]
    assert [cell.value for cell in book.worksheets[0][2]][1:5] == ["Lugar 01", "Avanzado", 62.5, 75]
    assert book.sheetnames[-1] == "Léame"
    assert book.worksheets[0].oddFooter.left.text.startswith("Datos de demostración"), "on every printed sheet"


def test_municipality_downloads_its_table_of_that_round(client, places, published, cold):
    make_published_round({place: levels(2, 2, 2) for place in places}, code="ahora")
    head, first, *_, total = rows(client, "/municipios/lugar-01/?ciclo=ciclo-1&formato=csv")
    assert head[:4] == ["dimension", "dimension_short_name", "displayed", "score"]
    assert first[:5] == ["INF", "Informar", "75.00", "75.00000000", "100.00"]
    assert total[:4] == ["", "Total", "62.50", "62.50000000"]
    parts = list(
        csv.DictReader(io.StringIO(client.get("/datos/ciclo-1/v1/instrumento.csv").content.decode("utf-8-sig")))
    )
    assert first[7:9] == ["1.00", next(part["weight"] for part in parts if part["code"] == "INF")]
    assert rows(client, "/municipios/lugar-01/?formato=csv")[1][2] == "50.00"
    assert "formato=csv" in client.get("/municipios/lugar-01/").content.decode()
    cold()
    with CaptureQueriesContext(connection) as sent:
        client.get("/municipios/lugar-01/")
    assert len(sent) <= 6


def test_home_downloads_every_municipality_for_what_it_is(client, published):
    found = rows(client, "/?formato=csv")
    assert [row[1:4] for row in found] == [
        ["name", "level_name", "displayed"],
        ["Lugar 01", "Avanzado", "62.50"],
        ["Lugar 02", "Establecido", "77.50"],
        ["Lugar 03", "Avanzado", "85.00"],
        ["Lugar 04", "", "57.50"],
        ["Lugar 05", "", ""],
    ]


def test_columns_of_pages_and_of_open_data_have_one_title():
    """A name has the same Spanish title wherever it stands."""
    titles = {field.name: field.title for resource in RESOURCES for field in resource.fields}
    named = [column for column in vars(page_columns).values() if isinstance(column, Column)]
    assert {c.name: c.title for c in named if c.name in titles} == {
        c.name: titles[c.name] for c in named if c.name in titles
    }
    assert len({c.name for c in named}) == len({(c.name, c.title) for c in named})


@pytest.mark.parametrize("page", ["/", "/comparar/", "/municipios/lugar-01/"])
def test_page_without_a_table_or_in_an_unknown_format_has_no_file(client, places, page):
    assert client.get(f"{page}?formato=csv").status_code == 404
    make_published_round({place: levels(2, 2, 2) for place in places}, code="ciclo")
    assert client.get(f"{page}?formato=pdf").status_code == 404
    assert client.get(f"{page}?formato=xlsx").status_code == 200


def test_workbook_stands_before_csv_wherever_a_button_stands():
    """The log has no workbook: it is sent line by line."""
    wrong = []
    for path in (settings.BASE_DIR / "templates").rglob("*.html"):
        found = re.findall(r"formato=[\"']?(xlsx|csv)|\bscores-csv\b|\.(workbook)", path.read_text(encoding="utf-8"))
        kinds = ["xlsx" if "xlsx" in one or "workbook" in one else "csv" for one in found]
        if path.name != "log.html" and kinds[:1] == ["csv"]:
            wrong.append(str(path))
    assert wrong == []
