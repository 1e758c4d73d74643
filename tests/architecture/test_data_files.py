"""Guard 10: every definition in data/ loads."""

from pathlib import Path

import pytest

from diagnostics.instruments.loaders.instrument import read_instrument
from territory.loaders.places import read_places
from tests.architecture.tree import ROOT

INSTRUMENTS = sorted((ROOT / "data" / "instruments").glob("*.yaml"))
PLACES = sorted((ROOT / "data" / "territory").glob("*.csv"))


def test_there_are_definitions():
    assert INSTRUMENTS
    assert PLACES


@pytest.mark.parametrize("file", INSTRUMENTS, ids=lambda file: file.name)
def test_instrument_loads(file: Path):
    content = read_instrument(file.read_text(encoding="utf-8"))
    assert content["dimensions"]


@pytest.mark.parametrize("file", PLACES, ids=lambda file: file.name)
def test_places_load(file: Path):
    places = read_places(file.read_text(encoding="utf-8"), name=file.name)
    assert len({place.divipola for place in places}) == len(places) > 0
