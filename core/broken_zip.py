"""What the ZIP library raises on a malformed archive: unsupported methods, lies about sizes, streams that are none."""

import lzma
import struct
import zipfile
import zlib

BROKEN_ZIP: tuple[type[Exception], ...] = (
    zipfile.BadZipFile, NotImplementedError, EOFError, ValueError, RuntimeError, OSError, IndexError, struct.error,
    zlib.error, lzma.LZMAError,
)  # fmt: skip
