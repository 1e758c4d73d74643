"""A dump of the demonstration of every release, per database: the next release must upgrade it (integration/test_upgrade.py)."""

import gzip
from pathlib import Path

HERE = Path(__file__).parent
SQLITE, POSTGRESQL = "sqlite.sql.gz", "postgresql.sql.gz"


def releases() -> list[str]:
    """The releases of which dumps are kept, oldest first."""
    return sorted(folder.name for folder in HERE.iterdir() if (folder / SQLITE).is_file())


def dump_of(release: str, name: str) -> str:
    """The statements that make a database of that release."""
    return gzip.decompress((HERE / release / name).read_bytes()).decode()
