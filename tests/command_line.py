"""Running management commands in tests, as an operator would."""

import csv
import io
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command


def run(*arguments: str) -> str:
    """Run a command and return what it printed."""
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def table(*arguments: str) -> list[dict[str, str]]:
    """Run a command that prints CSV and return its rows."""
    return list(csv.DictReader(io.StringIO(run(*arguments))))


def write(folder: Path, name: str, content: str | bytes) -> str:
    """Write a file for a command and return its path."""
    file = folder / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(file)


def refused(*arguments: str) -> str:
    """Run a command that must refuse; return its sentence, and assert that not one row of any table changed in number."""
    before = row_counts()
    with pytest.raises(CommandError) as refusal:
        run(*arguments)
    assert row_counts() == before
    return str(refusal.value)


def row_counts() -> dict[str, int]:
    """How many rows every table of ours has."""
    ours = (
        "core",
        "territory",
        "accounts",
        "instruments",
        "assessments",
        "review",
        "results",
        "portal",
        "agendas",
        "courses",
    )
    return {
        m._meta.label: m._default_manager.count() for label in ours for m in apps.get_app_config(label).get_models()
    }
