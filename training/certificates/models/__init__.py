"""Signing keys, and certificates signed with them."""

from training.certificates.models.certificates import Certificate
from training.certificates.models.keys import SigningKey

__all__ = ["Certificate", "SigningKey"]
