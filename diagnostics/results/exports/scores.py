"""Scores as CSV and JSON for other systems."""

import csv
import io
import json

from diagnostics.scoring import columns

DEMO = "Datos de demostración: puntajes inventados, no describen a ningún municipio real"


def scores_csv(rows: list[dict[str, str]], *, demo_note: bool = False) -> str:
    """Return a scores table as CSV. With `demo_note`, a last column says that the data are invented."""
    names = [*columns.SCORES, "note"] if demo_note else columns.SCORES
    out = io.StringIO()
    writer = csv.DictWriter(out, names, lineterminator="\n")
    writer.writeheader()
    writer.writerows([row | {"note": DEMO} for row in rows] if demo_note else rows)
    return out.getvalue()


def scores_json(rows: list[dict[str, str]], *, identity: dict[str, str], demo_note: bool = False) -> str:
    note = {"note": DEMO} if demo_note else {}
    return json.dumps(identity | note | {"scores": rows}, ensure_ascii=False, indent=1)
