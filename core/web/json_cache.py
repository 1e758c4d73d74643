"""The cache holds JSON: what can write to it cannot make the portal run code, as it could with Django's pickles.

Only what JSON gives back unchanged is taken. A tuple would come back as a list, a date or a Decimal as text.
"""

import json
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.locmem import LocMemCache


class JsonSerializer:
    """For the OPTIONS of Django's Redis cache."""

    def dumps(self, value: Any) -> str:
        refuse_other_than_json(value)
        return json.dumps(value)

    def loads(self, text: bytes) -> Any:
        """Return the value. Raises ValueError for what is no JSON, such as a pickle of an earlier release."""
        return json.loads(text)


class JsonMemoryCache(LocMemCache):
    """The cache of the embedded default refuses the same values, so that its tests find them."""

    def set(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        refuse_other_than_json(value)
        super().set(key, value, timeout, version)

    def add(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        refuse_other_than_json(value)
        return super().add(key, value, timeout, version)


def refuse_other_than_json(value: Any) -> None:
    """Raise TypeError unless JSON gives the value back unchanged."""
    if type(value) is list:
        for item in value:
            refuse_other_than_json(item)
    elif type(value) is dict:
        for key, item in value.items():
            if type(key) is not str:
                raise TypeError(f"The cache takes text as keys of a dict, not {type(key).__name__}.")
            refuse_other_than_json(item)
    elif type(value) not in (str, int, float, bool, type(None)):
        raise TypeError(f"The cache takes what JSON gives back unchanged, not {type(value).__name__}.")
