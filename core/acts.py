"""Spanish wording for the audit log: each app registers labels for its verbs and targets."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Model

from core.models import AuditEntry

Hidden = Callable[[list[AuditEntry]], set[tuple[str, str]]]


@dataclass(frozen=True)
class Acts:
    """`words`: label of each verb. `named`: field paths that name a target. `values`: labels of stored values.

    `hidden`: returns the (verb, target id) pairs whose details the log does not show.
    """

    words: Mapping[str, str]
    named: Mapping[type[Model], tuple[str, ...]] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)
    hidden: Hidden | None = None


_registered: list[Acts] = []


def register(acts: Acts) -> None:
    double = acts.words.keys() & words().keys()
    assert not double, f"two apps name the same acts: {sorted(double)}"
    _registered.append(acts)


def words() -> dict[str, str]:
    """Return verb → label, sorted by label."""
    found = {verb: said for acts in _registered for verb, said in acts.words.items()}
    return dict(sorted(found.items(), key=lambda pair: pair[1]))


def value_in_words(value: object) -> str:
    """Return the label of a value stored in the log; lists are joined, unknown values printed as they are."""
    if isinstance(value, list):
        return " ".join(map(str, value))
    said = [acts.values[value] for acts in _registered if isinstance(value, str) and value in acts.values]
    return said[0] if said else str(value)


def names_of(entries: Iterable[AuditEntry]) -> dict[tuple[str, str], str]:
    """Return the names of the targets by (type, id). One query per model."""
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
    """Return the (verb, target id) pairs among the entries whose details the log does not show."""
    return {one for acts in _registered if acts.hidden for one in acts.hidden(entries)}
