"""Fill once, report many: the other forms that an edition refers to, and the answers in the order of one of them.

Only the edition decides: the items of a norm are the articles that questions cite; the items of a form that
dimensions name by a key are its parts between semicolons. What a question says of a form replaces what its dimension
says. A norm cited under the name of such a form is that form: its articles are further items.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, count
from typing import Any

from django.utils.text import slugify

from core.words import folded
from diagnostics.assessments.models import Evidence
from diagnostics.assessments.queries.filling import Cell, Filling, Proof
from diagnostics.scoring.instrument import Dimension, Instrument, Question
from diagnostics.scoring.values import in_words

ANSWERED, UNANSWERED, NOT_APPLICABLE = "Respondida", "Sin responder", "No aplica"
NO_ARTICLE = "Sin artículo"

ByItem = dict[str, list["Match"]]
Names = Mapping[str, tuple[str, str]]  # name and note of a form by its key


@dataclass(frozen=True)
class Match:
    """One question under one item of a form. `tie`: what links them in the edition."""

    item: str
    question: Question
    tie: str


@dataclass(frozen=True)
class Form:
    """Another form, with our questions in its order."""

    key: str
    name: str
    note: str
    is_norm: bool
    matches: list[Match]

    @cached_property
    def items(self) -> list[str]:
        return list(dict.fromkeys(match.item for match in self.matches))

    @cached_property
    def questions(self) -> list[str]:
        return list(dict.fromkeys(match.question.code for match in self.matches))


def forms_of(instrument: Instrument, known: Names | None = None) -> dict[str, Form]:
    """Return the forms by key: first those that dimensions name, in the edition's order, then the norms by name."""
    own: dict[str, str] = instrument.content.get("crosswalk_names", {})
    forms: dict[str, Form] = {}
    norms = {
        norm: dict(sorted(by_article.items(), key=lambda pair: natural(pair[0])))
        for norm, by_article in sorted(_norms(instrument).items(), key=lambda pair: natural(pair[0]))
    }
    for key, by_item in _frames(instrument).items():
        name, note = (known or {}).get(key, (key.replace("_", " ").upper(), ""))
        name = own.get(key, name)
        for norm in [norm for norm in norms if _is_the_same(norm, key, name)]:
            by_item = _joined(by_item, norms.pop(norm))
        _add(forms, key, name, note, by_item, is_norm=False)
    for norm, by_article in norms.items():
        _add(forms, norm, norm, "", by_article, is_norm=True)
    return forms


def _is_the_same(norm: str, key: str, name: str) -> bool:
    """Whether a cited norm is the form that dimensions name by a key."""
    names = {folded(one) for one in (key.replace("_", " "), name, _head(name))}
    return folded(norm) in names or folded(_head(norm)) in names


def _head(name: str) -> str:
    return re.split(r"\s*[,(]", name)[0]


def _joined(by_item: ByItem, by_article: ByItem) -> ByItem:
    """Return the items of a form, then the articles; a question cited without an article is not repeated."""
    joined = dict(by_item)
    for article, cited in by_article.items():
        there = [match for item, matches in by_item.items() for match in matches if item == article or not article]
        codes = {match.question.code for match in there}
        if new := [match for match in cited if match.question.code not in codes]:
            joined[article] = [*by_item.get(article, []), *new]
    return joined


def _add(forms: dict[str, Form], key: str, name: str, note: str, by_item: ByItem, *, is_norm: bool) -> None:
    base = slugify(key)[:80] or "formulario"
    free = next(one for one in chain([base], (f"{base}-{n}" for n in count(2))) if one not in forms)
    forms[free] = Form(free, name, note, is_norm, [match for matches in by_item.values() for match in matches])


def _frames(instrument: Instrument) -> dict[str, ByItem]:
    frames: dict[str, ByItem] = {}
    for dimension, question in _questions(instrument):
        for key, said in (_tags(dimension.crosswalk) | _tags(question.crosswalk)).items():
            is_own = key in _tags(question.crosswalk)
            tie = "Se relaciona la pregunta" if is_own else f"Se relaciona toda la dimensión «{dimension.short_name}»"
            for item in _items(said):
                frames.setdefault(key, {}).setdefault(item, []).append(Match(item, question, tie))
    return frames


