"""Editions written in the browser: drafts are started, changed part by part, and discarded or published for good."""

import copy
from datetime import datetime
from typing import Any

from django.db import transaction

from core import audit
from core.documents.fields import Seen, code_fault, remember
from core.refusals import Refusal, Stale
from core.words import changed_meanwhile
from diagnostics.instruments.actions import instruments
from diagnostics.instruments.choices import PartKind
from diagnostics.instruments.loaders.draft_checks import checked, document_from
from diagnostics.instruments.loaders.drafts import HEAD, PLACES, RULES
from diagnostics.instruments.models import EditionDraft, InstrumentVersion
from diagnostics.instruments.models.drafts import INNER, KINDS, fingerprint, own_fields
from diagnostics.instruments.queries.editions import numbers_in_use
from diagnostics.scoring.equivalence import REWORDED


class DraftClosed(Refusal):
    """The draft was published or discarded."""


class CodeTaken(Refusal):
    """Another part of the draft has that code."""


class NoSuchPart(Refusal):
    """The draft does not have that part, or no longer."""


class StillHoldsParts(Refusal):
    """A dimension or indicator can be removed only when empty."""


class NotPublishable(Refusal):
    """`details` lists all obstacles."""


@transaction.atomic
def start(
    *, name: str, by, at: datetime, base: InstrumentVersion | None = None, document: dict[str, Any] | None = None
) -> EditionDraft:
    """Start a draft from an edition, or from an uploaded document that is compared with `base`."""
    content = copy.deepcopy(document) if document is not None else document_from(base)
    draft = EditionDraft.objects.create(name=name, base=base, document=content, changed_at=at, changed_by=by)
    audit.record(by=by, verb="edition_draft.started", target=draft, at=at, data={"base": str(base or "")})
    return draft


@transaction.atomic
def write_part(
    *, draft: EditionDraft, kind: PartKind, code: str, fields: dict[str, Any], seen: str, by, at: datetime
) -> EditionDraft:
    """Write the own fields of a part; the parts inside it stay. `seen`: the fingerprint that the person saw.

    Refuses DraftClosed, NoSuchPart, Stale, CodeTaken.
    """
    draft = _open(draft)
    siblings, place = _find(draft, kind, code)
    part = siblings[place]
    if own_fields(part) == fields:
        return draft
    if fingerprint(own_fields(part)) != seen:
        raise _stale(draft, code, by, what=code, seen="la veía")
    if fields["code"] != code:
        _require_free(draft, kind, fields["code"], instead_of=code)
    siblings[place] = fields | {key: part[key] for key in INNER.values() if key in part}
    return _save(draft, by, at, fields["code"])


@transaction.atomic
def write_sections(*, draft: EditionDraft, sections: dict[str, Any], seen: str, by, at: datetime) -> EditionDraft:
    """Write whole sections of the document; empty ones are removed. Refuses DraftClosed and Stale."""
    draft = _open(draft)
    rest = {key: value for key, value in draft.document.items() if key not in sections}
    document = rest | {key: value for key, value in sections.items() if value not in ({}, [])}
    if document == draft.document:
        return draft
    part = HEAD if "instrument" in sections else RULES
    if fingerprint({key: draft.document.get(key) for key in sections}) != seen:
        what, saw = ("los datos generales", "los veía") if part == HEAD else ("las reglas", "las veía")
        raise _stale(draft, PLACES[part], by, what=what, seen=saw)
    draft.document = document
    return _save(draft, by, at, PLACES[part])


@transaction.atomic
def add_part(
    *, draft: EditionDraft, kind: PartKind, inside: str, fields: dict[str, Any], by, at: datetime
) -> EditionDraft:
    """Add a part at the end of its parent (`inside`: its code, "" for dimensions).

    Refuses DraftClosed, NoSuchPart, CodeTaken.
    """
    draft = _open(draft)
    _require_free(draft, kind, fields["code"])
    _members(draft, kind, inside).append(fields)
    return _save(draft, by, at, fields["code"])


@transaction.atomic
def move_part(*, draft: EditionDraft, kind: PartKind, code: str, by_places: int, by, at: datetime) -> EditionDraft:
    """Move a part among its siblings, at most to either end. Refuses DraftClosed, NoSuchPart."""
    draft = _open(draft)
    siblings, place = _find(draft, kind, code)
    siblings.insert(max(0, place + by_places), siblings.pop(place))
    return _save(draft, by, at, code)


@transaction.atomic
def carry_part(*, draft: EditionDraft, kind: PartKind, code: str, inside: str, by, at: datetime) -> EditionDraft:
    """Move a part to the end of another dimension or indicator. Refuses DraftClosed, NoSuchPart."""
    draft = _open(draft)
    siblings, place = _find(draft, kind, code)
    target = _members(draft, kind, inside)
    target.append(siblings.pop(place))
    return _save(draft, by, at, code)


