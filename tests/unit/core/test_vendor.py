"""The committed plotly.js bundle is the one that was built, of the version that plotly for Python speaks."""

import gzip
import hashlib
import json
from pathlib import Path

import pytest
from plotly.offline import get_plotlyjs_version

VENDOR = Path(__file__).resolve().parents[3] / "static" / "vendor" / "plotly"
MANIFEST = json.loads((VENDOR / "manifest.json").read_text(encoding="utf-8"))


def test_every_file_of_the_folder_stands_in_the_manifest():
    assert {path.name for path in VENDOR.iterdir()} == {"manifest.json", *MANIFEST["sha256"]}


@pytest.mark.parametrize("name", sorted(MANIFEST["sha256"]))
def test_file_is_the_one_that_was_built(name):
    assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == MANIFEST["sha256"][name]


def test_version_is_the_one_that_python_plotly_writes_for():
    assert MANIFEST["version"] == (VENDOR / "VERSION").read_text().strip() == get_plotlyjs_version()


def test_bundle_is_at_most_450_kilobytes_gzip():
    assert len(gzip.compress((VENDOR / "plotly-ip360.min.js").read_bytes(), compresslevel=9)) <= 450_000
