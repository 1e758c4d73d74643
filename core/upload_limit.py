"""Files over the limit are dropped while they arrive, instead of filling the disk."""

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

SLACK = 1024  # one piece more than the limit is enough to know


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
