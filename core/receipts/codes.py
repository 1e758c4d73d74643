"""Codes of receipts and paper cards: 65 random bits in thirteen letters, kept as HMAC-SHA-256 with a key of their own."""

import hmac
from hashlib import sha256
from secrets import choice

from django.conf import settings

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # without look-alikes
LENGTH = 13
LONGEST_TYPED = 40  # characters of what is looked at


def new_code() -> str:
    """Return a code in its printed form, «ABCD-EFGH-JKLMN»."""
    return printed("".join(choice(LETTERS) for _ in range(LENGTH)))


def printed(bare: str) -> str:
    return "-".join((bare[:4], bare[4:8], bare[8:]))


def normalized(typed: str) -> str:
    """Return the letters of a typed code; "" for what cannot be one. Case, blanks and hyphens do not matter."""
    bare = "".join(letter for letter in typed[:LONGEST_TYPED].upper() if letter.isalnum())
    return bare if len(bare) == LENGTH and set(bare) <= set(LETTERS) else ""


def hashed(code: str) -> str:
    """Return what the database keeps of a code, 64 hexadecimal digits."""
    return hmac.new(settings.RECEIPT_KEY.encode(), normalized(code).encode(), sha256).hexdigest()
