"""How often somebody without an account may do something, counted in the cache; a cache that is away counts nothing."""

from contextlib import suppress
from hashlib import sha256
from ipaddress import IPv6Address, ip_address, ip_network

from django.core.cache import cache


def goes_on(action: str, who: str, *, most: int, seconds: int) -> bool:
    """Count one more time and tell whether it is still one of the `most` in a span of `seconds`.

    `who` is an address of the network or of mail; only its hash is kept.
    """
    key = _key(action, who)
    cache.add(key, 0, timeout=seconds)
    try:
        return cache.incr(key) <= most
    except ValueError:  # the span ended between the two
        return True


def take_back(action: str, who: str) -> None:
    """Count one time less: what was counted changed nothing."""
    with suppress(ValueError):  # the span ended meanwhile
        cache.decr(_key(action, who))


def _key(action: str, who: str) -> str:
    return f"rate:{action}:{sha256(who.encode()).hexdigest()}"


def network_of(address: str) -> str:
    """Return what stands for one connection: an IPv4 address, or the /64 that one household has of IPv6."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    return str(ip_network((parsed, 64), strict=False)) if isinstance(parsed, IPv6Address) else address
