"""Files while they arrive: what is over the limit is dropped, and a temporary folder that takes nothing is said in words.

Both happen while the request is read, also for strangers: the check of the CSRF token reads the whole form.
"""

import logging
from contextlib import suppress

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, TemporaryFileUploadHandler
from django.http import HttpRequest

logger = logging.getLogger(__name__)
SLACK = 1024  # one piece more than the limit is enough to know
NOT_KEPT = (
    "No se guardó el archivo: el portal no pudo escribirlo en su disco. Lo demás que escribió sigue aquí. Elija el archivo "
    "otra vez más tarde, o ponga un enlace. La falla quedó anotada para quien opera el portal."
)


def upload_problem(request: HttpRequest) -> str:
    """Return in words why a file of the request was not received; "" when nothing went wrong."""
    if getattr(request, "upload_was_too_large", False):
        most = settings.EVIDENCE_MAX_BYTES // 1024 // 1024
        return f"No se recibió el archivo: pesa más de {most} MB; redúzcalo o publíquelo en un enlace."
    return NOT_KEPT if getattr(request, "upload_was_not_kept", False) else ""


class LimitedUpload(FileUploadHandler):
    """Counts what arrives in all files of a request and skips what is beyond the limit of one; the form is told by
    `request.upload_was_too_large`."""

    received = 0  # a request has a handler of its own

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.received += len(raw_data)
        if self.received > settings.EVIDENCE_MAX_BYTES + SLACK:
            self.request.upload_was_too_large = True
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the handlers that keep it."""


class TemporaryUpload(TemporaryFileUploadHandler):
    """Keeps larger files in the temporary folder; one that it does not take is skipped, and the form is told by
    `request.upload_was_not_kept`."""

    def new_file(self, *args, **kwargs) -> None:
        self.__dict__.pop("file", None)  # a file before this one is complete, and none of ours to close
        try:
            super().new_file(*args, **kwargs)
        except OSError as error:
            self._skip(error)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        try:
            super().receive_data_chunk(raw_data, start)
            self.file.flush()  # what waits in a buffer would fail later, where nobody looks
        except OSError as error:
            with suppress(OSError):  # closing tries once more to write
                self.file.close()
            self._skip(error)

    def _skip(self, error: OSError) -> None:
        logger.error("an upload was refused, the temporary folder does not take it: %s", error)
        self.request.upload_was_not_kept = True
        raise SkipFile from error
