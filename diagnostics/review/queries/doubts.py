"""What may be accepted in one press: the answers in which nothing is in doubt, and why the others need a look of their own."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256

from core.words import joined
from diagnostics.assessments.choices import Claim
from diagnostics.assessments.models import Assessment
from diagnostics.assessments.queries.filling import Proof
from diagnostics.assessments.queries.previous import contradictions, previous_of
from diagnostics.review.models import SecondReview
from diagnostics.review.queries.cases import Case, Casefile
from diagnostics.review.queries.reviewing import Item, JudgedProof
from diagnostics.scoring.instrument import Question


@dataclass(frozen=True)
class Waiting:
    """An answer that waits for its mark. `doubts`: why it cannot be accepted together with others; empty where nothing is."""

    case: Case
    doubts: list[str]
    may_mark: bool = True  # False while its municipality may change it, or for who made its second reading

    @property
    def is_clear(self) -> bool:
        return not self.doubts

    @property
    def code(self) -> str:
        return self.case.code

    @property
    def fingerprint(self) -> str:
        return fingerprint_of(self.case.item)


@dataclass(frozen=True)
class SharedProof:
    """A link or file that one verdict may serve.

    `here`: its further uses by the same answer; `elsewhere`: other answers that wait for their mark and rest on it alone.
    """

    key: str
    name: str
    here: list[JudgedProof]
    elsewhere: list[Waiting]


@dataclass(frozen=True)
class Worklist:
    """What waits for a mark of one person, by question; without answers whose mark must stay hidden from them."""

    waiting: dict[str, Waiting] = field(default_factory=dict)

    @property
    def clear(self) -> list[Waiting]:
        return [one for one in self.waiting.values() if one.is_clear]

    @property
    def aside(self) -> list[Waiting]:
        return [one for one in self.waiting.values() if not one.is_clear]

    @property
    def clear_in_words(self) -> str:
        return joined([one.code for one in self.clear])

    def shared(self, item: Item) -> dict[str, "SharedProof"]:
        """Return the evidence of an answer that other options or answers use as well, by its first key there."""
        return {shared.key: shared for shared in _shared(self, item)}

    def as_shown(self, seen: Mapping[str, str]) -> "Worklist":
        """Keep the answers that a screen shows as they are now. `seen`: its fingerprints by question."""
        return Worklist({code: one for code, one in self.waiting.items() if seen.get(code) == one.fingerprint})

    def of(self, questions: Iterable[Question]) -> "Worklist":
        codes = [question.code for question in questions]
        return Worklist({code: self.waiting[code] for code in codes if code in self.waiting})


def doubts_of(
    case: Case, *, cutoff: date | None, read_again: Collection[str] = (), differing: Collection[str] = ()
) -> list[str]:
    """Return why an answer needs a look of its own, in words; empty where nothing is in doubt.

    `cutoff`: the last day that evidence of the round may be about; `read_again`: the questions whose second reading this person
    made; `differing`: those that contradict the previous round.
    """
    item = case.item
    found = []
    if item.cell.is_not_applicable:
        found.append("respondieron «no aplica»")
    if item.cell.is_reopened:
        found.append("el municipio puede cambiarla")
    for judged in item.judged:
        found += [words for words in _doubts_of_proof(judged.proof, cutoff) if words not in found]
    if case.request is not None:
        found.append("hay una solicitud de aclaración")
    if case.code in differing:
        found.append("dice algo distinto de lo que afirma sobre el ciclo anterior")
    if case.code in read_again:
        found.append("usted hizo la segunda lectura")
    return found


def _doubts_of_proof(proof: Proof, cutoff: date | None) -> list[str]:
    checks = {
        "en una evidencia se hallaron datos personales": proof.is_withheld
        or (bool(proof.personal_data) and proof.is_public),
        "una dirección no abre": not proof.is_file and bool(proof.check_failures or proof.check_result),
        "el portal todavía no ha revisado si una dirección abre": not proof.is_file and proof.checked_at is None,
        "una evidencia venció": proof.is_late,
        "una evidencia trata de después de la fecha de corte": bool(
            cutoff and proof.period_from and proof.period_from > cutoff
        ),
    }
    return [words for words, holds in checks.items() if holds]


def _shared(worklist: Worklist, item: Item) -> Iterable[SharedProof]:
    seen: set[str] = set()
    for judged in item.judged:
        content = judged.proof.content_key
        if content in seen:
            continue
        seen.add(content)
        here = [other for other in item.judged if other.key != judged.key and other.proof.content_key == content]
        elsewhere = [
            one
            for one in worklist.waiting.values()
            if one.code != item.code and one.may_mark and one.case.item.rests_on(content)
        ]
        if here or elsewhere:
            yield SharedProof(judged.key, judged.proof.name, here, elsewhere)


def fingerprint_of(item: Item) -> str:
    """A short hash of what a screen shows of an answer: its version, its mark's, and each proof as it is now."""
    proofs = [(j.key, j.proof.revision, j.proof.place, j.proof.url, j.proof.is_withheld) for j in item.judged]
    return sha256(repr((item.cell.version, item.version, proofs)).encode()).hexdigest()[:16]


def worklist_of(
    user,
    casefile: Casefile,
    *,
    blind: Collection[str],
    differing: Collection[str] | None = None,
) -> Worklist:
    """Return what waits for a mark of this person (one query, and those of `previous_of` without `differing`).

    `blind`: the questions whose mark they must not see.
    """
    assessment = casefile.assessment
    waits = [c for c in casefile.cases.values() if c.item.needs_mark and c.item.review is None and c.code not in blind]
    if not waits:
        return Worklist()
    if differing is None:
        differing = differing_of(assessment, casefile, [case.question for case in waits])
    again = SecondReview.objects.filter(answer__assessment=assessment, marked_by=user)
    read_again = set(again.values_list("answer__question__code", flat=True))
    cutoff = assessment.round.cutoff_on
    found = {c.code: doubts_of(c, cutoff=cutoff, read_again=read_again, differing=differing) for c in waits}
    return Worklist(
        {c.code: Waiting(c, found[c.code], not c.item.cell.is_reopened and c.code not in read_again) for c in waits}
    )


def differing_of(assessment: Assessment, casefile: Casefile, questions: list[Question]) -> set[str]:
    """Return the questions whose answer contradicts what it claims about the previous round; nothing is read without a claim."""
    cells = {q.code: casefile.cases[q.code].item.cell for q in questions}
    claimed = [q for q in questions if (said := cells[q.code].answer) and said.previous_claim == Claim.SAME]
    if not claimed:
        return set()
    return set(contradictions(previous_of(assessment, claimed), cells))
