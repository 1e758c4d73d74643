"""Guard: what people type into one line is read as one line (`core.forms.OneLine`): controls and hidden turns of direction stay
in no name, title or subject, and so in no mail, heading or file. Numbers of a request have one reader, `core.numbers.whole`:
what looks like digits may be endless or of another alphabet.
"""

import ast

from tests.architecture.tree import PACKAGES, parsed, python_files, shown

HONEYPOT = "website"


def _bare_lines(tree: ast.Module) -> list[int]:
    """Lines of plain CharFields that a browser draws as one line."""
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or ast.unparse(node.func) != "forms.CharField":
            continue
        widget = next((ast.unparse(one.value) for one in node.keywords if one.arg == "widget"), "forms.TextInput")
        if widget.startswith("forms.TextInput"):
            found.append(node.lineno)
    return found


def _of_programs(tree: ast.Module) -> list[int]:
    """Lines of fields that nobody fills."""
    assigned = [node for node in ast.walk(tree) if isinstance(node, ast.Assign)]
    return [node.value.lineno for node in assigned if ast.unparse(node.targets[0]) == HONEYPOT]


def test_fields_of_one_line_read_one_line():
    trees = [(path, parsed(path)) for path in python_files(under=PACKAGES) if "forms" in shown(path)]
    assert len(trees) > 15, "the forms were not found"
    bare = [
        f"{shown(path)}:{line}" for path, tree in trees for line in set(_bare_lines(tree)) - set(_of_programs(tree))
    ]
    assert bare == []


def test_what_is_bare_is_found():
    source = """
name = forms.CharField(max_length=3)
title = forms.CharField(widget=forms.TextInput(attrs={}))
text = forms.CharField(widget=forms.Textarea)
key = forms.CharField(widget=forms.HiddenInput)
line = OneLine()
"""
    assert _bare_lines(ast.parse(source)) == [2, 3]


def _own_readers(tree: ast.Module) -> list[int]:
    asks = {"isdecimal", "isdigit", "isnumeric"}
    return [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr in asks]


def test_edges_read_numbers_in_one_way():
    edges = {"views", "forms", "presenters", "api"}
    paths = [path for path in python_files(under=PACKAGES) if edges & {*path.parts, path.stem}]
    assert len(paths) > 40, "the edges were not found"
    assert [f"{shown(path)}:{line}" for path in paths for line in _own_readers(parsed(path))] == []


def test_own_reader_of_a_number_is_found():
    assert _own_readers(ast.parse("n = int(seen) if seen.isdecimal() else -1")) == [1]
