"""The same scoring work without our code, as the lower bound of the machine.

Plain SELECTs, pandas arithmetic in floats (no coverage, status, level or gate, nothing exact), and COPY.
"""

import io
from dataclasses import dataclass

import pandas as pd
from django.db import connection

from diagnostics.assessments.models import MunicipalScore, Round, ScoreRun
from diagnostics.scoring import columns
from diagnostics.scoring.engine import Results
from diagnostics.scoring.instrument import Instrument

ANSWERS = """
SELECT a.id, a.assessment_id, q.position, a.value, a.not_applicable, a.na_reason, a.na_accepted, a.evidence_accepted
FROM assessments_answer a JOIN instruments_question q ON q.id = a.question_id
JOIN assessments_assessment s ON s.id = a.assessment_id WHERE s.round_id = %s AND a.layer = %s
"""
PROOFS = """
SELECT u.answer_id, u.option FROM assessments_evidenceuse u JOIN assessments_answer a ON a.id = u.answer_id
JOIN assessments_assessment s ON s.id = a.assessment_id WHERE s.round_id = %s AND a.layer = %s
"""
CELL = [columns.QUESTION, columns.VALUE, columns.EVIDENCE]


def select(round: Round, layer: str) -> int:
    """Fetch what scoring reads: answers and their evidence; return the number of rows."""
    with connection.cursor() as cursor:
        cursor.execute(ANSWERS, [round.pk, layer])
        found = len(cursor.fetchall())
        cursor.execute(PROOFS, [round.pk, layer])
        return found + len(cursor.fetchall())


def worth_of(answers: pd.DataFrame, results: Results) -> pd.DataFrame:
    """Return the score of each distinct cell (CELL), taken from the results: the bare arithmetic does not interpret values."""
    scores = pd.DataFrame(
        results.question_scores,
        index=pd.Index(results.municipalities, name=columns.MUNICIPALITY),
        columns=pd.Index([q.code for q in results.instrument.questions], name=columns.QUESTION),
    )
    long = scores.stack().rename("score").reset_index()
    return answers.merge(long, on=[columns.MUNICIPALITY, columns.QUESTION])[[*CELL, "score"]].drop_duplicates(CELL)


def weights_of(instrument: Instrument) -> pd.DataFrame:
    rows = [
        (q.code, i.code, d.code, float(q.weight), float(i.weight), float(d.weight))
        for d in instrument.dimensions
        for i in d.indicators
        for q in i.questions
    ]
    return pd.DataFrame(
        rows, columns=[columns.QUESTION, "indicator", "dimension", "w_question", "w_indicator", "w_dimension"]
    )


def arithmetic(answers: pd.DataFrame, worth: pd.DataFrame, weights: pd.DataFrame) -> pd.Series:
    """Return totals by municipality: merge scores and weights into the answers, then one groupby per level."""
    place = columns.MUNICIPALITY
    cells = answers[~answers[columns.NOT_APPLICABLE]].merge(worth, on=CELL).merge(weights, on=columns.QUESTION)
    indicators = _means(cells, [place, "dimension", "w_dimension", "indicator", "w_indicator"], "w_question")
    dimensions = _means(indicators, [place, "dimension", "w_dimension"], "w_indicator")
    return _means(dimensions, [place], "w_dimension")["score"].round(2)


def _means(rows: pd.DataFrame, keys: list[str], weight: str) -> pd.DataFrame:
    sums = rows.assign(weighted=rows[weight] * rows["score"]).groupby(keys, sort=False)[["weighted", weight]].sum()
    return (sums["weighted"] / sums[weight]).rename("score").reset_index()


@dataclass
class Copy:
    """The rows of a stored run in the text format of COPY, for a run of their own."""

    statement: str
    rows: str

    @property
    def size(self) -> int:
        return len(self.rows)

    def write(self) -> None:
        with connection.cursor() as cursor:
            cursor.cursor.copy_expert(self.statement, io.StringIO(self.rows))


def copy_of(run: ScoreRun) -> Copy:
    """Return the stored rows of `run` with new ids, belonging to a second run that is created here."""
    twin = ScoreRun.objects.create(
        round=run.round,
        layer=run.layer,
        mode=run.mode,
        engine_version="bare",
        inputs_sha256="",
        computed_at=run.computed_at,
    )
    far = 10_000_000  # beyond any existing id
    table = MunicipalScore._meta.db_table
    names = [f.column for f in MunicipalScore._meta.concrete_fields]
    picked = ", ".join({"id": f"id + {far}", "run_id": f"{twin.pk}"}.get(name, name) for name in names)
    text = io.StringIO()
    with connection.cursor() as cursor:
        rows = f"SELECT {picked} FROM {table} WHERE run_id = {run.pk}"  # noqa: S608
        cursor.cursor.copy_expert(f"COPY ({rows}) TO STDOUT", text)
    return Copy(f"COPY {table} ({', '.join(names)}) FROM STDIN", text.getvalue())
