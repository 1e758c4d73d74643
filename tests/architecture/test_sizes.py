"""Guard 4: nothing grows too large to be read in one go."""

from collections import Counter

from tests.architecture.tree import (
    APPS,
    PACKAGES,
    files_of,
    functions,
    line_count,
    own_scripts,
    python_files,
    shown,
    templates,
)

PYTHON_FILE, FUNCTION, TEMPLATE, SCRIPT = 400, 60, 150, 150
SIDE_BY_SIDE, APP = 25, 9000

# The gallery shows every component on one page; that is its purpose.
LONG_TEMPLATES = {"templates/core/public/components.html"}


def test_python_files_are_short():
    assert [shown(path) for path in python_files() if line_count(path) > PYTHON_FILE] == []


def test_functions_are_short():
    long = [
        f"{shown(path)}: {name} has {lines} lines"
        for path in python_files()
        for name, lines in functions(path)
        if lines > FUNCTION
    ]
    assert long == []


def test_templates_are_short():
    long = [shown(path) for path in templates() if line_count(path) > TEMPLATE]
    assert set(long) <= LONG_TEMPLATES


def test_own_scripts_are_short():
    assert [shown(path) for path in own_scripts() if line_count(path) > SCRIPT] == []


def test_no_package_holds_too_many_modules():
    """A room in which nothing can be found any more is split by idea."""
    beside = Counter(shown(path.parent) for path in python_files(under=PACKAGES) if path.stem != "__init__")
    assert {package: count for package, count in beside.items() if count > SIDE_BY_SIDE} == {}


def test_no_app_is_too_large():
    lines = {app: sum(map(line_count, files_of(app))) for app in APPS}
    assert {app: count for app, count in lines.items() if count > APP} == {}
