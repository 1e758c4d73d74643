"""docs/permissions.md, written from accounts/permissions.py."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError

from accounts.permissions import GRANTS, PERMISSION_SENTENCES, Permission, Role
from core.commands import Command as BaseCommand

PATH = Path(settings.BASE_DIR) / "docs" / "permissions.md"


def page() -> str:
    """Return the text of the page: who each role is, then role × permission."""
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


class Command(BaseCommand):
    help = "Print docs/permissions.md; with --check only tell whether the file is current."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--check", action="store_true")

    def run(self, *, check: bool, **options) -> None:
        if not check:
            self.stdout.write(page(), ending="")
        elif not PATH.is_file() or PATH.read_text(encoding="utf-8") != page():
            raise CommandError(
                "docs/permissions.md is not current: python3 dev.py manage permissions_page > docs/permissions.md"
            )
