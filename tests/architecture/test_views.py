"""Guard 11: views leave refusals to `core.web.edge`, and the page of a missing permission to `accounts.access`.

A view may still catch one class of refusal that only its own page answers.
"""

import ast

from tests.architecture.tree import PACKAGES, parsed, python_files, shown

FORBIDDEN = "accounts/forbidden.html"


def _by_hand(tree: ast.Module) -> list[int]:
    found = []
    for node in ast.walk(tree):
        catches = isinstance(node, ast.ExceptHandler) and node.type is not None and "'Refusal'" in ast.dump(node.type)
        if catches or (isinstance(node, ast.Constant) and node.value == FORBIDDEN):
            found.append(node.lineno)
    return sorted(found)


def test_views_catch_no_refusal_and_draw_no_page_of_a_missing_permission():
    views = [path for path in python_files(under=PACKAGES) if "views" in path.parts or path.stem == "views"]
    assert len(views) > 20, "the views were not found"
    assert [f"{shown(path)}:{line}" for path in views for line in _by_hand(parsed(path))] == []


def test_what_is_done_by_hand_is_found():
    source = f"""
try:
    act()
except (ValueError, refusals.Refusal):
    render(request, "{FORBIDDEN}")
except invitations.InvitationUnusable:
    render(request, "accounts/invitation_gone.html")
"""
    assert _by_hand(ast.parse(source)) == [4, 5]
