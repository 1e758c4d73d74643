"""Guard 8: .env.example, settings.py and docker-compose.yml speak of the same variables."""

import ast
import re

import yaml

from tests.architecture.tree import ROOT, parsed

EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")
# Read by docker-compose.yml alone.
COMPOSE_ONLY = {"POSTGRES_PASSWORD", "PUBLISH", "REDIS_PASSWORD"}
# Read by programs that we start, not by the settings.
OF_OTHER_PROGRAMS = {"GUNICORN_CMD_ARGS", "POSTGRES_USER", "POSTGRES_DB", "POSTGRES_PASSWORD", "REDISCLI_AUTH"}


def _read_by_settings() -> set[str]:
    return {
        node.args[0].value if node.args else "EMAIL_URL"
        for node in ast.walk(parsed(ROOT / "innovacion360" / "settings.py"))
        if isinstance(node, ast.Call)
        and (
            (
                isinstance(node.func, ast.Attribute)
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id == "env"
            )
            or (isinstance(node.func, ast.Name) and node.func.id == "env")
        )
    }


def _in_example() -> set[str]:
    return set(re.findall(r"^#?([A-Z][A-Z_]+)=", EXAMPLE, re.MULTILINE))


def test_example_names_every_variable_and_no_other():
    assert len(_read_by_settings()) > 8
    assert _in_example() == _read_by_settings() | COMPOSE_ONLY


def test_every_variable_is_explained():
    groups = [group for group in EXAMPLE.split("\n\n") if re.search(r"^#?[A-Z][A-Z_]+=", group, re.MULTILINE)]
    assert [group for group in groups if not group.startswith("# ")] == []


def test_example_holds_no_secret():
    filled = dict(re.findall(r"^([A-Z_]+)=(.*)$", EXAMPLE, re.MULTILINE))
    assert filled["SECRET_KEY"] == filled["POSTGRES_PASSWORD"] == filled["REDIS_PASSWORD"] == ""


def test_compose_sets_only_known_variables():
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    given = {name for service in compose["services"].values() for name in service.get("environment", {})}
    assert given - _read_by_settings() - OF_OTHER_PROGRAMS == set()
    asked = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text(encoding="utf-8")))
    assert asked - _in_example() == set()
