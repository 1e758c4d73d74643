"""Refusal: a request that a rule does not allow, explained in one Spanish sentence."""


class Refusal(Exception):
    """Raised by actions; `message` is a whole sentence for people.

    `core.web.edge` turns it into an error of a form or a message, `core.commands` into one line and exit status 1.
    `details`: further sentences, one for each problem (empty when the message is complete).
    """

    def __init__(self, message: str, details: list[str] | None = None):
        super().__init__(message)
        self.message = message
        self.details = details or []


class Stale(Refusal):
    """The row changed since the user loaded it."""
