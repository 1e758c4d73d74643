"""Opening links politely, and never a door to the inside."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from core.web_check import BROKEN, OK, REFUSED, UNSURE, check, is_public

AGENT = "prueba"


class Site(BaseHTTPRequestHandler):
    seen: list[tuple[str, str, str]] = []

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def _answer(self) -> None:
        self.seen.append((self.command, self.path, self.headers["User-Agent"]))
        kind, _, rest = self.path.strip("/").partition("/")
        if kind == "sin-head" and self.command == "HEAD":
            self.send_response(405)
        elif kind == "va-a":
            self.send_response(302)
            self.send_header("Location", rest.replace("~", "/"))
        elif kind == "gira":
            self.send_response(301)
            self.send_header("Location", "/gira")
        else:
            self.send_response(int(kind) if kind.isdigit() else 200)
        self.end_headers()
        if self.command == "GET" and kind == "enorme":
            for _ in range(1000):
                self.wfile.write(b"x" * 100_000)

    def log_message(self, *args) -> None:
        pass


@pytest.fixture
def site() -> Iterator[tuple[str, int]]:
    Site.seen = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield "127.0.0.1", server.server_port
    server.shutdown()
    server.server_close()


def opened(site: tuple[str, int], path: str):
    return check(
        f"http://www.ejemplo.gov.co:{site[1]}{path}",
        agent=AGENT,
        resolver=lambda *_: ["127.0.0.1"],
        allowed=frozenset({site}),
    )


@pytest.mark.parametrize(
    ("path", "state"),
    [
        ("/documento?a=1", OK), ("/sin-head", OK), ("/va-a/~documento", OK),
        ("/404", BROKEN), ("/410", BROKEN), ("/gira", BROKEN),
        ("/401", UNSURE), ("/403", UNSURE), ("/429", UNSURE), ("/500", UNSURE), ("/503", UNSURE),
        ("/va-a/http:~~127.0.0.1:1~", REFUSED), ("/va-a/http:~~169.254.169.254~latest", REFUSED),
        ("/va-a/file:~~~etc~passwd", REFUSED), ("/va-a/gopher:~~x~", REFUSED),
    ],
)  # fmt: skip
def test_answer_of_a_site_is_read_for_what_it_says(site, path, state):
    if state == REFUSED:  # after the redirect the resolver says what is really there
        found = check(
            f"http://www.ejemplo.gov.co:{site[1]}{path}", agent=AGENT, allowed=frozenset({site}),
            resolver=lambda host, port: ["127.0.0.1"] if host == "www.ejemplo.gov.co" else [host],
        )  # fmt: skip
    else:
        found = opened(site, path)
    assert found.state == state
    assert found.words.endswith(".")


def test_asks_once_says_who_it_is_and_reads_little(site):
    assert opened(site, "/documento").state == OK
    assert Site.seen == [("HEAD", "/documento", AGENT)]
    Site.seen.clear()
    assert opened(site, "/sin-head/enorme").state == OK
    assert [method for method, *_ in Site.seen] == ["HEAD", "GET"]


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://localhost/", "http://[::1]/", "http://0.0.0.0/", "http://10.1.2.3/", "http://192.168.0.1/",
        "http://172.16.9.9/", "http://169.254.169.254/latest/meta-data/", "http://[::ffff:127.0.0.1]/", "http://[fe80::1]/",
        "http://[fc00::1]/", "http://224.0.0.1/", "http://100.64.0.1/", "http://2130706433/", "http://0x7f.1/",
        "ftp://www.ejemplo.gov.co/", "file:///etc/passwd", "http://usuario:clave@www.ejemplo.gov.co/", "https://",
    ],
)  # fmt: skip
def test_inner_and_odd_addresses_are_never_opened(url):
    assert check(url, agent=AGENT).state in (REFUSED, BROKEN, UNSURE)
    if "ejemplo" not in url and url.startswith("http://"):
        assert check(url, agent=AGENT).state == REFUSED


def test_ports_besides_the_two_of_the_web_are_refused():
    assert check("http://www.ejemplo.gov.co:22/", agent=AGENT, resolver=lambda *_: ["93.184.216.34"]).state == REFUSED


def test_one_inner_address_among_public_ones_is_enough_to_refuse():
    mixed = ["93.184.216.34", "10.0.0.1"]
    assert check("http://www.ejemplo.gov.co/", agent=AGENT, resolver=lambda *_: mixed).state == REFUSED


def test_name_is_resolved_once_so_that_it_cannot_change_its_mind(site):
    answers = iter([["127.0.0.1"]])
    found = check(
        f"http://www.ejemplo.gov.co:{site[1]}/documento",
        agent=AGENT,
        resolver=lambda *_: next(answers),
        allowed=frozenset({site}),
    )
    assert found.state == OK


def test_site_that_does_not_exist_is_broken_and_silence_is_not():
    import socket

    def unknown(*_) -> list[str]:
        raise socket.gaierror

    assert check("https://no-existe.example/", agent=AGENT, resolver=unknown).state == BROKEN
    with socket.create_server(("127.0.0.1", 0)) as closed:
        place = closed.getsockname()[:2]
    assert (
        check(
            f"http://x.example:{place[1]}/", agent=AGENT, resolver=lambda *_: ["127.0.0.1"], allowed=frozenset({place})
        ).state
        == UNSURE
    )


@pytest.mark.parametrize("address", ["8.8.8.8", "2001:4860:4860::8888"])
def test_public_addresses_are_public(address):
    assert is_public(address)