@transaction.atomic
def remove_part(*, draft: EditionDraft, kind: PartKind, code: str, by, at: datetime) -> EditionDraft:
    """Refuses DraftClosed, NoSuchPart and, while the part is not empty, StillHoldsParts."""
    draft = _open(draft)
    siblings, place = _find(draft, kind, code)
    if any(siblings[place].get(key) for key in INNER.values()):
        raise StillHoldsParts(f"{code} todavía tiene partes adentro. Quítelas o llévelas a otro lugar primero.")
    siblings.pop(place)
    return _save(draft, by, at, code)


@transaction.atomic
def bring_back(*, draft: EditionDraft, code: str, by, at: datetime) -> EditionDraft:
    """Restore a question of the base at the end of its indicator. Refuses DraftClosed, NoSuchPart, CodeTaken."""
    draft = _open(draft)
    source = EditionDraft(document=document_from(draft.base)) if draft.base else EditionDraft()
    question = source.part(PartKind.QUESTION, code)
    if question is None:
        raise NoSuchPart(f"La edición anterior no tiene una pregunta {code}.")
    _require_free(draft, PartKind.QUESTION, code)
    inside = next(
        part["code"]
        for kind, part, _ in source.parts()
        if kind == PartKind.INDICATOR and question in part.get("questions", [])
    )
    _members(draft, PartKind.QUESTION, inside).append(question)
    return _save(draft, by, at, code)


@transaction.atomic
def relate_reworded(*, draft: EditionDraft, by, at: datetime) -> int:
    """State that every question with the code of one of the base and another text is that one, reworded; return how many.

    Refuses DraftClosed.
    """
    draft = _open(draft)
    codes = checked(draft, {}).unrelated
    for code in codes:
        part = draft.part(PartKind.QUESTION, code)
        assert part is not None
        part["previous"] = {"relation": REWORDED, "codes": [code]}
    if codes:
        _save(draft, by, at, ", ".join(codes))
    return len(codes)


@transaction.atomic
def discard(*, draft: EditionDraft, by, at: datetime) -> None:
    """Discard a draft; it stays in the history. Refuses DraftClosed."""
    draft = _open(draft)
    draft.discarded_at = at
    draft.save(update_fields=["discarded_at"])
    audit.record(by=by, verb="edition_draft.discarded", target=draft, at=at)


@transaction.atomic
def publish(*, draft: EditionDraft, by, at: datetime) -> InstrumentVersion:
    """Create an edition from a sound draft and freeze it for good. Refuses DraftClosed, NotPublishable, EditionInUse."""
    draft = _open(draft)
    check = checked(draft, numbers_in_use())
    if check.obstacles:
        raise NotPublishable(
            "La edición todavía no se puede publicar.", [f"{place}: {words}." for place, words in check.obstacles]
        )
    version, _ = instruments.load(content=check.content, at=at, by=by)
    instruments.freeze(version=version, at=at, by=by)
    draft.published = version
    draft.save(update_fields=["published"])
    audit.record(by=by, verb="edition_draft.published", target=draft, at=at, data={"edition": str(version)})
    return version


def _open(draft: EditionDraft) -> EditionDraft:
    """Lock the draft and return its current state. Refuses DraftClosed."""
    current = EditionDraft.objects.select_for_update(of=("self",)).select_related("base").get(pk=draft.pk)
    if not current.is_open:
        raise DraftClosed("Este borrador ya se publicó o se descartó y no recibe cambios.")
    return current


def _save(draft: EditionDraft, by, at: datetime, part: str) -> EditionDraft:
    draft.version, draft.changed_at, draft.changed_by = draft.version + 1, at, by
    draft.save(update_fields=["document", "version", "changed_at", "changed_by"])
    audit.record(by=by, verb="edition_draft.changed", target=draft, at=at, data={"part": part})
    return draft


def _stale(draft: EditionDraft, part: str, by, *, what: str, seen: str) -> Stale:
    mine_at = audit.own_change(draft, by, "edition_draft.changed", part=part)
    return Stale(changed_meanwhile(f"cambió {what}", mine_at=mine_at, seen=seen))


def _find(draft: EditionDraft, kind: PartKind, code: str) -> tuple[list[Any], int]:
    found = draft.find(kind, code)
    if found is None:
        raise NoSuchPart(f"El borrador ya no tiene {code}: alguien la quitó o le cambió el código.")
    return found


def _members(draft: EditionDraft, kind: PartKind, inside: str) -> list[Any]:
    if kind == PartKind.DIMENSION:
        return draft.document.setdefault(INNER[kind], [])
    above = KINDS[KINDS.index(kind) - 1]
    siblings, place = _find(draft, above, inside)
    return siblings[place].setdefault(INNER[kind], [])


def _require_free(draft: EditionDraft, kind: PartKind, code: str, *, instead_of: str = "") -> None:
    seen: Seen = {}
    for other, part, _ in draft.parts():
        if part.get("code") and part["code"] != instead_of:
            remember(part["code"], seen, other, "la edición")
    if fault := code_fault(code, seen, kind):
        raise CodeTaken(f"{fault[0].upper()}{fault[1:]}.")
