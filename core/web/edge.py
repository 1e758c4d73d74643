"""The one place where pages turn a Refusal of an action or a loader into a message."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, ParamSpec, TypeVar

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest

from core.refusals import Refusal

P = ParamSpec("P")
T = TypeVar("T")
MOST_ERRORS = 100  # of one field


@dataclass(frozen=True)
class Attempt(Generic[T]):
    """Outcome of an action, true on success. `result`: its return value; `refusal`: why it was refused."""

    result: T | None = None
    refusal: Refusal | None = None

    def __bool__(self) -> bool:
        return self.refusal is None

    @property
    def message(self) -> str:
        return self.refusal.message if self.refusal else ""

    @property
    def details(self) -> list[str]:
        return list(self.refusal.details) if self.refusal else []

    @property
    def status(self) -> int:
        return 200 if self.refusal is None else 409 if self.refusal.is_conflict else 422


def status_of(tried: Attempt | None, form: BaseForm | None = None) -> int:
    """Return the status of a page that shows a form: the one of what was tried with it, 422 if it was not valid, else 200."""
    if tried is not None:
        return tried.status
    return 422 if form is not None and form.errors else 200


def attempt(
    report_to: BaseForm | HttpRequest | None, action: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs
) -> Attempt[T]:
    """Call an action and report its refusal: as an error of a form, or as a message of a request.

    With None the view reports it itself.
    """
    try:
        return Attempt(action(*args, **kwargs))
    except Refusal as refusal:
        if isinstance(report_to, HttpRequest):
            messages.error(report_to, refusal.message)
        elif report_to is not None:
            _report(report_to, refusal)
        return Attempt(refusal=refusal)


def _report(form: BaseForm, refusal: Refusal) -> None:
    if not refusal.fields:
        form.add_error(None, refusal.message)
    for name, sentences in refusal.fields.items():
        form.add_error(name if name in form.fields else None, list(sentences))


def validated(loader: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """Call a loader while a form cleans a field; its refusal, with its details, becomes the errors of that field."""
    try:
        return loader(*args, **kwargs)
    except Refusal as refusal:
        more = [f"Y {len(refusal.details) - MOST_ERRORS} más."] if len(refusal.details) > MOST_ERRORS else []
        raise ValidationError([refusal.message, *refusal.details[:MOST_ERRORS], *more]) from None
