"""Guard 17: every module that takes strangers' bytes apart stands on docs/readers.md, with its bounds and its test."""

import ast
import re

from tests.architecture.tree import PACKAGES, ROOT, parsed, python_files, shown

PAGE = ROOT / "docs" / "readers.md"
# What of a library (or of a request) takes bytes apart; writing is no reading.
READING = {
    "load_workbook", "ExcelReader", "PdfReader", "ZipFile", "is_zipfile", "ParserCreate", "iterparse", "fromstring",
    "HTTPConnection", "recv", "recv_into", "decompress", "decompressobj", "normalize", "read_excel", "read_csv", "b64decode",
    "reader", "DictReader", "compose", "parse", "safe_load", "loads", "load", "body", "unpack",
}  # fmt: skip
# The libraries by which those common names are meant.
LIBRARIES = {
    "csv",
    "yaml",
    "json",
    "signing",
    "pickle",
    "struct",
    "request",
    "unicodedata",
    "pd",
    "zlib",
    "lzma",
    "base64",
}
COMMON = {"reader", "DictReader", "compose", "parse", "safe_load", "loads", "load", "body", "unpack", "normalize", "read_csv",
          "decompress", "b64decode", "read_excel"}  # fmt: skip


def reading(tree: ast.Module) -> set[str]:
    """Names by which a module reads bytes."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in READING:
            of = node.value.id if isinstance(node.value, ast.Name) else ""
            if node.attr not in COMMON or of in LIBRARIES:
                found.add(node.attr)
        elif isinstance(node, ast.ImportFrom):
            found |= {name.name for name in node.names if name.name in READING - COMMON}
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
            if name in ("FileField", "JudgedFileField"):
                found.add(name)
    return found


def _readers() -> dict[str, set[str]]:
    return {shown(path): found for path in python_files(under=PACKAGES) if (found := reading(parsed(path)))}


def test_every_reader_is_on_the_page():
    page, readers = PAGE.read_text(encoding="utf-8"), _readers()
    assert len(readers) > 15, "the readers were not found"
    assert {module: found for module, found in readers.items() if f"`{module}`" not in page} == {}


def test_page_names_what_exists():
    named = re.findall(r"`([a-z_0-9/]+\.py)`", PAGE.read_text(encoding="utf-8"))
    assert [module for module in named if not (ROOT / module).is_file()] == []


def test_every_reader_of_the_page_names_its_test():
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| ") and "`" in line]
    assert len(rows) > 12
    assert [row for row in rows if "`tests/" not in row.split("|")[-2]] == []


def test_reader_is_found():
    source = (
        "import yaml\nfrom zipfile import ZipFile\n\ndef read(text):\n    return yaml.load(text), self.load(text)\n"
    )
    assert reading(ast.parse(source)) == {"ZipFile", "load"}
