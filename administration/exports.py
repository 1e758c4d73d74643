"""The audit log as CSV."""

import csv
import io
from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from core.downloads import no_formula

HEADER = ["momento", "quien", "acto", "sobre", "datos", "razon"]


class LogRow(Protocol):
    """Attributes of a log row (administration.queries.log)."""

    at: datetime
    by: str
    verb: str
    about: str
    data: str
    reason: str


def log_csv(rows: Iterable[LogRow]) -> str:
    """Return the rows as CSV text, in their order; formulas are escaped."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADER)
    for row in rows:
        writer.writerow(map(no_formula, [row.at.isoformat(), row.by, row.verb, row.about, row.data, row.reason]))
    return out.getvalue()
