"""A Redis cache that treats an outage of Redis as a miss instead of failing the page."""

import logging
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


class ForgivingRedisCache(RedisCache):
    """The calls that the portal makes count as a miss during an outage; counts of attempts have a cache of their own."""

    def get(self, key, default=None, version=None):
        try:
            return self._or(default, super().get, key, default, version)
        except ValueError:  # not JSON: written by an earlier release
            return default

    def add(self, *args, **kwargs):
        return self._or(False, super().add, *args, **kwargs)

    def set(self, *args, **kwargs):
        return self._or(None, super().set, *args, **kwargs)

    def touch(self, *args, **kwargs):
        return self._or(False, super().touch, *args, **kwargs)

    def delete(self, *args, **kwargs):
        return self._or(False, super().delete, *args, **kwargs)

    def incr(self, key, delta=1, version=None):
        return self._or(0, super().incr, key, delta, version)

    @staticmethod
    def _or(fallback: Any, call: Callable, *args, **kwargs) -> Any:
        try:
            return call(*args, **kwargs)
        except RedisError as error:
            logger.warning("cache is away: %s", error)
            return fallback
