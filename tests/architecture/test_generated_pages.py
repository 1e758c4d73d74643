"""Guard 3: pages generated from the code say what the code says."""

from io import StringIO

from django.core.management import call_command

from tests.architecture.tree import ROOT


def test_permissions_page_is_current():
    out = StringIO()
    call_command("permissions_page", stdout=out)
    page = (ROOT / "docs" / "permissions.md").read_text(encoding="utf-8")
    assert page == out.getvalue(), "python3 dev.py manage permissions_page > docs/permissions.md"


def test_states_page_is_current():
    out = StringIO()
    call_command("states_page", stdout=out)
    page = (ROOT / "docs" / "states.md").read_text(encoding="utf-8")
    assert page == out.getvalue(), "python3 dev.py manage states_page > docs/states.md"
