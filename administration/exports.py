"""The audit log as CSV."""

import csv
import io
from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from core.downloads import no_formula

HEADER = ["momento", "quien", "correo", "acto", "sobre", "municipio", "ciclo", "detalle", "razon", "codigo", "datos"]


class LogRow(Protocol):
    """Attributes of a log row (administration.queries.log)."""

    at: datetime
    who: str
    by: str
    verb: str
    act: str
    about: str
    place: str
    round: str
    details: list[str]
    data: str
    reason: str


def log_csv(rows: Iterable[LogRow]) -> str:
    """Return the rows as CSV text, in their order; formulas are escaped."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADER)
    for row in rows:
        cells = [row.at.isoformat(), row.who, row.by, row.act, row.about, row.place, row.round, "; ".join(row.details)]
        writer.writerow(map(no_formula, [*cells, row.reason, row.verb, row.data]))
    return out.getvalue()
