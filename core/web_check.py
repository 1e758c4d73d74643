"""Opening one public web address to see whether it still answers, so that it cannot be used to reach inside.

Names are resolved here, every address must be a public one, and the connection goes to the very address that was checked: a
name that changes its mind between the two (DNS rebinding) gains nothing. Redirects are followed one by one, each checked anew.
"""

import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from ipaddress import IPv6Address, ip_address
from urllib.parse import urljoin, urlsplit

OK, BROKEN, UNSURE, REFUSED = "ok", "broken", "unsure", "refused"
MOST_REDIRECTS = 5
MOST_BYTES = 64 * 1024
PATIENCE = 15.0  # seconds for everything
STEP = 6.0  # seconds for each answer
PORTS = {"http": 80, "https": 443}
GONE = {404, 410}
Resolver = Callable[[str, int], list[str]]


@dataclass(frozen=True)
class Outcome:
    """`state`: ok, broken (it is gone), unsure (it may be the moment, or the door), refused (not a public address)."""

    state: str
    words: str


class _NotPublic(Exception):
    pass


def resolve(host: str, port: int) -> list[str]:
    """Return the addresses of a name, as the system knows them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def is_public(address: str) -> bool:
    """Tell whether an address is one of the open Internet, also when it is dressed as IPv6."""
    found = ip_address(address.split("%")[0])
    if isinstance(found, IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if inner is not None:
            found = inner
    return found.is_global and not (found.is_multicast or found.is_reserved or found.is_unspecified)


def check(
    url: str, *, agent: str, resolver: Resolver = resolve, allowed: frozenset[tuple[str, int]] = frozenset()
) -> Outcome:
    """Open an address as a browser would, within 15 seconds, and say how it went. Reads at most 64 kB.

    `allowed` are pairs of address and port that are let pass although they are not public: for tests with a server of their own.
    """
    until = time.monotonic() + PATIENCE
    for _ in range(MOST_REDIRECTS + 1):
        try:
            status, where = _ask(url, agent, resolver, allowed, until)
        except _NotPublic as reason:
            return Outcome(REFUSED, str(reason))
        except (TimeoutError, ConnectionError):
            return Outcome(UNSURE, "No respondió a tiempo.")
        except socket.gaierror:
            return Outcome(BROKEN, "El nombre del sitio no existe.")
        except ssl.SSLError:
            return Outcome(UNSURE, "El certificado de seguridad del sitio no sirve.")
        except (OSError, HTTPException, ValueError):
            return Outcome(UNSURE, "No se pudo abrir la conexión.")
        if where is None:
            return _outcome(status)
        url = urljoin(url, where)
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
    """Return the status, and where it redirects to. Servers that know no HEAD are asked with GET."""
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or PORTS.get(parts.scheme, 0)
    if parts.scheme not in PORTS or not host or parts.username or parts.password:
        raise _NotPublic("La dirección no es de una página pública.")
    address = _public_address(host, port, resolver, allowed)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    for method in ("HEAD", "GET"):
        left = min(STEP, until - time.monotonic())
        if left <= 0:
            raise TimeoutError
        connection = _connection(parts.scheme, host, address, port, left)
        try:
            name = f"[{host}]" if ":" in host else host
            shown = name if port == PORTS[parts.scheme] else f"{name}:{port}"
            connection.request(
                method, target, headers={"Host": shown, "User-Agent": agent, "Accept": "*/*", "Connection": "close"}
            )
            answer = connection.getresponse()
            if method == "GET":
                answer.read(MOST_BYTES)
            if answer.status in (301, 302, 303, 307, 308) and (where := answer.getheader("Location")):
                return answer.status, where
            if answer.status < 400 or method == "GET":
                return answer.status, None
        finally:
            connection.close()
    raise AssertionError("GET always returns")


def _public_address(host: str, port: int, resolver: Resolver, allowed: frozenset[tuple[str, int]]) -> str:
    addresses = resolver(host, port)
    if not addresses:
        raise socket.gaierror
    for address in addresses:
        if (address, port) in allowed:
            return address
        if not is_public(address) or port not in PORTS.values():
            raise _NotPublic("La dirección no es de una página pública.")
    return addresses[0]


def _connection(scheme: str, host: str, address: str, port: int, patience: float) -> HTTPConnection:
    """Connect to the checked address; certificates are judged for the name."""
    made: HTTPConnection = HTTPConnection(address, port, timeout=patience)
    if scheme == "https":
        context = ssl.create_default_context()
        made = HTTPSConnection(host, port, timeout=patience, context=context)
        plain = socket.create_connection((address, port), timeout=patience)
        try:
            made.sock = context.wrap_socket(plain, server_hostname=host)
        except BaseException:
            plain.close()
            raise
    return made
