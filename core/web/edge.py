"""Where a page meets a refusal: the one place that turns what an action or a loader refuses into words on the page."""

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


@dataclass(frozen=True)
class Attempt(Generic[T]):
    """What became of an action: true when it was done. `result` is what it returned, `refusal` why it was not done."""

    result: T | None = None
    refusal: Refusal | None = None

    def __bool__(self) -> bool:
        return self.refusal is None

    @property
    def message(self) -> str:
        return self.refusal.message if self.refusal else ""


def attempt(
    report_to: BaseForm | HttpRequest | None, action: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs
) -> Attempt[T]:
    """Call an action and report its refusal: as an error of a form, or as a message of a request.

    With None it is left to the view, for a page that shows it in a place of its own.
    """
    try:
        return Attempt(action(*args, **kwargs))
    except Refusal as refusal:
        if isinstance(report_to, HttpRequest):
            messages.error(report_to, refusal.message)
        elif report_to is not None:
            report_to.add_error(None, refusal.message)
        return Attempt(refusal=refusal)


def validated(loader: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """Call a loader while a form cleans a field; its refusal becomes the error of that field."""
    try:
        return loader(*args, **kwargs)
    except Refusal as refusal:
        raise ValidationError(refusal.message) from None
