"""What a draft changes against its base, by what it does to the comparison, each part with its words before and after."""

from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from diagnostics.instruments.choices import PartKind
from diagnostics.instruments.exports.editions import document_of
from diagnostics.instruments.forms.edition_rules import SECTIONS
from diagnostics.instruments.loaders.draft_checks import Check
from diagnostics.instruments.models import EditionDraft
from diagnostics.instruments.models.drafts import own_fields
from diagnostics.instruments.presenters.comparison import Difference, differences, part_lines, section_lines
from diagnostics.instruments.presenters.drafts import KIND_WORDS
from diagnostics.instruments.queries.conditions import Names
from diagnostics.scoring.revision import Change, Degree

TITLES = {
    Degree.MAJOR: ("Cambia lo que vale una respuesta", "primera"),
    Degree.MINOR: ("Cambian las preguntas que se hacen", "segunda"),
    Degree.PATCH: ("Cambian las palabras", "tercera"),
}
# Changes that no pair of values shows.
WHOLE = ("Pregunta nueva", "Pregunta retirada", "Dimensión", "Indicador", "El indicador pasa", "La pregunta pasa")


@dataclass
class ChangedPart:
    """`url`: its page ("" for a retired part). `words`: what happened to it as a whole."""

    code: str
    text: str
    url: str
    words: list[str] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    may_return: bool = False

    @property
    def mark(self) -> str:
        """What the outline says beside it."""
        return "Nueva" if any(said.endswith(("nueva", "nuevo")) for said in self.words) else "Cambió"


@dataclass
class ChangeGroup:
    title: str
    digit: str
    parts: list[ChangedPart]


class Base:
    """The document that a draft was made from, to be compared part by part; empty for a draft without one."""

    def __init__(self, check: Check):
        self.number = check.base_number
        self.draft = EditionDraft(document=document_of(check.base.content) if check.base else {})

    def part_differences(self, kind: PartKind, part: dict[str, Any], names: Names) -> list[Difference]:
        """Return how a part differs from the one of the same code; nothing for a new one."""
        before = self.draft.part(kind, part.get("code", ""))
        if before is None:
            return []
        old, new = (own_fields(one) | {"previous": None} for one in (before, part))
        return differences(part_lines(kind, old, names), part_lines(kind, new, names))

    def section_differences(self, document: dict[str, Any], sections: tuple[str, ...]) -> list[Difference]:
        if not self.draft.document:
            return []
        before, after = ({key: one.get(key) for key in sections} for one in (self.draft.document, document))
        return differences(section_lines(before), section_lines(after))


def change_groups(draft: EditionDraft, check: Check) -> list[ChangeGroup]:
    """Return the changes with the largest consequence first; nothing while the draft has faults."""
    if not check.changes:
        return []
    base, names = Base(check), Names(draft)
    by_code: dict[str, list[Change]] = {}
    for change in check.changes:
        by_code.setdefault(change.code, []).append(change)
    groups = {degree: ChangeGroup(*words, parts=[]) for degree, words in TITLES.items()}
    for code, changes in by_code.items():
        groups[max(change.degree for change in changes)].parts.append(_part(code, changes, draft, base, names))
    return [group for group in groups.values() if group.parts]


def _part(code: str, changes: list[Change], draft: EditionDraft, base: Base, names: Names) -> ChangedPart:
    if not code:
        found = base.section_differences(draft.document, SECTIONS)
        part = ChangedPart("", "Reglas y niveles", reverse("instruments:draft-rules", args=[draft.pk]), [], found)
    else:
        part = _coded(code, draft, base, names)
    words = [change.words for change in changes]
    part.words = [said for said in words if said.startswith(WHOLE)] or ([] if part.differences else words)
    return part


def _coded(code: str, draft: EditionDraft, base: Base, names: Names) -> ChangedPart:
    for kind, part, _ in draft.parts():
        if part.get("code") == code:
            url = reverse("instruments:draft-part", args=[draft.pk, KIND_WORDS[kind], code])
            found = base.part_differences(kind, part, names)
            return ChangedPart(code, part.get("text") or part.get("name", ""), url, [], found)
    kind, gone = next((kind, part) for kind, part, _ in base.draft.parts() if part.get("code") == code)
    return ChangedPart(code, gone.get("text") or gone.get("name", ""), "", may_return=kind == PartKind.QUESTION)
