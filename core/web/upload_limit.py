"""Upload handlers: drop what exceeds the limit, and report a temporary folder that cannot be written.

Both run while the request is parsed, also for anonymous users: the CSRF check reads the whole form.
"""

import logging
from contextlib import suppress

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, TemporaryFileUploadHandler
from django.http import HttpRequest

logger = logging.getLogger(__name__)
SLACK = 1024  # one chunk over the limit is enough to know
NOT_KEPT = (
    "No se guardó el archivo: el portal no pudo escribirlo en su disco. Lo demás que escribió sigue aquí. Elija el archivo "
    "otra vez más tarde, o ponga un enlace. La falla quedó anotada para quien opera el portal."
)


def upload_problem(request: HttpRequest) -> str:
    """Return, in Spanish, why a file of the request was not received; "" if all were."""
    if getattr(request, "upload_was_too_large", False):
        most = settings.EVIDENCE_MAX_BYTES // 1024 // 1024
        return f"No se recibió el archivo: pesa más de {most} MB; redúzcalo o publíquelo en un enlace."
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
