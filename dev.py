#!/usr/bin/env python3
"""The project's one command: sets up its own environment from the hash-locked requirements, then runs a verb.

    python3 dev.py demo [--no-serve] [--port N]   the portal with demonstration data on 127.0.0.1
    python3 dev.py test [pytest arguments]        the test suite (SQLite, tasks in the process), on every core
    python3 dev.py e2e [pytest arguments]         browser tests (needs Chromium)
    python3 dev.py pictures [FOLDER]              every page at 360 and 1280 px into var/pictures (needs Chromium)
    python3 dev.py check [--fix]                  style, types, import contracts, migrations, templates, deployment
    python3 dev.py bench [arguments]              queries, CPU and bytes per page (see docs/performance.md)
    python3 dev.py stack [--port N]               web, worker and beat natively (needs DATABASE_URL and REDIS_URL)
    python3 dev.py manage <command> …             any Django command
    python3 dev.py lock [--upgrade]               write requirements/*.txt again from pyproject.toml

Python 3.11 or later with its venv module is all it needs; everything is installed into .venv beside this file.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
LOCKS = {"runtime": [], "dev": ["dev"], "e2e": ["dev", "e2e"]}  # lock -> extras of pyproject.toml in it


class Stop(Exception):
    """Ends the run with one sentence instead of a traceback."""


def ensure(lock: str) -> None:
    """Make .venv hold everything `lock` pins; free when it already does."""
    requirements = ROOT / "requirements" / f"{lock}.txt"
    digest = hashlib.sha256(requirements.read_bytes()).hexdigest()
    stamp = VENV / f"installed-{lock}.sha256"
    if PYTHON.exists() and stamp.is_file() and stamp.read_text().strip() == digest:
        return
    print(f"Installing requirements/{lock}.txt into .venv …", flush=True)
    if not PYTHON.exists():
        make_venv()
    # uv ignores pip's configuration, so pip may work where uv cannot; without bytecode it takes half the time.
    if not install_with_uv(requirements) and not pip_install("--no-compile", "-r", str(requirements)):
        raise Stop("pip could not install the requirements (see above); is the package index reachable?")
    stamp.write_text(digest + "\n")


def make_venv() -> None:
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], capture_output=True, text=True)
    if made.returncode:
        raise Stop(f"no .venv; on Debian and Ubuntu: apt-get install python3-venv\n{made.stdout}{made.stderr}")


def install_with_uv(requirements: Path) -> bool:
    """Install with the uv that the dev lock pins; False when uv is not usable on this machine."""
    pin = re.search(r"^uv==(?:.*\\\n)*.*$", (ROOT / "requirements" / "dev.txt").read_text(), re.MULTILINE)
    assert pin, "requirements/dev.txt pins no uv"
    uv = [str(PYTHON), "-m", "uv"]
    version = subprocess.run([*uv, "--version"], capture_output=True, text=True).stdout.split()[1:2]
    if version != [pin.group().split()[0].removeprefix("uv==")]:
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "uv.txt").write_text(pin.group())
            if not pip_install("--no-deps", "-r", f"{folder}/uv.txt"):
                return False
    install = [*uv, "pip", "install", "--quiet", "--require-hashes", "--python", str(PYTHON), "-r", str(requirements)]
    certificates = {**os.environ, "UV_SYSTEM_CERTS": "1"}  # uv would not see the machine's own authorities
    done = subprocess.run(install, env=certificates, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        print("uv could not install; using pip instead. uv said:", *done.stderr.strip().splitlines()[:3], sep="\n  ")
    return done.returncode == 0


def pip_install(*arguments: str) -> bool:
    command = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--require-hashes"]
    return subprocess.run([*command, *arguments]).returncode == 0


def run(*command: str, extra_env: dict[str, str] | None = None, last: bool = False) -> int:
    """Run a command of the environment in the project's folder and give its exit code; `last` ends dev.py with it."""
    path = os.pathsep.join([str(BIN), os.environ.get("PATH", "")])
    environment = {**os.environ, "PATH": path, "VIRTUAL_ENV": str(VENV), **(extra_env or {})}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # without bytecode every start takes three times as long
    if last and os.name == "posix":
        sys.stdout.flush()
        os.chdir(ROOT)
        os.execve(PYTHON, [str(PYTHON), *command], environment)  # so that Ctrl+C and TERM reach the program itself
    return subprocess.run([str(PYTHON), *command], cwd=ROOT, env=environment).returncode


