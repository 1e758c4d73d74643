"""Guard 6: an edition, a dimension or a municipality is data; no branch of the program may know one by name."""

import ast
import csv
import re
from functools import cache

import pytest
import yaml

from tests.architecture.tree import PACKAGES, ROOT, docstrings, parsed, python_files, shown

INSTRUMENTS = sorted((ROOT / "data" / "instruments").glob("*.yaml"))
PLACES = sorted((ROOT / "data" / "territory").glob("*.csv"))


@cache
def _forbidden() -> re.Pattern:
    names, codes = set(), set()
    for file in INSTRUMENTS:
        document = yaml.safe_load(file.read_text(encoding="utf-8"))
        codes.add(document["instrument"]["code"])
        names.add(document["instrument"]["name"])
        for dimension in document["dimensions"]:
            names.add(dimension["name"])
            codes.add(dimension["code"])
            codes.update(indicator["code"] for indicator in dimension["indicators"])
    for file in PLACES:
        with file.open(encoding="utf-8") as lines:
            for row in csv.DictReader(lines):
                names.add(row["name"])
                codes.update({row["divipola"], row["slug"]} - {""})
    assert len(names) > 15
    assert len(codes) > 30
    words = "|".join(re.escape(word) for word in sorted(names | codes, key=len, reverse=True))
    return re.compile(rf"(?<![\w.-])(?:{words})(?![\w-])")


def _literals(tree: ast.Module) -> list[ast.Constant]:
    ignored = docstrings(tree)
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in ignored
    ]


def test_no_edition_or_place_in_code():
    found = [
        f"{shown(path)}:{node.lineno}: {match.group()}"
        for path in python_files(under=[*PACKAGES, "benchmarks"])
        for node in _literals(parsed(path))
        if (match := _forbidden().search(node.value))
    ]
    assert found == []


@pytest.mark.parametrize("literal", ["Medellín", "if code == 'TRA'", "05001", "municipios/bello/"])
def test_guard_sees(literal: str):
    assert _forbidden().search(literal)


@pytest.mark.parametrize("literal", ["Valle de Aburrá", "FORTRAN", "abello", "105001"])
def test_guard_leaves_alone(literal: str):
    assert not _forbidden().search(literal)
