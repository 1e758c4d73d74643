"""Size of the static files that a browser fetches besides the page."""

import gzip
from pathlib import Path

STATIC = Path(__file__).resolve().parent.parent / "static"


def gzipped(*patterns: str) -> int:
    """Return the total size in bytes, each file compressed separately as it is served."""
    return sum(len(gzip.compress(path.read_bytes(), 9)) for pattern in patterns for path in STATIC.glob(pattern))
