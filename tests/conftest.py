"""What every test stands on: the same storage and cache everywhere, and real services for those that ask for them."""

import gc
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import caches
from django.core.files.storage import storages
from django.db import connection
from django.test import override_settings
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from tests.services import url_of_database

pytest_plugins = ["tests.cast", "tests.database", "tests.demonstration", "tests.processes"]

# How long inputs take to draw says how busy the machine is, not what is wrong.
hypothesis_settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("any machine")

ROOT = settings.BASE_DIR
# A walk through every state, through every page, or the making of the demonstration: a minute or more of the run.
LONG = {
    "test_process_property", "test_role_urls", "test_whole_portal", "test_beat", "test_outages", "test_impatience",
    "test_accessibility", "test_keyboard", "test_whole_round",
}  # fmt: skip
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")  # "gw0", "gw1" …; empty where one process runs all


def _own_redis_database() -> None:
    """Give each of several test processes a Redis database of its own: emptying the cache empties the broker's too."""
    server, _, _ = settings.REDIS_URL.rpartition("/")
    url = f"{server}/{int(WORKER.removeprefix('gw')) + 1}"
    os.environ["REDIS_URL"] = settings.REDIS_URL = settings.CELERY_BROKER_URL = url
    for cache in settings.CACHES.values():
        cache["LOCATION"] = url


if WORKER and settings.REDIS_URL:
    _own_redis_database()


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> None:
    """Load schemathesis for the one module that asks the API with it: it would cost every other start a second."""
    if file_path.name == "test_schema.py":
        parent.config.pluginmanager.import_plugin("schemathesis.pytest.plugin")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, so that no process is left alone with it at the end."""
    items.sort(key=lambda item: item.path.stem not in LONG)


def pytest_collection_finish() -> None:
    """Look for rings of garbage less often, and never among modules, models and tests: a sixth of the run went there."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 100)


def _on_real_services() -> bool:
    return settings.DATABASES["default"]["ENGINE"].endswith("postgresql") and bool(settings.REDIS_URL)


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("services") and not _on_real_services():
        reason = "needs PostgreSQL and Redis: python -m tests.services -- python -m pytest"
        if os.environ.get("REQUIRE_SERVICES") == "1":
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)


@pytest.fixture(autouse=True, scope="session")
def _plain_static_files() -> Iterator[None]:
    """Hashed names exist only after `collectstatic`, which no test should need."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(STORAGES={**settings.STORAGES, "staticfiles": plain}):
        yield


@pytest.fixture(autouse=True, scope="session")
def _cheap_passwords() -> Iterator[None]:
    """Django's usual hasher, the portal's too, is slow on purpose: a third of the time of the tests that sign in."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(autouse=True, scope="session")
def _repeated_queries_raise() -> Iterator[None]:
    """A request that asks for the same thing row by row fails its test. Tests themselves may loop as they like.

    A task counts alone, also where it runs inside the request that asked for it.
    """
    import zeal
    from celery.signals import task_postrun, task_prerun
    from zeal.constants import initialize_app_registry
    from zeal.patch import patch

    # What zeal's app does when it is installed; a tool of the tests has no place in the portal's settings.
    initialize_app_registry()
    patch()
    middleware = ["zeal.middleware.zeal_middleware", *settings.MIDDLEWARE]
    # A change of password reads the old session and the new one; that is Django's own doing.
    tokens = []
    before, after = (lambda **_: tokens.append(zeal.setup())), (lambda **_: zeal.teardown(tokens.pop()))
    task_prerun.connect(before, weak=False)
    task_postrun.connect(after, weak=False)
    with override_settings(MIDDLEWARE=middleware, ZEAL_ALLOWLIST=[{"model": "sessions.Session"}]):
        yield
    task_prerun.disconnect(before)
    task_postrun.disconnect(after)


@pytest.fixture(autouse=True)
def _no_second_factor(settings) -> None:
    """The cast has none, also on real services; its own tests ask for it."""
    settings.REQUIRE_STAFF_MFA = False


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """A rate limit or a page remembered from one test must not decide another."""
    for alias in settings.CACHES:
        caches[alias].clear()


@pytest.fixture(scope="session")
def new_folder(tmp_path_factory) -> Callable[[], Path]:
    """A new folder each time. pytest's own way looks at all of them for the next number, which thousands of tests pay for."""
    base, numbers = tmp_path_factory.mktemp("folders"), count()

    def new() -> Path:
        folder = base / str(next(numbers))
        folder.mkdir()
        return folder

    return new


@pytest.fixture(autouse=True)
def private_folder(new_folder, monkeypatch) -> Path:
    """Uploaded files go to a folder of the test, never to the one of the portal that is set up here."""
    folder = new_folder()
    from files.models import STORAGE  # made once, when the models were

    _move(STORAGE, folder, monkeypatch)
    return folder


@pytest.fixture(autouse=True)
def open_data_folder(new_folder, monkeypatch) -> Path:
    """So do the files of open data."""
    folder = new_folder()
    _move(storages["open_data"], folder, monkeypatch)
    return folder


def _move(storage, folder: Path, monkeypatch) -> None:
    monkeypatch.setattr(storage, "_location", folder)
    for derived in ("base_location", "location"):
        storage.__dict__.pop(derived, None)


@pytest.fixture(autouse=True)
def _tasks_in_the_process(request: pytest.FixtureRequest) -> Iterator[None]:
    """Tasks run at once, also on real services, except where a test asks for a real worker."""
    from innovacion360.celery import app

    if "celery_worker_process" in request.fixturenames:
        request.getfixturevalue("celery_worker_process")
        yield
        return
    before = app.conf.task_always_eager, app.conf.task_eager_propagates
    app.conf.task_always_eager = app.conf.task_eager_propagates = True
    yield
    app.conf.task_always_eager, app.conf.task_eager_propagates = before


@pytest.fixture(scope="session")
def celery_worker_process(django_db_setup: None, django_db_blocker) -> Iterator[subprocess.Popen]:
    """A real worker in a process of its own, on the test database.

    For tests marked `services` and `django_db(transaction=True)`: the worker sees only what was committed.
    """
    from innovacion360.celery import app

    if not _on_real_services():
        pytest.skip("a worker of its own needs PostgreSQL and Redis")
    name = f"tests-{os.getpid()}@localhost"
    command = [sys.executable, "-m", "celery", "-A", "innovacion360", "worker"]
    command += ["--pool", "prefork", "--concurrency", "2", "--hostname", name, "--loglevel", "warning"]
    worker = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "DATABASE_URL": url_of_test_database()})
    try:
        until = time.monotonic() + 60
        while not app.control.ping(destination=[name], timeout=1):
            assert worker.poll() is None, f"the worker ended at start with {worker.returncode}"
            assert time.monotonic() < until, "the worker did not answer within a minute"
        yield worker
    finally:
        worker.terminate()
        try:
            worker.wait(20)
        except subprocess.TimeoutExpired:
            worker.kill()


def url_of_test_database() -> str:
    return url_of_database(connection.settings_dict["NAME"])
