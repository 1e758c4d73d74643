"""Guard 1: who may import whom."""

import shutil
import subprocess
import sys
from pathlib import Path

import grimp
import pytest

from tests.architecture.tree import APPS, ROOT

LINT = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()"]

# What an app above may enter of an app below. Everything of core is open to all, and the project wires everything.
DOORS = {"models", "queries", "actions", "charts", "choices"}
MORE_DOORS = {"accounts": {"access", "permissions"}, "diagnostics": {"exports"}}


def _lint(folder: Path) -> subprocess.CompletedProcess:
    return subprocess.run([*LINT, "--no-cache", "--no-logo"], cwd=folder, capture_output=True, text=True)


@pytest.fixture
def copied_tree(tmp_path: Path) -> Path:
    for app in APPS:
        shutil.copytree(ROOT / app, tmp_path / app, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_import_contracts_hold():
    checked = _lint(ROOT)
    assert checked.returncode == 0, checked.stdout + checked.stderr


# A file of its own for each contract: what it holds, and what the contract is about.
BREAKS = {
    "diagnostics/utils.py": ("", "a file outside the closed list"),
    "territory/queries.py": ("import diagnostics.models\n", "an app that imports upwards"),
    "accounts/choices.py": ("import accounts.models\n", "a layer that imports upwards inside its app"),
    "diagnostics/scoring/stray.py": ("import django.db\n", "arithmetic that knows Django"),
    "portal/queries/stray.py": ("import diagnostics.tasks\n", "a task that no action enqueues"),
    "citizens/queries/stray.py": ("import citizens.views.public\n", "a view that no URL names"),
    "accounts/actions/stray.py": ("import accounts.forms\n", "a form that no view uses"),
    "administration/queries.py": ("import portal.queries\n", "two apps side by side that know each other"),
    "portal/views/stray.py": ("import citizens.urls\n", "URLs that the project does not include"),
}


def test_import_contracts_refuse(copied_tree: Path):
    """One tree that breaks every contract: each is reported, by the module that breaks it."""
    for file, (source, _) in BREAKS.items():
        (copied_tree / file).write_text(source)
    checked = _lint(copied_tree)
    assert checked.returncode == 1
    names = {file: file.removesuffix(".py").replace("/", ".") for file in BREAKS}
    assert {why for file, (_, why) in BREAKS.items() if names[file] not in checked.stdout} == set()
    assert " KEPT" not in checked.stdout


def test_apps_are_entered_through_their_doors_only():
    graph = grimp.build_graph(*APPS, cache_dir=None)
    through_walls = []
    for imported in sorted(graph.modules):
        app, _, inner = imported.partition(".")
        door = inner.split(".")[0]
        if app in ("core", "innovacion360") or door in DOORS | MORE_DOORS.get(app, set()):
            continue
        through_walls += [
            f"{importer} imports {imported}"
            for importer in sorted(graph.find_modules_that_directly_import(imported))
            if importer.split(".")[0] not in (app, "innovacion360")
        ]
    assert through_walls == []
