"""Spanish wording for the audit log: each app registers labels for its verbs and targets."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.apps import apps
from django.db.models import Model

from core.models import AuditEntry
from core.process.steps import registered
from core.words import joined, long_date

NOTHING = (None, "", 0, False)
Hidden = Callable[[list[AuditEntry]], set[tuple[str, str]]]


class DateChange(str):
    """Label of recorded data that holds a date before and after."""


@dataclass(frozen=True)
class Acts:
    """`words`: label of each verb. `named`: field paths that name a target. `values`: labels of stored values.

    `details`: labels of the keys of recorded data that people read; the others (hashes, row numbers) are only in the file.
    `of_verb`: labels of the keys that only one verb records, or that mean something else in it. `hidden`: returns the (verb,
    target id) pairs whose details the log does not show.
    """

    words: Mapping[str, str]
    named: Mapping[type[Model], tuple[str, ...]] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)
    details: Mapping[str, str] = field(default_factory=dict)
    of_verb: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
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
        return joined([value_in_words(one) for one in value]) or "ninguno"
    if isinstance(value, bool):
        return "sí" if value else "no"
    if not isinstance(value, str):
        return str(value)
    said = [acts.values[value] for acts in _registered if value in acts.values]
    return said[0] if said else _day_in_words(value)


def _day_in_words(value: str) -> str:
    try:
        return long_date(date.fromisoformat(value))
    except ValueError:
        return value


def details_of(entry: AuditEntry) -> list[str]:
    """Return the recorded data in words, as «label: value»; a change of state as «de A a B».

    What is empty, zero or false is left out; what is true is its label alone.
    """
    own = {key: label for acts in _registered for key, label in acts.of_verb.get(entry.verb, {}).items()}
    common = {key: label for acts in _registered for key, label in acts.details.items() if key not in own}
    labels = common | own  # read in this order: PostgreSQL keeps the data in one of its own
    data = dict(entry.data)
    found = []
    states = next((one.states for one in registered() if any(step.verb == entry.verb for step in one.steps)), None)
    if states is not None and {data.get("from"), data.get("to")} <= set(states.values):
        before, after = (states(data[key]).label for key in ("from", "to"))
        found.append(f"de «{before}» a «{after}»")
    return found + [_said(label, data[key]) for key, label in labels.items() if data.get(key, 0) not in NOTHING]


def _said(label: str, value: object) -> str:
    if value is True:
        return label
    if isinstance(label, DateChange) and isinstance(value, list):
        before, after = (value_in_words(day) if day else "sin fecha" for day in value)
        return f"{label}: {before} → {after}"
    return f"{label}: {value_in_words(value)}"


def noun_of(entry: AuditEntry) -> str:
    """Return what kind of thing the target is, with its number: for targets without a name, or gone."""
    try:
        noun = apps.get_model(entry.target_type)._meta.verbose_name
    except (LookupError, ValueError):
        noun = entry.target_type
    return f"{str(noun)[:1].upper()}{str(noun)[1:]} {entry.target_id}"


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
