"""Guard 4: nothing grows too large to be read in one go."""

from tests.architecture.tree import functions, line_count, own_scripts, python_files, shown, templates

PYTHON_FILE, FUNCTION, TEMPLATE, SCRIPT = 400, 60, 150, 150

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
