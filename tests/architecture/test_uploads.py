"""Guard 15: whatever view takes files limits how many (core.web.upload_limit.limited_uploads)."""

import ast

from tests.architecture.tree import PACKAGES, parsed, python_files, shown


def _names(node: ast.AST) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}


def _takes_files(node: ast.AST) -> bool:
    return any(isinstance(part, ast.Attribute) and part.attr == "FILES" for part in ast.walk(node))


def unlimited(tree: ast.Module) -> list[str]:
    """Views (functions with decorators) that read files, themselves or by functions of their module, without the limit."""
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    taking = {name for name, node in functions.items() if _takes_files(node)}
    while more := {name for name, node in functions.items() if _names(node) & taking} - taking:
        taking |= more
    return [
        name
        for name in functions
        if name in taking
        and functions[name].decorator_list
        and not any("limited_uploads" in _names(one) for one in functions[name].decorator_list)
    ]


def test_views_that_take_files_limit_them():
    views = [path for path in python_files(under=PACKAGES) if "views" in path.parts or path.stem == "views"]
    taking = [path for path in views if _takes_files(parsed(path))]
    assert len(taking) >= 5, "the views that take files were not found"
    assert [f"{shown(path)}: {name}" for path in taking for name in unlimited(parsed(path))] == []


def test_view_that_takes_files_by_another_function_is_found():
    source = """
def _form(request):
    return Form(request.FILES)

@requires(X)
def open_door(request):
    return _form(request)

@requires(X)
@limited_uploads
def door(request):
    return _form(request)
"""
    assert unlimited(ast.parse(source)) == ["open_door"]
