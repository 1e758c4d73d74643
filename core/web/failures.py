"""The response to an error that no view handled: 503 while the database is away or busy, 500 otherwise.

Both pages are files without tags: whatever failed, they need neither database nor static files nor a context.
"""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.views.defaults import server_error

RETRY_AFTER = 10  # seconds
PAGES = {500: "500.html", 503: "503.html"}
_SQLITE_BUSY = {5, 6}  # busy, locked; SQLite's other operational errors, as a missing table, do not pass by themselves


def handle(request: HttpRequest) -> HttpResponse:
    """The portal's `handler500`: Django calls it while the exception is being handled."""
    if not passes_by_itself(sys.exc_info()[1]):
        return server_error(request, PAGES[500])
    response = server_error(request, PAGES[503])
    response.status_code = 503
    response["Retry-After"] = str(RETRY_AFTER)
    return response


def passes_by_itself(error: BaseException | None) -> bool:
    """True when the database refused or lost the connection, or a lock or a statement took too long."""
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    return getattr(error.__cause__, "sqlite_errorcode", None) in {None, *_SQLITE_BUSY}
