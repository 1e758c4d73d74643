"""Generates docs/permissions.md from accounts/permissions.py."""

from accounts.permissions import GRANTS, PERMISSION_SENTENCES, Permission, Role
from core.commands import GeneratedPage


def page() -> str:
    lines = [
        "# Who may do what",
        "",
        "Written by `manage.py permissions_page` from `accounts/permissions.py`; change it there.",
        "Municipal roles count in their municipality only, metropolitan ones in all.",
        "",
        "| Code | Role | Held for | What it does |",
        "| --- | --- | --- | --- |",
    ]
    for role in Role:
        place = "municipality" if role.is_municipal else "metropolitan area" if role.is_metropolitan else "–"
        lines.append(f"| `{role.value}` | {role.label} | {place} | {role.sentence} |")
    lines += ["", "| Permission | " + " | ".join(f"`{role.value}`" for role in Role) + " |"]
    lines.append("| --- |" + " :-: |" * len(Role))
    for permission in Permission:
        cells = " | ".join("●" if permission in GRANTS[role] else "" for role in Role)
        lines.append(f"| `{permission.value}` {PERMISSION_SENTENCES[permission]} | {cells} |")
    return "\n".join(lines) + "\n"


class Command(GeneratedPage):
    help = "Print docs/permissions.md; with --check only tell whether the file is current."
    name = "permissions.md"

    def page(self) -> str:
        return page()
