"""docker-compose.yml, Dockerfile and Procfile: no container engine is needed to see whether they fit the project."""

import importlib
import json
import re
import shlex
from functools import cache

import jsonschema
import pytest
import yaml

from tests.architecture.tree import ROOT


@cache
def _compose() -> dict:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))


def _processes() -> dict[str, str]:
    return dict(re.findall(r"^(\w+): (.+)$", (ROOT / "Procfile").read_text(encoding="utf-8"), re.MULTILINE))


def _specification() -> jsonschema.Draft7Validator:
    file = ROOT / "tests" / "architecture" / "compose" / "compose-spec.json"
    return jsonschema.Draft7Validator(json.loads(file.read_text(encoding="utf-8")))


def test_compose_file_fits_the_specification():
    assert [error.message for error in _specification().iter_errors(_compose())] == []


def test_specification_refuses_a_misspelt_key():
    wrong = {"services": {"web": {"image": "x", "comand": "y"}}}
    assert ["comand" in error.message for error in _specification().iter_errors(wrong)] == [True]


def test_procfile_and_compose_start_the_same_commands():
    assert set(_processes()) == {"web", "worker", "beat"}
    assert {name: _compose()["services"][name]["command"] for name in _processes()} == _processes()


def test_image_starts_the_web_process_by_default():
    (command,) = re.findall(r"^CMD (\[.+\])$", (ROOT / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)
    assert json.loads(command) == shlex.split(_processes()["web"])


@pytest.mark.parametrize("command", _processes().values(), ids=_processes())
def test_command_names_things_that_exist(command: str):
    words = shlex.split(command)
    if words[0] == "gunicorn":
        assert callable(importlib.import_module(words[1]).application)
    else:
        assert importlib.import_module(words[words.index("-A") + 1] + ".celery").app.main == "innovacion360"


def test_dependencies_and_volumes_are_declared():
    services = _compose()["services"]
    waits = {name for service in services.values() for name in service.get("depends_on", {})}
    assert waits <= set(services)
    mounted = {volume.split(":")[0] for service in services.values() for volume in service.get("volumes", [])}
    assert mounted == set(_compose()["volumes"])
    for service in services.values():
        for name, condition in service.get("depends_on", {}).items():
            if condition["condition"] == "service_healthy":
                assert "healthcheck" in services[name]


def test_every_lasting_service_has_a_health_check():
    lasting = {name for name, service in _compose()["services"].items() if service["restart"] == "unless-stopped"}
    assert lasting == {"web", "worker", "beat", "db", "redis"}
    assert [name for name in lasting if "healthcheck" not in _compose()["services"][name]] == []


def test_compose_file_holds_no_secret():
    for service in _compose()["services"].values():
        for name, value in service.get("environment", {}).items():
            if re.search(r"SECRET|PASSWORD|TOKEN", name):
                assert value.startswith("${"), name


def test_database_and_queue_are_not_offered_outside():
    assert [name for name, service in _compose()["services"].items() if "ports" in service] == ["web"]


def test_redis_asks_for_a_password_and_keeps_cache_and_queue_apart():
    services = _compose()["services"]
    assert "--requirepass ${REDIS_PASSWORD}" in services["redis"]["command"]
    given = services["worker"]["environment"]
    addresses = [re.sub(r":\?[^}]*", "", given[name]) for name in ("REDIS_URL", "BROKER_URL")]
    assert addresses == [f"redis://:${{REDIS_PASSWORD}}@redis:6379/{number}" for number in (0, 1)]
