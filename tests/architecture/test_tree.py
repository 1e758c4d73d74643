"""Guards of the tree itself: names, no signals, no machine's paths or hosts, and parts by others unchanged."""

import ast
import hashlib
import json
import re

import pytest

from tests.architecture.tree import APPS, PACKAGES, ROOT, files, files_of, parsed, python_files, shown, text_files

VAGUE = {"utils", "util", "common", "helpers", "helper", "services", "managers", "misc", "lib", "tools", "stuff"}

# The meanings stand in docs/architecture.md; a file with another name has no meaning yet.
FILES_OF_AN_APP = {
    "__init__", "apps", "urls", "views", "presenters", "api", "admin", "management", "context", "forms", "access",
    "actions", "tasks", "queries", "loaders", "models", "scoring", "charts", "exports", "permissions", "choices", "migrations",
    "templatetags", "adapters",
}  # fmt: skip

# Written in parts, so that this file does not hold what it forbids.
PACKAGE_HOSTS = [
    "pypi" + ".org", "python" + "hosted.org", "registry" + ".npmjs", "registry" + ".yarnpkg", "npm" + "mirror",
    "rubygems" + ".org", "proxy" + ".golang", "deb" + ".debian.org",
]  # fmt: skip
MACHINE_PATH = re.compile(r"(?<![\w.\-}])/(?:work" + r"|root|home/[a-z]\w+|Users/\w+|tmp)/[\w.-]+")

SIGNALS = re.compile(
    r"db\.models\.signals|django\.dispatch|@receiver|(?<!daemon)\.connect\("
)  # a daemon is met at a socket


def test_no_file_has_a_name_without_meaning():
    # tests/services.py is about the services PostgreSQL and Redis, not a layer.
    vague = [
        shown(path)
        for path in files()
        if shown(path) != "tests/services.py"
        and path.suffix in (".py", ".html", ".js", "")
        and not shown(path).startswith("static/vendor/")
        and VAGUE & {path.stem, *path.relative_to(ROOT).parts[:-1]}
    ]
    assert vague == []


@pytest.mark.parametrize("app", [app for app in APPS if app not in ("core", "innovacion360")])
def test_app_holds_known_files_only(app: str):
    folder = ROOT / app.replace(".", "/")
    inside = {path.relative_to(folder).parts[0].removesuffix(".py") for path in files_of(app, migrations=True)}
    assert inside - FILES_OF_AN_APP == set()


def test_no_model_signals():
    assert [
        shown(path) for path in python_files(under=PACKAGES) if SIGNALS.search(path.read_text(encoding="utf-8"))
    ] == []


def test_no_commented_out_code_in_urls_and_settings():
    assert not re.search(
        r"^\s*#\s*(?:path\(|[A-Z_]+ = )", (ROOT / "innovacion360" / "settings.py").read_text(), re.MULTILINE
    )


def test_no_package_host_in_the_tree():
    found = [f"{shown(path)}: {host}" for path, text in text_files() for host in PACKAGE_HOSTS if host in text]
    assert found == []


def test_no_path_of_a_machine_in_the_tree():
    vendored = ("static/vendor/", "requirements/", "tests/architecture/compose/")
    found = [
        f"{shown(path)}: {match.group()}"
        for path, text in text_files()
        if not shown(path).startswith(vendored)
        for match in MACHINE_PATH.finditer(text)
    ]
    assert found == []


@pytest.mark.parametrize("text", ["cd /" + "work/main", "'/" + "root/.venv'", "/" + "home/ana/portal"])
def test_guard_sees_paths(text: str):
    assert MACHINE_PATH.search(text)


@pytest.mark.parametrize(
    "text", ["/trabajo/inicio", "{% url 'x' %}/" + "work/", "templates/work/nav.html", "/rooted/x"]
)
def test_guard_leaves_alone(text: str):
    assert not MACHINE_PATH.search(text)


def test_every_vendored_file_is_the_recorded_one():
    folders = sorted(path for path in (ROOT / "static" / "vendor").iterdir() if path.is_dir())
    assert folders
    for folder in folders:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        assert (folder / "LICENSE").is_file()
        recorded = manifest["sha256"]
        present = {path.name for path in folder.iterdir()} - {"manifest.json", "LICENSE", "VERSION"}
        assert present - set(recorded) == set(), f"{folder.name}: not in manifest.json"
        for name, digest in recorded.items():
            content = (folder / name).read_bytes()
            assert hashlib.sha256(content).hexdigest() == digest, f"{folder.name}/{name} was changed"


def test_licences_are_there():
    assert "MIT License" in (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "CC BY 4.0" in (ROOT / "LICENSE-CONTENT.md").read_text(encoding="utf-8")


def test_no_print_left_in_the_apps():
    printing = [
        f"{shown(path)}:{node.lineno}"
        for path in python_files(under=PACKAGES)
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("print", "breakpoint")
    ]
    assert printing == []


def test_no_address_is_made_of_the_host_header():
    """What a visitor writes there would stand in documents and data: core.web.addresses knows the portal's own name."""
    names = {"build_absolute_uri", "get_current_site"}
    made = [
        f"{shown(path)}:{node.lineno}"
        for path in python_files(under=PACKAGES)
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call)
        and (
            getattr(node.func, "attr", getattr(node.func, "id", "")) in names
            or (
                getattr(node.func, "id", "") == "reverse" and any(keyword.arg == "request" for keyword in node.keywords)
            )
        )
    ]
    assert made == []
