"""Points that only evidence gives rest on an accepted proof, in every judgement that is written."""

from collections.abc import Collection

from core.refusals import Refusal
from diagnostics.review.queries.entries import Entry
from diagnostics.review.queries.reviewing import Item


class NoProof(Refusal):
    """The accepted value gives points for which the edition demands a proof, and none was accepted."""


def require_proof(item: Item, entry: Entry, accepted: Collection[str]) -> None:
    """Refuse NoProof for an entry that counts more than it could without evidence. `accepted`: as in `Entry.unproven`."""
    question = item.cell.question
    missing = entry.unproven(item.instrument, question, accepted)
    if not missing:
        return
    what = "Ese resultado da puntos que piden evidencia, y ninguna quedó aceptada."
    if any(missing):
        texts = [f"«{o.text}»" for o in question.options if o.code in missing]
        what = f"Da puntos por {', '.join(texts)} sin una evidencia aceptada."
    raise NoProof(f"{item.code}: {what} Acepte una evidencia, pida una al municipio o baje el resultado.")