def _norms(instrument: Instrument) -> dict[str, ByItem]:
    norms: dict[str, ByItem] = {}
    for _, question in _questions(instrument):
        for ref in question.refs:
            article = ref.get("article") or ""
            match = Match(article or NO_ARTICLE, question, f"La pregunta cita la norma (certeza {ref['certainty']})")
            norms.setdefault(ref["norm"], {}).setdefault(article, []).append(match)
    return norms


def _questions(instrument: Instrument) -> Iterable[tuple[Dimension, Question]]:
    return ((d, q) for d in instrument.dimensions for i in d.indicators for q in i.questions)


def _tags(crosswalk: Any) -> dict[str, Any]:
    """Return the «crosswalk» of a node, or nothing: no rule reads it, so an edition may hold anything there."""
    return crosswalk if isinstance(crosswalk, dict) else {}


def _items(said: Any) -> list[str]:
    parts = said.split(";") if isinstance(said, str) else said if isinstance(said, list) else []
    return list(dict.fromkeys(text for part in parts if isinstance(part, str) and (text := part.strip())))


def natural(text: str) -> tuple:
    """Return the sort key of an item or norm: articles, then the rest, numbers by value, empty texts last."""
    words = folded(text)
    bare = re.sub(r"^art(s?\.|iculos?)\s*", "", words)
    parts = re.split(r"([0-9]+)", bare)
    return not text, bare == words, [int(part) if place % 2 else part for place, part in enumerate(parts)]


@dataclass(frozen=True)
class Coverage:
    """How many applicable questions a form has, and how many of them are answered."""

    form: Form
    total: int
    answered: int


def coverage_of(filling: Filling, form: Form) -> Coverage:
    cells = [cell for code in form.questions if (cell := filling.cells[code]).applies]
    return Coverage(form, len(cells), sum(cell.is_answered for cell in cells))


@dataclass(frozen=True)
class Support:
    """Evidence as one answer uses it. `proves`: the option of a multiple, "" for the whole answer."""

    evidence: Evidence
    place: str
    proves: str


@dataclass(frozen=True)
class Line:
    """One question under one item of the other form, with its answer. `answer`: in words, one line per option."""

    item: str
    tie: str
    question: Question
    state: str
    answer: list[str]
    reason: str
    supports: list[Support]

    @property
    def is_answered(self) -> bool:
        return self.state == ANSWERED


def lines_of(filling: Filling, form: Form) -> list[Line]:
    """Return the applicable questions in the form's order (one query, for the evidence)."""
    found = [(match, filling.cells[match.question.code]) for match in form.matches]
    asked = [(match, cell) for match, cell in found if cell.applies]
    evidence = Evidence.objects.in_bulk({proof.evidence for _, cell in asked for proof in cell.proofs})
    return [_line(match, cell, evidence) for match, cell in asked]


def _line(match: Match, cell: Cell, evidence: dict[int, Evidence]) -> Line:
    is_na = bool(cell.answer and cell.answer.not_applicable)  # the stored value does not count
    return Line(
        item=match.item,
        tie=match.tie,
        question=cell.question,
        state=NOT_APPLICABLE if cell.is_not_applicable else ANSWERED if cell.is_answered else UNANSWERED,
        answer=in_words(cell.question, cell.value) if cell.value and not is_na else [],
        reason=cell.answer.na_reason if cell.answer and is_na else "",
        supports=[_support(proof, cell.question, evidence) for proof in cell.proofs],
    )


def _support(proof: Proof, question: Question, evidence: dict[int, Evidence]) -> Support:
    texts = {option.code: option.text for option in question.options}
    return Support(evidence[proof.evidence or 0], proof.place, texts.get(proof.option, proof.option))