def manage(*arguments: str) -> None:
    if code := run("manage.py", *arguments):
        raise SystemExit(code)


def demo(arguments: list[str]) -> int:
    serve, port = "--no-serve" not in arguments, take_port(arguments)
    if set(arguments) - {"--no-serve"}:
        raise Stop(f"demo takes --no-serve and --port N, not {' '.join(arguments)!r}.")
    if serve and answers("127.0.0.1", port):
        raise Stop(f"Port {port} is taken; choose another: python3 dev.py demo --port {port + 1}")
    os.environ.setdefault("SITE_URL", f"http://127.0.0.1:{port}")  # links in mails and documents
    ensure("runtime")
    manage("migrate", "--verbosity", "0")
    manage("seed_demo")
    if not serve:
        return 0
    print(f"\nhttp://127.0.0.1:{port}/   (Ctrl+C ends it)", flush=True)
    return run("manage.py", "runserver", "--noreload", f"127.0.0.1:{port}", last=True)


def test(arguments: list[str]) -> int:
    ensure("dev")
    return run("-m", "pytest", *on_every_core(arguments), *arguments, last=True)


def e2e(arguments: list[str]) -> int:
    ensure("e2e")
    some = any(argument.startswith("tests/") for argument in arguments)
    where = [] if some else ["tests/browser"]
    return run("-m", "pytest", *on_every_core(arguments), *where, *arguments, last=True)


def on_every_core(arguments: list[str]) -> list[str]:
    """Return pytest's options for one process per core; some modules, or what a debugger stops in, run in one."""
    alone = ("-n", "--pdb", "--trace", "--collect-only", "--co", "--version")
    if any(argument.startswith(alone) or ".py" in argument for argument in arguments):
        return []
    return ["--numprocesses", "auto", "--maxprocesses", "8", "--dist", "worksteal"]


def pictures(arguments: list[str]) -> int:
    ensure("e2e")
    folder = Path(arguments[0] if arguments else ROOT / "var" / "pictures").resolve()
    code = run(
        "-m", "pytest", "tests/browser/test_pictures.py", extra_env={"PICTURES": "all", "PICTURES_DIR": str(folder)}
    )
    print(f"{len(list(folder.glob('*.png')))} pictures in {folder}")
    return code


def check(arguments: list[str]) -> int:
    if set(arguments) - {"--fix"}:
        raise Stop(f"check takes --fix, not {' '.join(arguments)!r}.")
    ensure("dev")
    if arguments:
        run("-m", "ruff", "check", "--fix", "--quiet")
        run("-m", "ruff", "format", "--quiet")
    production = {
        "SECRET_KEY": secrets.token_urlsafe(50),
        "CERTIFICATE_KEY": secrets.token_urlsafe(50),
        "SITE_URL": "https://portal.example.org",
        "ALLOWED_HOSTS": "portal.example.org",
        "DATABASE_URL": "postgresql://portal@db.example.org/portal",
        "REDIS_URL": "redis://redis.example.org:6379/0",
        "BROKER_URL": "redis://redis.example.org:6379/1",
        "EMAIL_URL": "smtp://mail.example.org:587",
        "PUBLISHER_NAME": "Example authority",
        "CONTACT_EMAIL": "portal@example.org",
    }
    steps = {
        "style": (["-m", "ruff", "check"], {}),
        "format": (["-m", "ruff", "format", "--check"], {}),
        "import contracts": (["-c", "import importlinter.cli as c; c.lint_imports_command()", "--no-logo"], {}),
        "types": (["-m", "mypy"], {}),
        "templates": (["-m", "djlint", "--lint", "--quiet", "templates"], {}),
        "migrations": (["manage.py", "makemigrations", "--check", "--dry-run"], {}),
        "static files": (["manage.py", "collectstatic", "--noinput", "--verbosity", "0"], production),
        "deployment": (["manage.py", "check", "--deploy", "--fail-level", "WARNING"], production),
    }
    failed = []
    with tempfile.TemporaryDirectory() as folder:
        production["DATA_DIR"] = folder
        for name, (command, environment) in steps.items():
            print(f"--- {name}", flush=True)
            failed += [name] if run(*command, extra_env=environment) else []
    print("check:", f"failed: {', '.join(failed)}" if failed else f"{len(steps)} of {len(steps)} passed")
    return bool(failed)


