"""The steps of the trace in words, and the things that have one; filled in AppConfig.ready of the apps that own them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Origin:
    """A thing by its public name. `address`: path of its page; "" where it has none."""

    label: str
    address: str


@dataclass(frozen=True)
class TracedKind:
    """`steps`: label of each step, in their usual order. `origins`: primary keys → public names, without the hidden ones."""

    name: str
    steps: Mapping[str, str]
    origins: Callable[[Iterable[int]], Mapping[int, Origin]]


_kinds: dict[str, TracedKind] = {}


def register(*kinds: TracedKind) -> None:
    for kind in kinds:
        assert kind.name not in _kinds or _kinds[kind.name] == kind, f"two apps trace the kind {kind.name}"
        _kinds[kind.name] = kind


def kind_of(name: str) -> TracedKind:
    """Return the kind of that name. Raises LookupError if no app registered it."""
    return _kinds[name]


def origins_of(pairs: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Origin]:
    """Return the public names of things by (kind, primary key), as many queries as there are kinds. Hidden ones are left out."""
    ids: dict[str, set[int]] = {}
    for kind, pk in pairs:
        ids.setdefault(kind, set()).add(pk)
    return {
        (kind, pk): origin
        for kind, wanted in ids.items()
        if kind in _kinds
        for pk, origin in _kinds[kind].origins(wanted).items()
    }
