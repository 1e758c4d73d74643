"""Receipts by their codes, with the limit of wrong tries."""

from core.receipts import codes
from core.receipts.models import Receipt
from core.web import attempts

# Wrong codes from one network; a right one gives its try back.
WRONG_TRIES = attempts.Limit("receipt", 5, 15 * 60)


def receipt_of(typed: str, *, network: str) -> Receipt | None:
    """Return the receipt of a typed code, None if there is none. Raises attempts.Exhausted after five wrong tries."""
    tried = attempts.take((WRONG_TRIES, network))
    found = Receipt.objects.filter(code_hmac=codes.hashed(typed)).first() if codes.normalized(typed) else None
    if found is not None:
        tried.take_back()
    return found
