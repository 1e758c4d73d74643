"""Guard 13: an app is seen by every wall and guard, and what it registers leads somewhere."""

import tomllib
from pathlib import Path

from django.apps import apps
from django.urls import get_resolver

from core import menus
from core.slots import FRAGMENTS
from tests.architecture.tree import APPS, ROOT

OURS = {app.name for app in apps.get_app_configs() if Path(app.path).is_relative_to(ROOT) and ".venv" not in app.path}


def test_every_app_is_named_where_the_walls_and_guards_look():
    """Until it is, they do not see it, and report that all is well."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    linter = project["importlinter"]
    layered, inside = (
        next(c for c in linter["contracts"] if c["name"].startswith(name)) for name in ("Apps import", "Inside an app")
    )
    roots = {name.partition(".")[0] for name in OURS}
    layers = {name.strip() for layer in layered["layers"] for name in layer.split("|")}
    assert roots <= set(linter["root_packages"])
    assert roots <= {name.strip("() ") for name in layers}
    assert set(project["coverage"]["run"]["source"]) >= roots
    assert OURS - {"core"} <= set(inside["containers"])
    assert set(APPS) >= OURS


def test_every_link_and_fragment_has_an_address():
    names = [link.url_name for link in menus.links()] + [url_name for _, _, url_name in FRAGMENTS]
    assert [name for name in names if not _exists(name)] == []
    assert not _exists("nobody:here")


def _exists(url_name: str) -> bool:
    *namespaces, name = url_name.split(":")
    resolver = get_resolver()
    for namespace in namespaces:
        if namespace not in resolver.namespace_dict:
            return False
        resolver = resolver.namespace_dict[namespace][1]
    return name in resolver.reverse_dict
