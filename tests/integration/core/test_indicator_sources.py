"""The slot of indicators: what apps declare, and what the system check says of a mistake in it."""

from types import SimpleNamespace

import pytest
from django.apps import apps

from core.indicators.sources import declared_once_and_found, source_of, sources

REAL = "cocreation.agendas.queries.indicators.challenges_with_pilot"


def app(label: str, **declared: str):
    return SimpleNamespace(
        label=label, indicator_sources={code.replace("_", "-"): path for code, path in declared.items()}
    )


def test_what_the_portal_declares_is_sound():
    assert declared_once_and_found() == []
    assert [(one.code, one.app) for one in sources()] == [
        ("IND-01", "results"), ("IND-02", "results"), ("IND-19", "training_pages"), ("IND-20", "training_pages"),
        ("IND-21", "agendas"), ("IND-22", "commitments"),
    ]  # fmt: skip
    assert source_of("IND-24") is None, "a code without a source has none yet"
    assert all(isinstance(getattr(config, "indicator_sources", {}), dict) for config in apps.get_app_configs())


def test_two_apps_do_not_count_the_same():
    [error] = declared_once_and_found([app("one", IND_21=REAL), app("two", IND_21=REAL)])
    assert (error.id, error.msg) == ("core.E011", "The indicator IND-21 has two sources: one and two.")


@pytest.mark.parametrize("path", ["no.such.module", f"{REAL}s", "core.indicators.sources.__doc__", "nodots"])
def test_what_is_declared_can_be_called(path):
    [error] = declared_once_and_found([app("one", IND_21=path)])
    assert (error.id, path in error.msg) == ("core.E012", True)
