"""Checks whether a public web address still answers, protected against SSRF.

Names are resolved here, every address must be public, and the connection goes to the very address that was checked: DNS
rebinding gains nothing. Redirects are followed one by one, each checked anew. One overall deadline bounds the check, whatever a
slow server or resolver does.
"""

import io
import socket
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from ipaddress import IPv6Address, ip_address, ip_network
from urllib.parse import quote, urljoin, urlsplit

OK, BROKEN, UNSURE, REFUSED = "ok", "broken", "unsure", "refused"
MOST_REDIRECTS = 5
MOST_BYTES = 64 * 1024
PATIENCE = 15.0  # seconds for the whole check
STEP = 6.0  # seconds for one read or write
PORTS = {"http": 80, "https": 443}
GONE = {404, 410}
UNKNOWN_NAMES = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}
_TARGET = ":/?#[]@!$&'()*+,;=%~-._"  # stays as it is; letters with accents are quoted
OPEN_IPV6 = ip_network("2000::/3")
# Global by their range, yet refused: the platform service of Azure, 6to4 relays, addresses for documentation.
NEVER = [ip_network(net) for net in ("168.63.129.16/32", "192.88.99.0/24", "3fff::/20")]
Resolver = Callable[[str, int], list[str]]


@dataclass(frozen=True)
class Outcome:
    """`state`: ok, broken (the page is gone), unsure (temporary, or access denied), refused (not a public address)."""

    state: str
    words: str


class _NotPublic(Exception):
    pass


def resolve(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def is_public(address: str) -> bool:
    """True for an address of the open Internet; IPv4 embedded in IPv6 is judged by the IPv4 address."""
    found = ip_address(address.split("%")[0])
    if isinstance(found, IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if inner is not None:
            found = inner
        elif found not in OPEN_IPV6:
            return False
    if any(found in net for net in NEVER):
        return False
    return found.is_global and not (found.is_multicast or found.is_reserved or found.is_unspecified)


def check(
    url: str, *, agent: str, resolver: Resolver = resolve, allowed: frozenset[tuple[str, int]] = frozenset()
) -> Outcome:
    """Request an address as a browser would, within 15 seconds, reading at most 64 kB.

    `allowed`: pairs of address and port that pass although they are not public: for tests with their own server.
    """
    until = time.monotonic() + PATIENCE
    for _ in range(MOST_REDIRECTS + 1):
        try:
            status, where = _ask(url, agent, resolver, allowed, until)
            if where is None:
                return _outcome(status)
            url = urljoin(url, where)
        except _NotPublic as reason:
            return Outcome(REFUSED, str(reason))
        except (TimeoutError, ConnectionError):
            return Outcome(UNSURE, "No respondió a tiempo.")
        except socket.gaierror as error:
            if error.errno in UNKNOWN_NAMES:
                return Outcome(BROKEN, "El nombre del sitio no existe.")
            return Outcome(UNSURE, "No se pudo averiguar dónde queda el sitio.")
        except ssl.SSLError:
            return Outcome(UNSURE, "El certificado de seguridad del sitio no sirve.")
        except (OSError, HTTPException, ValueError):
            return Outcome(UNSURE, "No se pudo abrir la conexión.")
    return Outcome(BROKEN, "Da vueltas: redirige más de cinco veces.")


def _outcome(status: int) -> Outcome:
    if status < 400:
        return Outcome(OK, "Abre.")
    if status in GONE:
        return Outcome(BROKEN, f"El sitio responde que no existe (código {status}).")
    return Outcome(UNSURE, f"El sitio no lo deja abrir ahora (código {status}).")


def _ask(
    url: str, agent: str, resolver: Resolver, allowed: frozenset[tuple[str, int]], until: float
) -> tuple[int, str | None]:
    """Return the status and the target of a redirect. A HEAD that fails is repeated as GET."""
    parts = urlsplit(url)
    host, port = _asked_name(parts.hostname or ""), parts.port or PORTS.get(parts.scheme, 0)
    if parts.scheme not in PORTS or not host or parts.username or parts.password:
        raise _NotPublic("La dirección no es de una página pública.")
    address = _public_address(_resolved(resolver, host, port, until), port, allowed)
    name = f"[{host}]" if ":" in host else host
    headers = {
        "Host": name if port == PORTS[parts.scheme] else f"{name}:{port}",
        "User-Agent": agent,
        "Accept": "*/*",
        "Connection": "close",
    }
    target = quote((parts.path or "/") + (f"?{parts.query}" if parts.query else ""), safe=_TARGET)
    for method in ("HEAD", "GET"):
        with closing(_connect(parts.scheme, host, address, port, until)) as sock:
            connection = HTTPConnection(address, port)
            connection.sock = _Timed(sock, until)
            connection.request(method, target, headers=headers)
            answer = connection.getresponse()
            if method == "GET":
                answer.read(MOST_BYTES)
            if answer.status in (301, 302, 303, 307, 308) and (where := answer.getheader("Location")):
                return answer.status, where
            if answer.status < 400 or method == "GET":
                return answer.status, None
    raise AssertionError("GET always returns")


def _asked_name(host: str) -> str:
    """Return the name of a site as the network knows it: «alcaldía.gov.co» in its IDNA form."""
    try:
        return host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        raise socket.gaierror(socket.EAI_NONAME, "no name of a site") from None


def _resolved(resolver: Resolver, host: str, port: int, until: float) -> list[str]:
    """Resolve in a thread, since the resolver has no timeout: at the deadline the thread is abandoned."""
    found: list[list[str] | Exception] = []

    def ask() -> None:
        try:
            found.append(resolver(host, port))
        except Exception as error:
            found.append(error)

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(_left(until))
    if not found:
        raise TimeoutError
    if isinstance(found[0], Exception):
        raise found[0]
    return found[0]


def _public_address(addresses: list[str], port: int, allowed: frozenset[tuple[str, int]]) -> str:
    if not addresses:
        raise socket.gaierror(socket.EAI_NONAME, "no address")
    for address in addresses:
        if (address, port) in allowed:
            return address
        if not is_public(address) or port not in PORTS.values():
            raise _NotPublic("La dirección no es de una página pública.")
    return addresses[0]


def _connect(scheme: str, host: str, address: str, port: int, until: float) -> socket.socket:
    """Connect to the checked address; certificates are verified for the name."""
    plain = socket.create_connection((address, port), timeout=min(STEP, _left(until)))
    if scheme == "http":
        return plain
    try:
        plain.settimeout(min(STEP, _left(until)))  # for the whole handshake
        return ssl.create_default_context().wrap_socket(plain, server_hostname=host)
    except BaseException:
        plain.close()
        raise


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


class _Timed(io.RawIOBase):
    """The socket that http.client uses, with one deadline for everything it sends and receives.

    Refuses a server that sends more than twice MOST_BYTES, such as one that answers «100 Continue» without end.
    """

    def __init__(self, sock: socket.socket, until: float):
        self._sock, self._until, self._received = sock, until, 0

    def sendall(self, data: bytes) -> None:
        self._sock.settimeout(min(STEP, _left(self._until)))
        self._sock.sendall(data)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        self._sock.settimeout(min(STEP, _left(self._until)))
        count = self._sock.recv_into(buffer)
        self._received += count
        if self._received > 2 * MOST_BYTES:
            raise HTTPException("too much")
        return count

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(self)

    def close(self) -> None:
        """Leave the socket to its owner; the response is read after http.client releases it."""
