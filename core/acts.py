"""What the log calls acts, in words: each app names its own, and how what they are about is called."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Model

from core.models import AuditEntry

Hidden = Callable[[list[AuditEntry]], set[tuple[str, str]]]


@dataclass(frozen=True)
class Acts:
    """`words`: of each verb. `named`: by which fields a thing is called. `values`: words of stored values.

    `hidden`: the acts, (verb, id of the target), of which the log tells no more than that they were done.
    """

    words: Mapping[str, str]
    named: Mapping[type[Model], tuple[str, ...]] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)
    hidden: Hidden | None = None


_registered: list[Acts] = []


def register(acts: Acts) -> None:
    """Add the acts of an app, when the portal starts (AppConfig.ready)."""
    double = acts.words.keys() & words().keys()
    assert not double, f"two apps name the same acts: {sorted(double)}"
    _registered.append(acts)


def words() -> dict[str, str]:
    """Return what every verb is called, in the order of what it is called."""
    found = {verb: said for acts in _registered for verb, said in acts.words.items()}
    return dict(sorted(found.items(), key=lambda pair: pair[1]))


def value_in_words(value: object) -> str:
    """Return a value that the log keeps as people say it."""
    if isinstance(value, list):
        return " ".join(map(str, value))
    said = [acts.values[value] for acts in _registered if isinstance(value, str) and value in acts.values]
    return said[0] if said else str(value)


def names_of(entries: Iterable[AuditEntry]) -> dict[tuple[str, str], str]:
    """Return what the targets are called, by type and id (a query for each kind of thing)."""
    ids: dict[str, set[int]] = {}
    for entry in entries:
        if entry.target_id.isdigit():
            ids.setdefault(entry.target_type, set()).add(int(entry.target_id))
    found: dict[tuple[str, str], str] = {}
    for model, paths in [pair for acts in _registered for pair in acts.named.items()]:
        label = model._meta.label_lower
        if label in ids:
            for pk, *parts in model.objects.filter(pk__in=ids[label]).values_list("pk", *paths):
                found[label, str(pk)] = ", ".join(str(part) for part in parts if part)
    return found


def hidden_in(entries: list[AuditEntry]) -> set[tuple[str, str]]:
    """Return the acts among the entries of which no more is told than that they were done."""
    return {one for acts in _registered if acts.hidden for one in acts.hidden(entries)}
