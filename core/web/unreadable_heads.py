"""Answers 400 to a request whose headers Django cannot read: it would fail (500) before any middleware runs."""

import json
from collections.abc import Callable, Iterable
from typing import Any

from django.core.handlers.wsgi import WSGIRequest

from core.web.api import PREFIX

SENTENCE = "Un encabezado de la petición no se puede leer."
Application = Callable[[dict[str, Any], Callable], Iterable[bytes]]


def refuse_unreadable_heads(application: Application) -> Application:
    """Wrap a WSGI application. Django makes a request of the same environment; here a copy of it is tried."""

    def wrapped(environ: dict[str, Any], start_response: Callable) -> Iterable[bytes]:
        try:
            WSGIRequest(dict(environ))
        except (ValueError, LookupError):
            return _refuse(environ, start_response)
        return application(environ, start_response)

    return wrapped


def _refuse(environ: dict[str, Any], start_response: Callable) -> Iterable[bytes]:
    as_json = environ.get("PATH_INFO", "").startswith(PREFIX)
    text = json.dumps({"detail": SENTENCE}, ensure_ascii=False) if as_json else SENTENCE
    body = text.encode()
    headers = [
        ("Content-Type", "application/json" if as_json else "text/plain; charset=utf-8"),
        ("Content-Length", str(len(body))),
        ("X-Content-Type-Options", "nosniff"),
        ("Cache-Control", "private, no-store"),
    ]
    start_response("400 Bad Request", headers)
    return [body]
