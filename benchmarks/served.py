"""Requests per second of a public page and of a bare page of the same size: gunicorn with two workers, wrk on loopback.

One server and one run with alternating pages, so that load on the machine affects both. Without wrk nothing is measured.
"""

import gzip
import os
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.error import URLError
from urllib.parse import urljoin
from urllib.request import Request, urlopen

from django.conf import settings
from django.db import connection
from django.urls import reverse

from benchmarks.data import Portal
from tests.services import free_port

WORKERS, THREADS, CONNECTIONS, SECONDS, TURNS = 2, 2, 8, 4, 5
PACKED = (".woff2",)


@dataclass(frozen=True)
class Served:
    """Requests per second of the cached page and of the bare one; bytes of HTML and of a first visit, as transferred."""

    page: float
    bare: float
    html: int
    first_view: int

    @property
    def share(self) -> float:
        return self.page / self.bare


def measure(portal: Portal) -> Served | None:
    """Serve the portal as in production and measure it; None if wrk is not installed."""
    if shutil.which("wrk") is None:
        return None
    path = reverse("portal:municipality", args=[portal.slugs[len(portal.slugs) // 2]])
    with serving() as root:
        html, first_view, size = _weigh(urljoin(root, path))
        pages = {"page": urljoin(root, path), "bare": f"{root}bare/{size}/"}
        rates: dict[str, list[float]] = {name: [] for name in pages}
        for _ in range(TURNS):
            for name, url in pages.items():
                rates[name].append(_wrk(url))
    return Served(*(statistics.median(rates[name]) for name in ("page", "bare")), html, first_view)


@contextmanager
def serving() -> Iterator[str]:
    port = free_port()
    database = connection.settings_dict
    where = f"{database['HOST'] or 'localhost'}:{database['PORT'] or 5432}"
    environment = os.environ | {
        "DATABASE_URL": f"postgresql://{database['USER']}@{where}/{database['NAME']}", "SECRET_KEY": settings.SECRET_KEY,
        "ALLOWED_HOSTS": "127.0.0.1", "LOG_LEVEL": "ERROR", "PUBLIC_RATE": "1000000/min",
    }  # fmt: skip
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "benchmarks.wsgi",
        "--workers",
        str(WORKERS),
        "--bind",
        f"127.0.0.1:{port}",
    ]
    server = subprocess.Popen([*command, "--log-level", "error"], env=environment)
    try:
        _wait(f"http://127.0.0.1:{port}/salud/")
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.terminate()
        server.wait(20)


def _wait(url: str) -> None:
    for _ in range(120):
        try:
            urlopen(url, timeout=2)  # noqa: S310 – loopback
            return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.25)
    raise RuntimeError("gunicorn did not come up")


def _fetch(url: str) -> tuple[bytes, bytes]:
    """Return a body as transferred, and decompressed."""
    with urlopen(Request(url, headers={"Accept-Encoding": "gzip"}), timeout=10) as response:  # noqa: S310
        body = response.read()
        is_packed = response.headers.get("Content-Encoding") == "gzip"
    return body, gzip.decompress(body) if is_packed else body


def _weigh(url: str) -> tuple[int, int, int]:
    """Return the transferred bytes of the page, of the page with its styles, scripts and icons, and its raw size."""
    packed, page = _fetch(url)
    text = page.decode()
    links = re.findall(r'<(?:link|script)[^>]*(?:rel="(?:stylesheet|preload|icon)")[^>]*href="([^"]+)"', text)
    links += re.findall(r'<link[^>]*href="([^"]+)"[^>]*rel="(?:stylesheet|preload|icon)"', text)
    links += re.findall(r'<script[^>]*src="([^"]+)"', text)
    links += [href.partition("#")[0] for href in re.findall(r'<use href="([^"]+)"', text)]
    links = sorted(set(links))
    return len(packed), len(packed) + sum(len(_fetch(urljoin(url, link))[0]) for link in links), len(page)


def _wrk(url: str) -> float:
    command = ["wrk", "-t", str(THREADS), "-c", str(CONNECTIONS), "-d", f"{SECONDS}s", url]
    out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in out:
        raise RuntimeError(f"{url} did not answer 200:\n{out}")
    return float(re.search(r"Requests/sec:\s+([0-9.]+)", out).group(1))
