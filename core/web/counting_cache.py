"""A Redis cache for counts of attempts: while Redis is away, each process goes on counting by itself."""

import logging
import time
from typing import Any, ClassVar

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)
ASKED_AGAIN = 10  # seconds; until then nobody waits for Redis to time out
MOST_COUNTS = 100_000  # in one process


class CountingRedisCache(RedisCache):
    """The calls that limits of attempts make. An outage neither lets everybody in nor nobody."""

    _away_until: ClassVar[float] = 0.0

    def __init__(self, server: str, params: dict) -> None:
        super().__init__(server, params)
        self._here = LocMemCache("counts", {"OPTIONS": {"MAX_ENTRIES": MOST_COUNTS}})

    def get(self, *args, **kwargs):
        return self._count(super().get, "get", *args, **kwargs)

    def set(self, *args, **kwargs):
        return self._count(super().set, "set", *args, **kwargs)

    def get_many(self, keys, version=None):
        return self._count(super().get_many, "get_many", list(keys), version=version)

    def add(self, *args, **kwargs):
        return self._count(super().add, "add", *args, **kwargs)

    def incr(self, *args, **kwargs):
        return self._count(super().incr, "incr", *args, **kwargs)

    def delete(self, *args, **kwargs):
        return self._count(super().delete, "delete", *args, **kwargs)

    def delete_many(self, *args, **kwargs):
        return self._count(super().delete_many, "delete_many", *args, **kwargs)

    def _count(self, call: Any, name: str, *args, **kwargs) -> Any:
        if time.monotonic() >= CountingRedisCache._away_until:
            try:
                return call(*args, **kwargs)
            except RedisError as error:
                logger.warning("counts are kept by this process: %s", error)
                CountingRedisCache._away_until = time.monotonic() + ASKED_AGAIN
        return getattr(self._here, name)(*args, **kwargs)
