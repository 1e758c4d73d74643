"""What reviewers mark."""

from django import forms
from django.http import QueryDict

from diagnostics.actions.reviews import Mark
from diagnostics.queries.reviewing import Item
from diagnostics.scoring.values import YES


def read_mark(item: Item, data: QueryDict) -> Mark | None:
    """Return the marks a page holds for an answer; None while nobody chose anything for it."""
    code = item.code
    versions = [data.get(f"{code}-{name}", "") for name in ("version", "answer")]
    if not all(version.isascii() and version.isdigit() and len(version) < 9 for version in versions):
        return None
    seen = [int(version) for version in versions]
    if item.cell.is_not_applicable:
        choice = data.get(f"{code}-na")
        return Mark(code, "", choice == YES, *seen) if choice in (YES, "no") else None
    if item.is_by_option:
        choices = {o: data.get(f"{code}-option-{o}") for o in item.proven_options}
        if not choices or any(choice not in (YES, "no") for choice in choices.values()):
            return None
        accepted = "|".join(o for o, choice in choices.items() if choice == YES)
        return Mark(code, accepted, False, *seen)
    choice = data.get(f"{code}-evidence")
    return Mark(code, YES if choice == YES else "", False, *seen) if choice in (YES, "no") else None


def is_half_marked(item: Item, data: QueryDict) -> bool:
    """Tell whether some options of a multiple were marked and others not."""
    chosen = [data.get(f"{item.code}-option-{option}") for option in item.proven_options] if item.is_by_option else []
    return any(chosen) and not all(chosen)


class CloseForm(forms.Form):
    approves_many_na = forms.BooleanField(
        required=False, label="Apruebo que estas dimensiones queden con tanto peso en «no aplica»"
    )
