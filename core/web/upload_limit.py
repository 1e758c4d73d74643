"""Limits of uploads: their size, how many of one person, and a temporary folder that cannot be written.

The handlers run while the request is parsed, also for anonymous users: the CSRF check reads the whole form. What they and
the views drop is told by the form: `upload_problem`, `tell`.
"""

import logging
from collections.abc import Callable
from contextlib import suppress
from functools import wraps

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, TemporaryFileUploadHandler
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse

from core.web.rate_limit import client_network, goes_on, parsed

logger = logging.getLogger(__name__)
SLACK = 1024  # one chunk over the limit is enough to know
NOT_KEPT = (
    "No se guardó el archivo: el portal no pudo escribirlo en su disco. Lo demás que escribió sigue aquí. Elija el archivo "
    "otra vez más tarde, o ponga una dirección. La falla quedó anotada para quien opera el portal."
)
TOO_OFTEN = (
    "No se recibió el archivo: son muchos en poco tiempo. Lo demás que escribió sigue aquí. "
    "Espere {wait} y súbalo otra vez."
)
_SPANS = {1: "un segundo", 60: "un minuto", 3600: "una hora", 86_400: "un día"}


def limited_uploads(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Count the requests with a file of a person, or of a network without an account; 429 for what is beyond UPLOAD_RATE.

    For every view that takes files, below `requires`. The file is dropped before it is read; the view answers with its form,
    what was typed kept.
    """

    @wraps(view)
    def limited(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.method != "POST" or not request.FILES:
            return view(request, *args, **kwargs)
        most, seconds = parsed(settings.UPLOAD_RATE)
        who = f"person {request.user.pk}" if request.user.is_authenticated else f"network {client_network(request)}"
        if goes_on("upload", who, most=most, seconds=seconds):
            return view(request, *args, **kwargs)
        drop_uploads(request, TOO_OFTEN.format(wait=_SPANS[seconds]))
        response = view(request, *args, **kwargs)
        if response.status_code in (200, 422):
            response.status_code = 429
        response["Retry-After"] = str(seconds)
        return response

    limited._limits_uploads = True
    return limited


def drop_uploads(request: HttpRequest, reason: str) -> None:
    """Forget the files of a request, unread, and why."""
    request.FILES.clear()
    request.upload_refusal = reason


def tell(form: BaseForm, request: HttpRequest) -> None:
    """Let a form with a field `file` say why its file did not arrive."""
    if problem := upload_problem(request):
        form.fields["file"].required = True
        form.fields["file"].error_messages["required"] = problem


def upload_problem(request: HttpRequest) -> str:
    """Return, in Spanish, why a file of the request was not received; "" if all were."""
    if refusal := getattr(request, "upload_refusal", ""):
        return refusal
    if getattr(request, "upload_was_too_large", False):
        most = settings.EVIDENCE_MAX_BYTES // 1024 // 1024
        return f"No se recibió el archivo: pesa más de {most} MB; redúzcalo o publíquelo en una dirección."
    return NOT_KEPT if getattr(request, "upload_was_not_kept", False) else ""


class LimitedUpload(FileUploadHandler):
    """Counts the bytes of all files of a request and skips those beyond the limit of one file.

    Sets `request.upload_was_too_large` for the form.
    """

    received = 0  # each request has its own handler

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.received += len(raw_data)
        if self.received > settings.EVIDENCE_MAX_BYTES + SLACK:
            self.request.upload_was_too_large = True
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the next handlers."""


class TemporaryUpload(TemporaryFileUploadHandler):
    """Keeps larger files in the temporary folder and skips one that cannot be written there.

    Sets `request.upload_was_not_kept` for the form.
    """

    def new_file(self, *args, **kwargs) -> None:
        self.__dict__.pop("file", None)  # the previous file is complete and not ours to close
        try:
            super().new_file(*args, **kwargs)
        except OSError as error:
            self._skip(error)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        try:
            super().receive_data_chunk(raw_data, start)
            self.file.flush()  # a buffered write would fail later, unhandled
        except OSError as error:
            with suppress(OSError):  # closing flushes again
                self.file.close()
            self._skip(error)

    def _skip(self, error: OSError) -> None:
        logger.error("an upload was refused, the temporary folder does not take it: %s", error)
        self.request.upload_was_not_kept = True
        raise SkipFile from error
