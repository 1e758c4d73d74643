"""Small lists, YAML and JSON, as bad as can be made: the work that each may cause, counted in steps (docs/readers.md)."""

from collections.abc import Callable
from contextlib import suppress

import pytest

from accounts.loaders.roster import MAX_BYTES, read_roster
from core.refusals import Refusal
from core.tables import read_csv
from diagnostics.instruments.loaders.instrument import read_instrument
from territory.loaders.boundaries import read_boundaries
from territory.loaders.places import read_places
from tests.steps import at_most

PEOPLE = b"correo,rol,municipio"
LISTS: dict[str, Callable[[], bytes]] = {
    "columns of one name": lambda: PEOPLE + b",a" * 50_000,
    "columns": lambda: PEOPLE + b"," * 100_000 + b"\na@a.example,x,y",
    "empty rows": lambda: PEOPLE + b"\n" * 100_000,
    "rows of separators": lambda: PEOPLE + (b"\n" + b"," * 300) * 300,
    "lines in quotes": lambda: PEOPLE + b'\n"' + b"a\n" * 50_000 + b'",x,y',
    "quotes": lambda: PEOPLE + b'\n"' + b'""' * 50_000,
    "blanks": lambda: PEOPLE + b"\n" + b" " * 100_000 + b"a@a.example,x,y",
    "accents": lambda: PEOPLE + b"\n" + ("a" + "\u0301\u0323" * 20_000).encode(),
    "another code page": lambda: PEOPLE + b"\n" + b"\xe1" * 100_000,
    "separator line": lambda: b'"sep=' + b"," * 100_000,
}


@pytest.mark.parametrize("make", LISTS.values(), ids=LISTS.keys())
def test_list_of_people_costs_what_it_holds(make: Callable[[], bytes]):
    data = make()
    assert len(data) < MAX_BYTES
    with at_most(2_000_000), suppress(Refusal):
        read_roster(data)


@pytest.mark.parametrize("header", ["a," * 40_000, "divipola,name" + ",a" * 40_000, "divipola,name" + ",," * 40_000])
def test_header_of_a_file_of_an_operator_costs_what_it_holds(header: str):
    with at_most(1_000_000), pytest.raises(Refusal):
        read_csv(header, name="x.csv", required=["divipola", "name"])
    with at_most(1_000_000), pytest.raises(Refusal):
        read_places(header, name="x.csv")


DOCUMENTS = {
    "many parts": "- a\n" * 200_000,
    "parts in brackets": "[" + "a," * 200_000 + "]",
    "brackets": "[" * 100_000,
    "braces": "{a: " * 100_000,
    "keys": "\n".join(f"a{number}: 1" for number in range(60_000)),
    "references": "a: &a [1]\nb: *a\n",
    "references of references": "a: &a [x,x]\n" + "".join(f"b{n}: &b{n} [*a,*a]\n" for n in range(50)),
    "question marks": "? " * 100_000,
    "folded text": "a: >\n" + "  a\n" * 100_000,
    "quotes": 'a: "' + "\\u0041" * 50_000 + '"',
    "tags": "!!python/object/apply:os.system [x]\n" * 1000,
    "comments": "#\n" * 200_000,
    "sections": "---\n" * 100_000,
}


@pytest.mark.parametrize("text", DOCUMENTS.values(), ids=DOCUMENTS.keys())
def test_document_costs_what_it_holds(text: str):
    with at_most(3_000_000), pytest.raises(Refusal):
        read_instrument(text)


MAPS = {
    "brackets": "[" * 200_000,
    "figures": '{"type":"FeatureCollection","features":[' + "{}," * 20_000 + "{}]}",
    "numbers": '{"type":"FeatureCollection","features":[' + "9" * 100_000 + "]}",
    "positions": '{"type":"FeatureCollection","features":[{"properties":{"divipola":"05001"},"geometry":{"type":"Polygon",'
    '"coordinates":[[' + "[1,1]," * 30_000 + "[1,1]]]}}]}",
    "rings": '{"type":"FeatureCollection","features":[{"properties":{"divipola":"05001"},"geometry":{"type":"Polygon",'
    '"coordinates":[' + "[[1,1],[2,2],[3,3],[1,1]]," * 9_000 + "[]]}}]}",
}


@pytest.mark.parametrize("text", MAPS.values(), ids=MAPS.keys())
def test_map_costs_what_it_holds(text: str):
    with at_most(3_000_000), suppress(Refusal):
        read_boundaries(text, name="x.geojson", codes=["05001"])
