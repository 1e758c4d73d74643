"""What each kind of receipt opens; filled in AppConfig.ready of the apps that own them."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse


@dataclass(frozen=True)
class ReceiptKind:
    """`page`: called as page(request, subject_id) for GET and POST at the opened address, which holds no code."""

    name: str
    page: Callable[[HttpRequest, int], HttpResponse]


_kinds: dict[str, ReceiptKind] = {}


def register(*kinds: ReceiptKind) -> None:
    for kind in kinds:
        assert _kinds.get(kind.name, kind) == kind, f"two apps open the receipts of kind {kind.name}"
        _kinds[kind.name] = kind


def kind_of(name: str) -> ReceiptKind:
    """Return the kind of that name. Raises LookupError if no app registered it."""
    return _kinds[name]
