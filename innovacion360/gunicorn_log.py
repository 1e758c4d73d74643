"""gunicorn's two logs, of errors and of accesses, written as all other lines. gunicorn.conf.py names this class."""

import os

from gunicorn.glogging import Logger

from innovacion360.logging import NothingSecret, formatter


class PortalLogger(Logger):
    def setup(self, cfg) -> None:
        super().setup(cfg)
        for handler in [*self.error_log.handlers, *self.access_log.handlers]:
            handler.setFormatter(formatter(as_json=bool(os.environ.get("DATABASE_URL"))))
            handler.addFilter(NothingSecret())
