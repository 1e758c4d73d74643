"""The evidence library of one assessment: what each item proves and what is wrong with it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from diagnostics.assessments.choices import Layer
from diagnostics.assessments.models import Assessment, Evidence, EvidenceRevision, EvidenceUse
from diagnostics.scoring.instrument import Indicator
from files.choices import ProofState

FILTERS = {"": "Todas", "sin-usar": "Sin usar", "con-problemas": "Con problemas", "reservadas": "Reservadas"}


@dataclass(frozen=True)
class Item:
    """Evidence with the answers that use it: (question, its indicator, option, page or cell)."""

    evidence: Evidence
    uses: list[tuple[str, Indicator, str, str]]
    today: date
    is_marked_broken: bool = False  # the review, or the decision after it, found that it does not open

    @property
    def indicator(self) -> Indicator | None:
        """That of the first answer that uses it."""
        return self.uses[0][1] if self.uses else None

    @property
    def is_broken(self) -> bool:
        return self.evidence.is_broken or self.is_marked_broken

    @property
    def broken_because(self) -> str:
        return self.evidence.check_result if self.evidence.is_broken else "Así lo marcó la revisión."

    @property
    def has_expired(self) -> bool:
        return bool(self.evidence.expires_on and self.evidence.expires_on < self.today)

    @property
    def has_problem(self) -> bool:
        return self.is_broken or self.has_expired or self.evidence.is_flagged

    def is_in(self, chosen: str) -> bool:
        kept = {"sin-usar": not self.uses, "con-problemas": self.has_problem, "reservadas": not self.evidence.is_public}
        return kept.get(chosen, True)


def library_of(assessment: Assessment, *, today: date, only: Evidence | None = None) -> list[Item]:
    """Return the evidence of an assessment, newest first, or only one (three queries)."""
    rows = Evidence.objects.filter(assessment=assessment).select_related("added_by").order_by("-added_at", "-pk")
    if only:
        rows = rows.filter(pk=only.pk)
    uses = EvidenceUse.objects.filter(evidence__in=rows.order_by().values("pk"), answer__layer=Layer.SELF_ASSESSED)
    instrument = assessment.round.version.parsed
    by_evidence: dict[int, list[tuple[str, Indicator, str, str]]] = {}
    found = uses.order_by("answer__question__position", "option")
    for key, code, option, place in found.values_list("evidence", "answer__question__code", "option", "place"):
        by_evidence.setdefault(key, []).append((code, instrument.indicator_of[code], option, place))
    marked = _marked_broken(EvidenceUse.objects.filter(evidence__in=rows.order_by().values("pk")))
    return [Item(row, by_evidence.get(row.pk, []), today, row.pk in marked) for row in rows]


def _marked_broken(uses: QuerySet[EvidenceUse]) -> set[int]:
    """The evidence that does not open by the newest judged layer of an answer that uses it."""
    newest: dict[tuple[int, int], dict[str, str]] = {}
    judged = uses.filter(answer__layer__in=[Layer.REVIEWED, Layer.FINAL])
    for key, question, layer, state in judged.values_list("evidence", "answer__question", "answer__layer", "state"):
        newest.setdefault((key, question), {})[layer] = state
    broken = ProofState.BROKEN_LINK
    return {key for (key, _), by in newest.items() if by.get(Layer.FINAL, by.get(Layer.REVIEWED)) == broken}


# What identifies evidence, and its title.
OWNER = ["assessment__municipality__name", "assessment__round__name", "pk", "title"]


def owners_of_files(names: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield (file name, evidence in words) for the evidence that consists of these stored files."""
    rows = Evidence.objects.filter(file__in=names).order_by("pk")
    for name, municipality, round, key, title, shown in rows.values_list("file", *OWNER, "file_name"):
        yield name, f"{municipality}, {round}: «{title or shown}» (evidencia {key})"


def former_owners_of_files(names: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield (file name, evidence in words) for the evidence that consisted of these stored files before a revision."""
    rows = EvidenceRevision.objects.filter(file__in=names).order_by("pk")
    paths = [f"evidence__{path}" for path in OWNER]
    found = rows.values_list("file", *paths, "file_name", "number")
    for name, municipality, round, key, title, shown, number in found:
        yield name, f"{municipality}, {round}: «{title or shown}» (evidencia {key}, revisión anterior {number})"
