"""Rate limits for what may be sent often, counted in the cache «counts», also while Redis is away.

One counter for each span, however high the limit; a span begins with its first action. Limits of signing in, which are few and
name the true waiting time, are `core.web.attempts`.
"""

from contextlib import suppress
from hashlib import sha256
from ipaddress import IPv6Address, ip_address, ip_network

from allauth.account.adapter import get_adapter
from django.core.cache import caches
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}


def goes_on(action: str, who: str, *, most: int, seconds: int) -> bool:
    """Count one action more and return whether it is within `most` per `seconds`.

    `who`: a network or mail address; only its hash is kept.
    """
    counts, key = caches["counts"], _key(action, who)
    counts.add(key, 0, timeout=seconds)
    try:
        return counts.incr(key) <= most
    except ValueError:  # the key expired in between
        return True


def parsed(rate: str) -> tuple[int, int]:
    """«120/min» → (120, 60)."""
    most, _, span = rate.partition("/")
    return int(most), SECONDS[span[0]]


def take_back(action: str, who: str) -> None:
    with suppress(ValueError):  # the key expired meanwhile
        caches["counts"].decr(_key(action, who))


def _key(action: str, who: str) -> str:
    return f"rate:{action}:{sha256(who.encode()).hexdigest()}"


def client_network(request: HttpRequest) -> str:
    """Return the network of the client, behind the trusted proxy if there is one."""
    try:
        return network_of(get_adapter().get_client_ip(request))
    except PermissionDenied:  # no address, as behind a socket of this machine
        return "unknown"


def network_of(address: str) -> str:
    """Return the network that stands for one connection: an IPv4 address, or the /64 of an IPv6 one.

    A server that listens to both names IPv4 addresses «::ffff:190.0.2.7», which all lie in one /64.
    """
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return address
    return str(parsed.ipv4_mapped or ip_network((parsed, 64), strict=False))