def bench(arguments: list[str]) -> int:
    ensure("dev")
    # The figures are about PostgreSQL and Redis: a private pair is started, unless TEST_DATABASE_URL … name others.
    return run("-m", "tests.services", "--", str(PYTHON), "-m", "benchmarks", *arguments, last=True)


def stack(arguments: list[str]) -> int:
    port = take_port(arguments)
    read_env_file()
    for name, standard_port in (("SECRET_KEY", None), ("DATABASE_URL", 5432), ("REDIS_URL", 6379)):
        value = os.environ.get(name, "")
        if not value:
            raise Stop(f"stack needs {name}, in the environment or in .env (see .env.example).")
        if standard_port and not reachable(value, standard_port):
            url = urlsplit(value)
            raise Stop(f"Nothing answers at {name} ({url.hostname or 'socket'}:{url.port or standard_port}).")
    ensure("dev")
    manage("migrate")
    manage("collectstatic", "--noinput", "--verbosity", "0")
    return run("-m", "honcho", "start", extra_env={"GUNICORN_CMD_ARGS": f"--bind 127.0.0.1:{port}"}, last=True)


def lock(arguments: list[str]) -> int:
    ensure("dev")
    # The largest first; the smaller ones are constrained by it, so that no two locks disagree on a version.
    for name, extras in reversed(LOCKS.items()):
        command = ["-m", "uv", "pip", "compile", "pyproject.toml", "--universal", "--python-version", "3.11"]
        command += ["--generate-hashes", "--no-annotate", "--custom-compile-command", "python3 dev.py lock", "--quiet"]
        command += [part for extra in extras for part in ("--extra", extra)]
        command += arguments if name == "e2e" else ["--upgrade", "--constraint", "requirements/e2e.txt"]
        if code := run(*command, "--output-file", f"requirements/{name}.txt", extra_env={"UV_SYSTEM_CERTS": "1"}):
            return code
    return 0


def manage_(arguments: list[str]) -> int:
    read_env_file()
    ensure("runtime")
    return run("manage.py", *arguments, last=True)


def take_port(arguments: list[str]) -> int:
    """Remove `--port N` from the arguments and give N (8000 unless said)."""
    if "--port" not in arguments:
        return 8000
    at = arguments.index("--port")
    value = "".join(arguments[at + 1 : at + 2])
    if not value.isdecimal() or not 0 < int(value) < 65536:
        raise Stop(f"--port needs a number between 1 and 65535, not {value!r}.")
    del arguments[at : at + 2]
    return int(value)


def read_env_file() -> None:
    """Take .env into the environment; what the environment already says wins."""
    lines = (ROOT / ".env").read_text(encoding="utf-8") if (ROOT / ".env").is_file() else ""
    for name, value in re.findall(r"^([A-Z_]+)=(.*)$", lines, re.MULTILINE):
        os.environ.setdefault(name, value.strip().strip("'\""))


def reachable(url: str, standard_port: int) -> bool:
    parts = urlsplit(url)
    folder = parse_qs(parts.query).get("host", [""])[0]
    if folder.startswith("/"):
        return Path(folder, f".s.PGSQL.{parts.port or standard_port}").exists()
    return answers(parts.hostname or "127.0.0.1", parts.port or standard_port)


def answers(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), timeout=2).close()
        return True
    except OSError:
        return False


VERBS = {verb.__name__.rstrip("_"): verb for verb in (demo, test, e2e, pictures, check, bench, stack, manage_, lock)}


def main() -> int:
    if sys.version_info < (3, 11):
        raise Stop(f"Python 3.11 or later is needed; this is {sys.version.split()[0]}.")
    verb, arguments = (sys.argv[1] if len(sys.argv) > 1 else ""), sys.argv[2:]
    if verb in VERBS:
        return VERBS[verb](arguments)
    print(__doc__)
    return 0 if verb in ("-h", "--help", "help") else 2


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Stop as reason:
        sys.exit(f"dev.py: {reason}")
    except KeyboardInterrupt:
        sys.exit(130)
