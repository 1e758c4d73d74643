"""The limit of the API."""

from rest_framework.request import Request
from rest_framework.throttling import ScopedRateThrottle

from core.web.public_limit import client_network


class NetworkThrottle(ScopedRateThrottle):
    """Counts anonymous requests by network, as the pages do: whoever has an IPv6 address has 2^64 of them."""

    def get_ident(self, request: Request) -> str:
        return client_network(request)
