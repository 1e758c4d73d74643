"""Agreed items, the versions of their text, and what each municipality says of them."""

from cocreation.agreements.models.items import Acceptance, AgreedItem, ItemVersion

__all__ = ["Acceptance", "AgreedItem", "ItemVersion"]
