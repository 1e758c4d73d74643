"""What was promised beside what is asked for, or what holds today: one line for each aspect."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.words import counted, long_date

ASPECTS = (
    ("title", "Qué se promete"), ("what_changes", "Qué cambia"), ("for_whom", "Para quién"), ("measure", "Cuánto"),
    ("office", "Quién responde"), ("start", "Desde cuándo"), ("end", "Para cuándo"),
)  # fmt: skip
DAYS = ("start", "end", "due_on")
NOT_SAID = "No se dijo"


@dataclass(frozen=True)
class Line:
    """`name`: key of the aspect, "" for a milestone; `note`: how far a date moved.

    Of a milestone that only moved, the title is part of the aspect: what is struck out is what no longer holds.
    """

    aspect: str
    before: str
    after: str
    name: str = ""
    note: str = ""

    @property
    def is_changed(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True)
class Drift:
    """`changed`: the aspects that differ; `kept`: the others, as they are."""

    changed: list[Line]
    kept: list[Line]


def drift_of(before: Mapping[str, Any], after: Mapping[str, Any]) -> Drift:
    lines = lines_of(before, after)
    return Drift([one for one in lines if one.is_changed], [one for one in lines if not one.is_changed])


def lines_of(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Line]:
    """Compare two contents of a promise (PromiseVersion.content), all aspects, milestones by their number."""
    lines = [
        Line(label, _said(name, before), _said(name, after), name, _moved(name, before, after))
        for name, label in ASPECTS
    ]
    old, new = _milestones(before), _milestones(after)
    return lines + [_milestone(number, old.get(number), new.get(number)) for number in sorted({*old, *new})]


def _milestone(number: int, old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> Line:
    if old and new and old["title"] == new["title"] and old["due_on"] != new["due_on"]:
        before, after = (long_date(date.fromisoformat(one["due_on"])) for one in (old, new))
        return Line(f"Hito {number}, «{old['title']}»", before, after, note=_moved("due_on", old, new))
    return Line(f"Hito {number}", _whole(old) if old else "No estaba", _whole(new) if new else "Se quita")


def _whole(step: Mapping[str, Any]) -> str:
    return f"{step['title']} – {long_date(date.fromisoformat(step['due_on']))}"


def _said(name: str, content: Mapping[str, Any]) -> str:
    value = content.get(name) or ""
    if name in DAYS and value:
        return long_date(date.fromisoformat(value))
    return value or NOT_SAID


def _moved(name: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """«80 días más»; "" unless it is a date that moved."""
    if name not in DAYS or not before.get(name) or not after.get(name) or before[name] == after[name]:
        return ""
    days = (date.fromisoformat(after[name]) - date.fromisoformat(before[name])).days
    return f"{counted(abs(days), 'día', 'días')} {'más' if days > 0 else 'menos'}"


def _milestones(content: Mapping[str, Any]) -> dict[int, Mapping[str, Any]]:
    return {one["number"]: one for one in content.get("milestones", [])}
