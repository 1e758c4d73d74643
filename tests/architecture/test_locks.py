"""The hash-locked requirements agree with each other and with pyproject.toml."""

import re
import tomllib

import pytest

from tests.architecture.tree import ROOT

LOCKS = ["runtime", "dev", "e2e"]
PIN = re.compile(r"^([A-Za-z0-9][\w.-]*)(?:\[[\w,-]+\])?==([^\s;\\]+)", re.MULTILINE)


def _text(lock: str) -> str:
    return (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")


def _pins(lock: str) -> set[tuple[str, str]]:
    return {(_plain(name), version) for name, version in PIN.findall(_text(lock))}


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_larger_lock_holds_the_smaller_one():
    # One environment serves all verbs of dev.py, so two locks may never disagree on a version.
    assert _pins("runtime") < _pins("dev") < _pins("e2e")


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_a_hash(lock: str):
    blocks = re.split(r"\n(?=\S)", _text(lock))
    assert [block.split()[0] for block in blocks if "==" in block and "--hash=sha256:" not in block] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_names_no_server(lock: str):
    assert "://" not in _text(lock)
    assert "--index" not in _text(lock)


def test_lock_pins_what_the_project_asks_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    for lock, wanted in (("runtime", []), ("dev", extras["dev"]), ("e2e", extras["dev"] + extras["e2e"])):
        asked = {_plain(re.match(r"[\w.-]+", line).group()) for line in project["dependencies"] + wanted}
        assert asked - {name for name, _version in _pins(lock)} == set()


def test_runtime_stays_small():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert len(project["dependencies"]) <= 25
