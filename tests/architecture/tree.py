"""The project's own files, as the guards see them."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = [
    "innovacion360", "portal", "administration", "followup", "cocreation", "training", "advisory", "diagnostics", "citizens",
    "notices", "accounts", "mail", "files", "territory", "core",
]  # fmt: skip
# The apps of the portal by their dotted names; `diagnostics`, `cocreation` and `training` are folders of apps, and of arithmetic.
ROOMS = [
    "diagnostics.results", "diagnostics.review", "diagnostics.exchange", "diagnostics.assessments", "diagnostics.instruments",
]  # fmt: skip
COCREATION = [
    "cocreation.pages",
    "cocreation.workshops",
    "cocreation.agreements",
    "cocreation.contributions",
    "cocreation.agendas",
]
TRAINING = [
    f"training.{room}"
    for room in ("pages", "certificates", "recall", "learning", "assignments", "quizzes", "cohorts", "courses")
]
ARITHMETIC = ("diagnostics.scoring", "cocreation.ranking", "training.grading", "followup.rules", "advisory.matching")
FOLDERS: dict[str, list[str]] = {
    "diagnostics": ROOMS,
    "cocreation": COCREATION,
    "training": TRAINING,
    "followup": [
        "followup.minutes",
        "followup.pages",
        "followup.sightings",
        "followup.commitments",
        "followup.indicators",
        "followup.evidence",
    ],
    "advisory": ["advisory.pages", "advisory.help", "advisory.practices"],
}
APPS = [app for package in PACKAGES for app in FOLDERS.get(package, [package])]


# Without git (a downloaded archive): what .gitignore leaves out.
NOT_OURS = {".git", ".venv", "var", "staticfiles", "node_modules", "__pycache__", ".env", "htmlcov", ".hypothesis"}


@cache
def files() -> list[Path]:
    """Every file that is, or would be, committed."""
    # A checkout may belong to somebody else than whoever runs the tests (a container); git refuses it unless told.
    command = ["git", "-c", "safe.directory=*", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    if (ROOT / ".git").exists():
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
        candidates = {ROOT / name for name in listed if name}
    else:
        found = {path: path.relative_to(ROOT).parts for path in ROOT.rglob("*")}
        candidates = {path for path, parts in found.items() if not NOT_OURS & set(parts) and "_cache" not in parts[0]}
    return sorted(path for path in candidates if path.is_file())


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def text_files() -> Iterator[tuple[Path, str]]:
    for path in files():
        try:
            yield path, path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def python_files(*, under: list[str] | None = None, migrations: bool = False) -> list[Path]:
    """Python files of the given top folders (all when None)."""
    return [
        path
        for path in files()
        if path.suffix == ".py"
        and (under is None or shown(path).split("/")[0] in under)
        and (migrations or "migrations" not in path.parts)
    ]


def files_of(app: str, *, migrations: bool = False) -> list[Path]:
    """Python files of one app, by its dotted name."""
    folder = ROOT / app.replace(".", "/")
    return [path for path in python_files(migrations=migrations) if path.is_relative_to(folder)]


def app_of(module: str) -> str:
    """The app that holds a module, both by their dotted names; "" for a package that is no app."""
    return next((app for app in [*APPS, *ARITHMETIC] if f"{module}.".startswith(f"{app}.")), "")


def templates() -> list[Path]:
    return [path for path in files() if path.suffix == ".html" and "templates" in path.relative_to(ROOT).parts]


def own_scripts() -> list[Path]:
    return [path for path in files() if path.suffix in (".js", ".mjs") and shown(path).startswith("static/js/")]


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Name and length in lines of every function, decorators and docstring left out."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body
            if isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant) and len(body) > 1:
                body = body[1:]
            yield node.name, body[-1].end_lineno - body[0].lineno + 2


def line_count(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def docstrings(tree: ast.Module) -> set[int]:
    """Identities of the constants that are docstrings."""
    return {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
        and isinstance(node.body[0].value, ast.Constant)
    }
