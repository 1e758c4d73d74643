"""The code of attendance: six letters that stand nowhere, computed from the salt of their row with the key of the receipts."""

import hmac
from hashlib import sha256

from django.conf import settings

from core.receipts.codes import LETTERS

LENGTH, HALF = 6, 3
LONGEST_TYPED = 20  # characters of what is looked at


def code_of(salt: str) -> str:
    """Return the code in its printed form, «ABC-DEF»."""
    digest = hmac.new(settings.RECEIPT_KEY.encode(), f"attendance:{salt}".encode(), sha256).digest()
    number, letters = int.from_bytes(digest), ""
    for _ in range(LENGTH):
        number, place = divmod(number, len(LETTERS))
        letters += LETTERS[place]
    return f"{letters[:HALF]}-{letters[HALF:]}"


def is_code(typed: str, salt: str) -> bool:
    """Case, blanks and hyphens do not matter."""
    return hmac.compare_digest(_bare(typed).encode(), _bare(code_of(salt)).encode())


def _bare(typed: str) -> str:
    return "".join(letter for letter in typed[:LONGEST_TYPED].upper() if letter.isalnum())
