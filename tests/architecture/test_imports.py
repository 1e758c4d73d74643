"""Guard 1: who may import whom."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import grimp
import pytest

from tests.architecture.tree import ARITHMETIC, FOLDERS, PACKAGES, ROOT, app_of, python_files, shown

LINT = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()"]

# What an app above may enter of an app below. Everything of core and of the arithmetic is open to all, and the project wires
# everything.
DOORS = {"models", "queries", "actions", "charts", "choices", "exports"}
MORE_DOORS = {"accounts": {"access", "permissions"}, "files": {"loaders", "forms"}}
# Inside a folder of rooms also how a page or a file is read and what pages of one diagnosis, or of one agenda, share.
BETWEEN_ROOMS = {"presenters", "forms", "loaders"}


def _lint(folder: Path) -> subprocess.CompletedProcess:
    return subprocess.run([*LINT, "--no-cache", "--no-logo"], cwd=folder, capture_output=True, text=True)


@pytest.fixture
def copied_tree(tmp_path: Path) -> Path:
    for app in PACKAGES:
        shutil.copytree(ROOT / app, tmp_path / app, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_import_contracts_hold():
    checked = _lint(ROOT)
    assert checked.returncode == 0, checked.stdout + checked.stderr


# A file of its own for each contract: what it holds, and what the contract is about.
BREAKS = {
    "diagnostics/review/utils.py": ("", "a file outside the closed list"),
    "diagnostics/stray.py": ("", "a room that is not in the list"),
    "cocreation/ranking/upwards.py": ("import cocreation.agendas.models\n", "arithmetic that knows its users"),
    "training/grading/upwards.py": ("import training.courses.models\n", "arithmetic that knows its users"),
    "advisory/matching/stray.py": ("import core.numbers\n", "arithmetic that knows the house"),
    "followup/rules/stray.py": ("import core.numbers\n", "arithmetic that knows the house"),
    "followup/stray.py": ("", "a room that is not in the list"),
    "advisory/stray.py": ("", "a room of advice that is not in the list"),
    "diagnostics/instruments/queries/stray.py": ("import diagnostics.review.models\n", "a room that imports upwards"),
    "diagnostics/assessments/choices/stray.py": (
        "import diagnostics.assessments.models\n",
        "a layer upwards inside a room",
    ),
    "diagnostics/results/charts.py": ("import core.words\n", "drawing that knows more than numbers"),
    "diagnostics/review/queries/stray.py": ("import diagnostics.assessments.views.work\n", "a view of another room"),
    "diagnostics/review/actions/stray.py": ("import diagnostics.review.forms.replies\n", "a form that an action uses"),
    "diagnostics/results/queries/stray.py": ("import diagnostics.assessments.tasks\n", "a task that a query enqueues"),
    "territory/queries.py": ("import diagnostics.review.models\n", "an app that imports upwards"),
    "notices/queries/stray.py": ("import citizens.models\n", "notices that know what citizens say"),
    "accounts/choices.py": ("import accounts.models\n", "a layer that imports upwards inside its app"),
    "diagnostics/scoring/stray.py": ("import django.db\n", "arithmetic that knows Django"),
    "cocreation/ranking/stray.py": ("import core.words\n", "arithmetic that knows the house"),
    "portal/queries/stray.py": ("import diagnostics.review.tasks\n", "a task that no action enqueues"),
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


def is_open(imported: str, importer: str) -> bool:
    app, other = app_of(imported), app_of(importer)
    if app in ("", "core", "innovacion360", *ARITHMETIC, other) or other == "innovacion360":
        return True
    are_rooms = any({app, other} <= set(rooms) for rooms in FOLDERS.values())
    doors = DOORS | MORE_DOORS.get(app, set()) | (BETWEEN_ROOMS if are_rooms else set())
    return imported.removeprefix(f"{app}.").split(".")[0] in doors


def test_apps_are_entered_through_their_doors_only():
    graph = grimp.build_graph(*PACKAGES, cache_dir=None)
    through_walls = [
        f"{importer} imports {imported}"
        for imported in sorted(graph.modules)
        for importer in sorted(graph.find_modules_that_directly_import(imported))
        if not is_open(imported, importer)
    ]
    assert through_walls == []


def test_workbooks_have_one_door():
    """What people upload is typed, bounded and refused in one place (core/sheets): nothing else opens a workbook."""
    opening = {"load_workbook", "WorkSheetParser", "WorksheetReader", "read_excel"}
    found = {
        shown(path)
        for path in python_files(under=PACKAGES)
        if opening & set(re.findall(r"\w+", path.read_text(encoding="utf-8")))
    }
    assert found == {"core/sheets/book.py"}
