"""Guard 5: rows are written by actions and models only, so that every write is atomic, checked and recorded.

Read from the source: a call counts as a write when its name is one of the ORM's, unless what it is called on cannot be a
row or a queryset (a dict or set being updated, a hash, a form without a model, a file store).
"""

import ast
from pathlib import Path

import pytest

from tests.architecture.tree import PACKAGES, parsed, python_files, shown

ALWAYS_ORM = {
    "bulk_create", "bulk_update", "get_or_create", "update_or_create", "aget_or_create", "aupdate_or_create",
    "abulk_create", "abulk_update", "acreate", "aupdate", "adelete", "asave", "raw_delete", "_raw_delete",
}  # fmt: skip
ORM_ON_A_MANAGER_OR_ROW = {"create", "save", "delete", "update"}
# Names that say a queryset or manager stands to the left: Model.objects.create(), rows.filter(…).update(), …
QUERYSET_WORDS = {"objects", "_default_manager", "_base_manager", "filter", "exclude", "all", "select_for_update"}
ALLOWED = {"actions", "models", "migrations", "adapters"}


def _names(node: ast.AST) -> set[str]:
    return {child.attr for child in ast.walk(node) if isinstance(child, ast.Attribute)}


def _is_write(call: ast.Call) -> bool:
    if not isinstance(call.func, ast.Attribute):
        return False
    name, left = call.func.attr, call.func.value
    if name in ALWAYS_ORM:
        return True
    if name not in ORM_ON_A_MANAGER_OR_ROW:
        return False
    if _names(left) & QUERYSET_WORDS:
        return True
    if isinstance(left, ast.Call) and isinstance(left.func, ast.Name) and left.func.id == "super":
        return False  # a method that extends its parent's; the call to it is what counts
    if name in ("save", "delete"):
        # row.save(), row.delete(using=…): rows are saved without a positional argument, files and workbooks with one.
        return not call.args
    # rows.update(state=…) takes keywords only; a dict's update and a hash's take one positional argument.
    return name == "update" and not call.args and bool(call.keywords)


def _writes(tree: ast.Module) -> list[int]:
    return sorted(node.lineno for node in ast.walk(tree) if isinstance(node, ast.Call) and _is_write(node))


def _may_write(path: Path) -> bool:
    parts = shown(path).split("/")
    return (
        path.stem in ALLOWED
        or bool(ALLOWED & set(parts))
        or path.name in ("audit.py", "immutability.py", "transitions.py", "deadlines.py")
    )


def test_rows_are_written_by_actions_and_models_only():
    stray = [
        f"{shown(path)}:{line}"
        for path in python_files(under=PACKAGES)
        if not _may_write(path)
        for line in _writes(parsed(path))
    ]
    assert stray == []


@pytest.mark.parametrize(
    "source",
    [
        "Answer.objects.create(value=1)",
        "Answer.objects.filter(pk=1).update(value=1)",
        "rows.update(value=1)",
        "answer.save()",
        "answer.save(update_fields=['value'])",
        "form.save()",
        "answer.delete()",
        "Answer.objects.all().delete()",
        "Answer.objects.bulk_create(rows)",
        "request.user.memberships.get_or_create(role='x')",
    ],
)
def test_guard_sees(source: str):
    assert _writes(ast.parse(source)) == [1]


@pytest.mark.parametrize("source", ["known.update(other)", "digest.update(b'x')", "book.save(path)", "d.update({})"])
def test_guard_leaves_alone(source: str):
    assert _writes(ast.parse(source)) == []
