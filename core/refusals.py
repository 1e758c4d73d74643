"""A refusal: something a person asked for that a rule does not allow, said in one Spanish sentence."""


class Refusal(Exception):
    """Raised by actions; `message` is a whole sentence for people.

    `core.web.edge` turns it into an error of a form or a message, `core.commands` into one line and exit status 1.
    `details` are further sentences, one for each thing that is wrong (empty when the message says it all).
    """

    def __init__(self, message: str, details: list[str] | None = None):
        super().__init__(message)
        self.message = message
        self.details = details or []


class Stale(Refusal):
    """What somebody wants to write over is not what they saw: it changed meanwhile."""
