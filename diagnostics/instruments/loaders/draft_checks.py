"""Checks of an edition draft: whether it is sound, what it changes, and its outline."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from core.documents.nodes import Place
from diagnostics.instruments.choices import PartKind
from diagnostics.instruments.exports.editions import document_of
from diagnostics.instruments.loaders.drafts import HEAD, draft_nodes
from diagnostics.instruments.loaders.instrument import read_nodes
from diagnostics.instruments.models import EditionDraft, InstrumentVersion
from diagnostics.scoring import instrument as spec
from diagnostics.scoring.equivalence import NEW, match
from diagnostics.scoring.instrument import Instrument
from diagnostics.scoring.revision import Change, Degree, changes, degree_of, is_enough, next_version


def document_from(base: InstrumentVersion | None) -> dict[str, Any]:
    """Return the document of an edition to start from, without the relations of its questions to the edition before."""
    if base is None:
        return {}
    document = document_of(base.content)
    for _, part, _ in EditionDraft(document=document).parts():
        part.pop("previous", None)
    return document


@dataclass(frozen=True)
class Check:
    """The state of a draft. `content` is complete only without faults; `obstacles`: (place, words) that prevent publication."""

    content: dict[str, Any]
    faults: list[tuple[Place, str]]
    base: Instrument | None
    base_number: str = ""
    taken: frozenset[str] = frozenset()  # numbers of this instrument that are in use

    @cached_property
    def instrument(self) -> Instrument | None:
        return None if self.faults else spec.parse(self.content)

    @cached_property
    def changes(self) -> list[Change]:
        """Differences from the base; empty while the draft has faults or another instrument's code."""
        is_comparable = self.base and self.instrument and self.base.code == self.instrument.code
        return changes(self.base, self.instrument) if is_comparable else []

    @property
    def degree(self) -> Degree:
        return degree_of(self.changes)

    @property
    def next_number(self) -> str:
        return next_version(self.base_number, self.degree) if self.base_number else ""

    @property
    def retired(self) -> list[str]:
        here = self.instrument.question_by_code if self.instrument else None
        return [code for code in self.base.question_by_code if code not in here] if self.base and here else []

    @cached_property
    def unrelated(self) -> list[str]:
        """Questions with the code and type of one of the base but another text, and no stated relation to it."""
        if self.base is None or self.instrument is None:
            return []
        old = self.base.question_by_code
        return [
            question.code
            for question in self.instrument.questions
            if not question.previous_relation
            and question.code in old
            and old[question.code].type == question.type
            and match(question, [self.base]).relation == NEW
        ]

    @cached_property
    def obstacles(self) -> list[tuple[Place, str]]:
        return [*self.faults, *self._number_faults()]

    def _number_faults(self) -> Iterator[tuple[Place, str]]:
        if self.instrument is None:
            return
        place, number = Place("datos generales"), self.instrument.version
        place.part = (HEAD, "")
        if number in self.taken:
            yield place, f"la edición {number} ya existe; ponga otro número de versión"
        elif self.base and self.base.code == self.instrument.code:
            if not self.changes:
                yield place, f"no cambia nada frente a la {self.base_number}"
            elif not is_enough(self.base_number, number, self.degree):
                words = "por lo que cambia, la versión debe ser al menos"
                yield place, f"{words} {self.next_number} y dice {number}"


def checked(draft: EditionDraft, numbers: dict[str, set[str]]) -> Check:
    """Check a draft. `numbers`: the version numbers in use, by instrument."""
    content, faults = read_nodes(draft_nodes(draft.document))
    code = content.get("instrument", {}).get("code", "")
    base = draft.base
    return Check(
        content=content,
        faults=[(fault.place, fault.words) for fault in faults],
        base=base.parsed if base else None,
        base_number=base.version if base else "",
        taken=frozenset(() if draft.published_id else numbers.get(code, ())),
    )


@dataclass(frozen=True)
class OutlineRow:
    """One line of a draft's outline. `share`: its weight in per cent of the whole, None while weights cannot be added up."""

    kind: PartKind
    part: dict[str, Any]
    faults: int
    share: float | None
    is_first: bool
    is_last: bool

    @property
    def code(self) -> str:
        return self.part.get("code", "")

    @property
    def label(self) -> str:
        return self.part.get("text" if self.kind == PartKind.QUESTION else "name", "")


def outline_of(draft: EditionDraft, check: Check) -> list[OutlineRow]:
    counts: dict[tuple[str, str], int] = {}
    for place, _ in check.faults:
        counts[place.part] = counts.get(place.part, 0) + 1
    shares = shares_of(check.instrument)
    return [
        OutlineRow(
            kind=kind, part=part, faults=counts.get((kind, part.get("code", "")), 0), share=shares.get(part.get("code", "")),
            is_first=siblings[0] is part, is_last=siblings[-1] is part,
        )
        for kind, part, siblings in draft.parts()
    ]  # fmt: skip


def shares_of(instrument: Instrument | None) -> dict[str, float]:
    if instrument is None:
        return {}
    found: dict[str, float] = {}
    for question in instrument.questions:
        points = float(instrument.points(question))
        indicator = instrument.indicator_of[question.code].code
        for code in (question.code, indicator, instrument.dimension_of[indicator].code):
            found[code] = found.get(code, 0.0) + points
    return found
