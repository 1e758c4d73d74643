"""Files in which the scan found personal data: those that wait for a person, and what was decided of the others."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from core.words import counted
from diagnostics.assessments.choices import Layer
from diagnostics.assessments.models import Assessment, Evidence, EvidenceRevision, EvidenceUse
from diagnostics.assessments.queries.filling import Filling, Proof


@dataclass(frozen=True)
class FlaggedFile:
    """A file that nobody has looked at since the scan found personal data in it. `question`: the first one that it proves."""

    question: str
    applies: bool
    proof: Proof

    @property
    def sentence(self) -> str:
        return f"{self.question}: «{self.proof.name}» parece traer {', '.join(self.proof.finds)}."


def flagged_in(filling: Filling) -> list[FlaggedFile]:
    """Return the flagged files of a questionnaire in its order, each once. No query."""
    found: dict[int, FlaggedFile] = {}
    for code, cell in filling.cells.items():
        for proof in cell.proofs:
            if proof.is_flagged and proof.evidence is not None:
                found.setdefault(proof.evidence, FlaggedFile(code, cell.applies, proof))
    return list(found.values())


@dataclass(frozen=True)
class LookedAt:
    """How many files the scan flagged, and what people decided: replaced, hidden, declared clean; the rest waits."""

    replaced: int = 0
    hidden: int = 0
    clean: int = 0
    waiting: int = 0

    @property
    def decided(self) -> int:
        return self.replaced + self.hidden + self.clean

    @property
    def sentence(self) -> str:
        flagged = self.decided + self.waiting
        if not flagged:
            return "La búsqueda automática de datos personales no señaló ningún archivo."
        decisions = [
            (self.replaced, "cambiado", "cambiados"),
            (self.hidden, "oculto del público", "ocultos del público"),
            (self.clean, "declarado sin ellos", "declarados sin ellos"),
        ]
        said = ", ".join(counted(*decision) for decision in decisions if decision[0])
        waiting = f" Por mirar: {self.waiting}." if self.waiting else ""
        start = f"La búsqueda automática señaló posibles datos personales en {counted(flagged, 'archivo', 'archivos')}."
        looked = f" Se {'miró' if self.decided == 1 else 'miraron'} {self.decided}: {said}." if said else ""
        return f"{start}{looked}{waiting}"


def looked_at(assessment: Assessment) -> LookedAt:
    """Count the files that answers use and in which the scan found personal data, now or before they were replaced. One query."""
    used = EvidenceUse.objects.filter(evidence=OuterRef("pk"), answer__layer=Layer.SELF_ASSESSED)
    before = EvidenceRevision.objects.filter(evidence=OuterRef("pk"), personal_data__isnull=False)
    was_flagged = Exists(before.exclude(personal_data={}))
    rows = Evidence.objects.filter(~Q(personal_data={}) | was_flagged, Exists(used), assessment=assessment)
    counts = dict.fromkeys(("replaced", "hidden", "clean", "waiting"), 0)
    for row in rows.only("personal_data", "visibility", "declared_clean_at"):
        counts[_decision(row)] += 1
    return LookedAt(**counts)


def _decision(row: Evidence) -> str:
    if not row.personal_data:
        return "replaced"
    if not row.is_public:
        return "hidden"
    return "waiting" if row.is_flagged else "clean"
