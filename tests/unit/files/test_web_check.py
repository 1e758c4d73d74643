"""Opening links politely, and never a door to the inside."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from files.loaders import web_check
from files.loaders.web_check import BROKEN, OK, REFUSED, UNSURE, check, is_public

AGENT = "prueba"


class Site(BaseHTTPRequestHandler):
    seen: list[tuple[str, str, str]] = []
    hosts: list[str] = []

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def _answer(self) -> None:
        self.seen.append((self.command, self.path, self.headers["User-Agent"]))
        self.hosts.append(self.headers["Host"])
        kind, _, rest = self.path.strip("/").partition("/")
        if kind == "sin-head" and self.command == "HEAD":
            self.send_response(405)
        elif kind == "va-a":
            self.send_response(302)
            self.send_header("Location", rest.replace("~", "/"))
        elif kind == "va-mal":
            self.send_response(302)
            self.send_header("Location", "http://[x")
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
    Site.seen, Site.hosts = [], []
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
        ("/va-mal", UNSURE), ("/va-a/file:~~~etc~passwd", REFUSED), ("/va-a/gopher:~~x~", REFUSED),
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


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("http://www.alcaldía.gov.co:{}/información?año=1", "www.xn--alcalda-dza.gov.co"),
        ("http://ALCALDÍA.gov.co:{}/x", "xn--alcalda-dza.gov.co"),
        ("http://xn--alcalda-dza.gov.co:{}/x", "xn--alcalda-dza.gov.co"),
    ],
)
def test_name_with_accents_is_asked_for_by_its_idna_form(site, url, asked):
    names: list[str] = []
    found = check(
        url.format(site[1]), agent=AGENT, allowed=frozenset({site}),
        resolver=lambda host, port: names.append(host) or ["127.0.0.1"],
    )  # fmt: skip
    assert (found.state, names) == (OK, [asked])
    assert Site.hosts == [f"{asked}:{site[1]}"]
    if "?" in url:
        assert Site.seen == [("HEAD", "/informaci%C3%B3n?a%C3%B1o=1", AGENT)]


@pytest.mark.parametrize(
    "url", ["http://１２７.0.0.1/", "http://127。0。0。1/", "http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/", "http://１６９.254.169.254/latest/"]
)
def test_name_that_becomes_an_inner_address_is_never_opened(url):
    assert check(url, agent=AGENT).state == REFUSED


@pytest.mark.parametrize("url", ["http://a..í.co/", f"http://{'í' * 64}.co/"])
def test_name_that_no_site_can_have_is_broken(url):
    assert check(url, agent=AGENT, resolver=lambda *_: ["93.184.216.34"]).state == BROKEN


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


@pytest.mark.parametrize(
    ("number", "state"),
    [
        (socket.EAI_NONAME, BROKEN), (getattr(socket, "EAI_NODATA", socket.EAI_NONAME), BROKEN),
        (socket.EAI_AGAIN, UNSURE), (socket.EAI_FAIL, UNSURE), (socket.EAI_SERVICE, UNSURE),
    ],
)  # fmt: skip
def test_only_a_name_that_nobody_knows_makes_a_site_broken(number, state):
    def unknown(*_) -> list[str]:
        raise socket.gaierror(number, "no")

    assert check("https://no-existe.example/", agent=AGENT, resolver=unknown).state == state


def test_name_without_addresses_is_broken_and_silence_is_not():
    assert check("https://no-existe.example/", agent=AGENT, resolver=lambda *_: []).state == BROKEN
    with socket.create_server(("127.0.0.1", 0)) as closed:
        place = closed.getsockname()[:2]
    assert opened(place, "/").state == UNSURE


@contextmanager
def odd_server(speak: Callable[[socket.socket], None]) -> Iterator[tuple[str, int]]:
    """A server that takes one request and then says whatever `speak` sends, until the other side has enough."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            with listener.accept()[0] as client:
                client.recv(4096)
                with suppress(OSError):
                    speak(client)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listener.getsockname()[:2]
        thread.join(5)


def test_server_that_drips_cannot_keep_the_check_longer_than_its_deadline(monkeypatch):
    monkeypatch.setattr(web_check, "PATIENCE", 1.0)

    def drip(client: socket.socket) -> None:
        client.sendall(b"HTTP/1.1 200 OK\r\n")
        for _ in range(600):
            client.sendall(b"X")
            time.sleep(0.05)

    began = time.monotonic()
    with odd_server(drip) as place:
        assert opened(place, "/").state == UNSURE
        assert time.monotonic() - began < 10  # the server would take thirty seconds


def test_server_that_never_comes_to_the_point_is_left_soon():
    words = b"HTTP/1.1 100 Continue\r\n\r\n" * 1000
    sent = []

    def talk(client: socket.socket) -> None:
        for _ in range(100 * 1024 * 1024 // len(words)):
            client.sendall(words)
            sent.append(len(words))

    with odd_server(talk) as place:
        assert opened(place, "/").state == UNSURE
    assert sum(sent) < 50 * 1024 * 1024  # what the system's buffers took in, and not all of it


def test_resolver_that_hangs_is_left_behind(monkeypatch):
    monkeypatch.setattr(web_check, "PATIENCE", 0.2)
    over = threading.Event()
    began = time.monotonic()
    found = check("https://www.ejemplo.gov.co/", agent=AGENT, resolver=lambda *_: [str(over.wait(30))])
    assert time.monotonic() - began < 10
    over.set()
    assert found.state == UNSURE


@pytest.fixture
def certificate(tmp_path, monkeypatch) -> Path:
    """A certificate for www.ejemplo.gov.co, with its key, that is trusted here."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "prueba")])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("www.ejemplo.gov.co")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    place = tmp_path / "site.pem"
    place.write_bytes(made.public_bytes(serialization.Encoding.PEM) + secret)
    monkeypatch.setenv("SSL_CERT_FILE", str(place))
    return place


@pytest.mark.parametrize(("host", "state"), [("www.ejemplo.gov.co", OK), ("otro.example", UNSURE)])
def test_certificate_is_judged_for_the_name(certificate, host, state):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.handle_error = lambda *_: None  # who refuses a certificate hangs up
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        for path in ("documento", "sin-head"):
            url = f"https://{host}:{server.server_port}/{path}"
            place = frozenset({("127.0.0.1", server.server_port)})
            found = check(url, agent=AGENT, resolver=lambda *_: ["127.0.0.1"], allowed=place)
            assert found.state == state
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize("address", ["8.8.8.8", "2001:4860:4860::8888", "::ffff:8.8.8.8"])
def test_public_addresses_are_public(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "fec0::1", "168.63.129.16", "::ffff:168.63.129.16", "2002:a83f:8110::", "192.88.99.1", "3fff::1", "5f00::1",
        "64:ff9b::7f00:1", "100.64.0.1", "::127.0.0.1", "2002:7f00:1::", "ff02::1", "fe80::1%eth0", "240.0.0.1",
    ],
)  # fmt: skip
def test_addresses_that_only_look_public_are_not(address):
    assert not is_public(address)
