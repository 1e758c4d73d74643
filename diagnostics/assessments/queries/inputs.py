"""What scoring reads: the answers of one layer as a frame, the facts of each municipality, and their hash."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from diagnostics.assessments.choices import Layer
from diagnostics.assessments.models import Answer, Assessment, EvidenceUse, Round
from diagnostics.assessments.queries.corrections import Correction, corrections_of
from diagnostics.assessments.queries.facts import facts_of
from diagnostics.scoring import columns
from diagnostics.scoring.instrument import Instrument
from diagnostics.scoring.values import YES


@dataclass(frozen=True)
class Inputs:
    """`answers`: columns.ANSWERS, in the order of municipalities and questions, without empty ones.

    `municipalities`: their codes, sorted; `ids`: primary keys, in the same order.
    """

    instrument: Instrument
    answers: pd.DataFrame
    municipalities: list[str]
    ids: list[int]
    attributes: dict[str, dict[str, Any]]
    content_sha256: str

    def sha256(self, *, layer: str, mode: str, engine_version: str) -> str:
        """Return the hash of everything the result depends on; facts of municipalities without answers are left out."""
        digest = hashlib.sha256()
        answering = set(self.answers[columns.MUNICIPALITY])
        facts = {code: self.attributes[code] for code in self.municipalities if code in answering}
        head = [self.content_sha256, layer, mode, engine_version, self.municipalities, facts]
        digest.update(json.dumps(head, ensure_ascii=False, sort_keys=True).encode())
        for name in columns.ANSWERS:
            column = self.answers[name]
            # No text holds a NUL, so joining by it cannot make two different columns alike.
            plain = column.to_numpy().tobytes() if column.dtype == bool else "\0".join(column.to_numpy()).encode()
            digest.update(hashlib.sha256(plain).digest())
        return digest.hexdigest()


def inputs_of(
    round: Round,
    layer: str,
    only: Assessment | None = None,
    corrections: dict[int, Correction] | None = None,
) -> Inputs:
    """Return the inputs of a round (or of one assessment of it) for one layer.

    `corrections` replace final answers; None reads those in force.
    """
    assessments = [only] if only else list(Assessment.objects.filter(round=round).select_related("municipality"))
    for assessment in assessments:
        assessment.round = round
    assessments.sort(key=lambda a: a.municipality.divipola)
    instrument = round.version.parsed
    return Inputs(
        instrument=instrument,
        answers=_frame(instrument, assessments, layer, round, _corrections(round, layer, corrections)),
        municipalities=[a.municipality.divipola for a in assessments],
        ids=[a.municipality_id for a in assessments],
        attributes={a.municipality.divipola: facts_of(a) for a in assessments},
        content_sha256=round.version.content_sha256,
    )


def _corrections(round: Round, layer: str, given: dict[int, Correction] | None) -> dict[int, Correction]:
    if layer != Layer.FINAL:
        return {}
    return corrections_of(round) if given is None else given


def _frame(
    instrument: Instrument, assessments: list[Assessment], layer: str, round: Round, corrections: dict[int, Correction]
) -> pd.DataFrame:
    chosen = {"assessment": assessments[0]} if len(assessments) == 1 else {"assessment__round": round}
    rows = Answer.objects.filter(layer=layer, **chosen).values_list(
        "pk", "assessment_id", "question__position", "value", "not_applicable", "na_reason", "na_accepted",
        "evidence_accepted",
    )  # fmt: skip
    keys, owners, positions, values, is_na, reasons, accepted, evidence = _columns(rows, 8)
    for place, key in enumerate(keys) if corrections else ():
        if row := corrections.get(key):
            values[place], is_na[place] = row.value, row.not_applicable
            accepted[place], evidence[place] = row.not_applicable, row.evidence_accepted
    if layer == Layer.SELF_ASSESSED:
        # What the municipality attaches or declares counts as accepted in its own layer (dossier, 4.3).
        accepted = [na and bool(reason.strip()) for na, reason in zip(is_na, reasons, strict=True)]
        evidence = attached(keys, chosen)
    places = pd.Index([a.pk for a in assessments]).get_indexer(np.asarray(owners, dtype=np.int64))
    said = np.asarray([bool(value) or na for value, na in zip(values, is_na, strict=True)], dtype=bool)
    # In the order of municipalities and questions, without empty answers.
    order = np.lexsort((positions, places))
    order = order[said[order]]
    codes = np.array([a.municipality.divipola for a in assessments], dtype=object)
    questions = np.array([q.code for q in instrument.questions], dtype=object)
    frame = {
        columns.MUNICIPALITY: codes[places[order]],
        columns.QUESTION: questions[np.asarray(positions, dtype=np.int64)[order]],
        columns.VALUE: np.array(values, dtype=object)[order],
        columns.NOT_APPLICABLE: np.asarray(is_na, dtype=bool)[order],
        columns.NA_ACCEPTED: np.asarray(accepted, dtype=bool)[order],
        columns.EVIDENCE: np.array(evidence, dtype=object)[order],
    }
    # Object columns: pandas' own string type is slower to iterate, and here the texts are only iterated.
    return pd.DataFrame({name: pd.Series(cells, dtype=cells.dtype) for name, cells in frame.items()})


def _columns(rows: Any, width: int) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)] or [[] for _ in range(width)]


def attached(keys: list[int], chosen: dict[str, Any]) -> list[str]:
    """Return the evidence of each self-assessed answer as scoring reads it: "", "si" (proves the whole) or options "a|c".

    `chosen`: the lookups of answers that gave `keys`.
    """
    uses = EvidenceUse.objects.filter(
        answer__layer=Layer.SELF_ASSESSED, **{f"answer__{name}": value for name, value in chosen.items()}
    )
    whole: set[int] = set()
    options: dict[int, set[str]] = {}
    for answer, option in uses.values_list("answer_id", "option"):
        if option:
            options.setdefault(answer, set()).add(option)
        else:
            whole.add(answer)
    return [YES if key in whole else "|".join(sorted(options.get(key, ()))) for key in keys]
