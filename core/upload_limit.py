"""A file over the limit is dropped while it arrives, instead of filling the disk."""

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

SLACK = 1024  # one piece more than the limit is enough to know


class LimitedUpload(FileUploadHandler):
    """Counts each file and skips it beyond the limit; `request.upload_was_too_large` tells the form."""

    def new_file(self, *args, **kwargs) -> None:
        super().new_file(*args, **kwargs)
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.received += len(raw_data)
        if self.received > settings.EVIDENCE_MAX_BYTES + SLACK:
            self.request.upload_was_too_large = True
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the handlers that keep it."""
