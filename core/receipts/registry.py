"""What each kind of receipt opens; filled in AppConfig.ready of the apps that own them."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class ReceiptKind:
    """`view`: dotted name of a view of the app, as URLs name theirs; called as view(request, subject_id) for GET and POST at the
    opened address, which holds no code."""

    name: str
    view: str

    def page(self, request: HttpRequest, subject_id: int) -> HttpResponse:
        return import_string(self.view)(request, subject_id)


_kinds: dict[str, ReceiptKind] = {}


def register(*kinds: ReceiptKind) -> None:
    for kind in kinds:
        assert _kinds.get(kind.name, kind) == kind, f"two apps open the receipts of kind {kind.name}"
        _kinds[kind.name] = kind


def kind_of(name: str) -> ReceiptKind:
    """Return the kind of that name. Raises LookupError if no app registered it."""
    return _kinds[name]
