"""Refusal: a request that a rule does not allow, explained in one Spanish sentence."""

from collections.abc import Mapping, Sequence


class Refusal(Exception):
    """Raised by actions; `message` is a whole sentence for people.

    `core.web.edge` turns it into an error of a form or a message, `core.commands` into one line and exit status 1.
    `details`: further sentences, one for each problem (empty when the message is complete). `fields`: the same problems by the
    argument that each concerns, so that a form says them at its field.
    `is_conflict`: what was asked would have been right before, or in another state; pages answer 409, not 422.
    """

    is_conflict = False

    def __init__(
        self, message: str, details: list[str] | None = None, *, fields: Mapping[str, Sequence[str]] | None = None
    ):
        super().__init__(message)
        self.message = message
        self.details = details or []
        self.fields = fields or {}


class Stale(Refusal):
    """The row changed since the user loaded it."""

    is_conflict = True
