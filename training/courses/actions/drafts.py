"""Courses written in the browser: any state of a draft is kept; what the reader accepts becomes a version."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import transaction

from core import audit
from core.refusals import Refusal, Stale
from training.courses.actions.folders import folder_of
from training.courses.actions.versions import load_and_publish
from training.courses.choices import is_text
from training.courses.exports.folders import with_number
from training.courses.exports.gift import written
from training.courses.loaders import gift
from training.courses.loaders.course import COURSE, unfit
from training.courses.loaders.front_matter import text_of
from training.courses.loaders.modules import MODULE
from training.courses.loaders.problems import Problem
from training.courses.loaders.question_codes import make_unique, matter
from training.courses.loaders.skeletons import (
    LESSON,
    new_course,
    new_module,
    new_text,
    renamed_module,
    slug_of,
    with_module,
)
from training.courses.models import CourseDraft, CourseVersion, DraftFile

Question = dict[str, Any]


class DraftClosed(Refusal):
    """It was published or discarded meanwhile."""

    is_conflict = True


class NameTaken(Refusal):
    """The draft has that file already."""


class NoSuchFile(Refusal):
    """It was taken out meanwhile."""

    is_conflict = True


def fingerprint(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]


def files_of(draft: CourseDraft) -> dict[str, bytes]:
    """Return the folder that a draft is, for the reader."""
    others = {name: bytes(raw) for name, raw in draft.other_files.values_list("name", "content")}
    return {name: text.encode() for name, text in draft.files.items()} | others


@transaction.atomic
def start(*, base: CourseVersion | None, code: str = "", title: str = "", by, at: datetime) -> CourseDraft:
    """Start a draft: from a version, else from the skeleton of a course."""
    texts, others = _parted(folder_of(base)) if base else (new_course(code, title), {})
    if not texts:
        raise Refusal(f"La versión {base} no guarda su carpeta: cárguela otra vez para partir de ella.")
    draft = CourseDraft.objects.create(
        title=base.title if base else title, base=base, files=texts, changed_at=at, changed_by=by
    )
    DraftFile.objects.bulk_create(DraftFile(draft=draft, name=name, content=raw) for name, raw in others.items())
    audit.record(by=by, verb="course_draft.started", target=draft, at=at, data={"base": str(base or "")})
    return draft


@transaction.atomic
def write_text(*, draft: CourseDraft, name: str, text: str, seen: str, by, at: datetime) -> CourseDraft:
    """Write one text. `seen`: the fingerprint of what the person saw. Refuses Stale where somebody wrote it meanwhile."""
    draft = _open(draft)
    stored = draft.files.get(name)
    if stored is None:
        raise NoSuchFile(f"Otra persona quitó {name} mientras usted lo escribía. Copie su texto antes de salir.")
    if stored == text:
        return draft
    if fingerprint(stored) != seen:
        raise Stale(f"{name} cambió mientras usted lo escribía. Su texto sigue abajo y todavía no se guardó.")
    return _save(draft, {name: text}, by, at)


@transaction.atomic
def add_lesson(*, draft: CourseDraft, module: str, title: str, by, at: datetime) -> str:
    """Add a lesson at the end of a module; returns its file."""
    draft = _open(draft)
    numbers = [int(found[1]) for name in draft.files if (found := re.match(rf"{re.escape(module)}/(\d+)-", name))]
    name = f"{module}/{max(numbers, default=0) + 1:02}-{slug_of(title)}.md"
    _add(draft, {name: new_text(LESSON, title)}, by, at)
    return name


@transaction.atomic
def add_part(*, draft: CourseDraft, module: str, kind: str, title: str, by, at: datetime) -> str:
    """Add the quiz, the task or the recall of a module; returns its file."""
    name = f"{module}/{kind}"
    _add(_open(draft), {name: new_text(kind, title)}, by, at)
    return name


@transaction.atomic
def add_module(*, draft: CourseDraft, title: str, by, at: datetime) -> str:
    """Add a module at the end of the course, with a lesson and a quiz; returns its file."""
    draft = _open(draft)
    numbers = [int(found[1]) for name in draft.files if (found := re.match(r"(\d+)-[^/]*/", name))]
    folder = f"{max(numbers, default=0) + 1}-{slug_of(title)}"
    head = {COURSE: with_module(draft.files[COURSE], folder)} if COURSE in draft.files else {}
    _add(draft, new_module(folder, title), by, at, besides=head)
    return f"{folder}/{MODULE}"


@transaction.atomic
def add_questions(
    *, draft: CourseDraft, module: str, bank: str, found: Sequence[tuple[str, Question]], by, at: datetime
) -> dict[str, int]:
    """Add questions at the end of a bank (quiz.gift, recall.gift); what is written there stays as it is.

    `module`: "": that which the category of each names. Returns how many each file received. Refuses, and adds none, where a
    question has no module or stands in its bank already.
    """
    draft = _open(draft)
    modules = {name.rpartition("/")[0] for name in draft.files if name.endswith(f"/{MODULE}")}
    by_file: dict[str, list[Question]] = {}
    for category, question in found:
        folder = module or category
        if folder not in modules:
            raise NoSuchFile(_no_module(question, folder))
        by_file.setdefault(f"{folder}/{bank}", []).append(dict(question))
    texts = {name: _with_questions(name, draft.files.get(name, ""), added) for name, added in by_file.items()}
    counts = {name: len(added) for name, added in by_file.items()}
    _save(draft, texts, by, at, data={"files": sorted(texts), "questions": len(found)})
    return counts


def _no_module(question: Question, folder: str) -> str:
    said = (
        f"su $CATEGORY, «{folder[:60]}», no es un módulo de este curso" if folder else "no dice su módulo en $CATEGORY"
    )
    return f"La pregunta «{question['text'][:80]}»: {said}. Elija el módulo, o corrija el archivo."


def _with_questions(name: str, stored: str, added: list[Question]) -> str:
    there, _ = gift.read(stored, name, is_explained=False)
    taken = {matter(question) for question in there}
    for question in added:
        if matter(question) in taken:
            raise NameTaken(f"La pregunta «{question['text'][:80]}» ya está en {name}. No se agregó ninguna.")
        taken.add(matter(question))
    make_unique(added, [question["code"] for question in there])
    return "\n\n".join(filter(None, [stored.rstrip("\n"), written(added)]))


@transaction.atomic
def put_file(*, draft: CourseDraft, name: str, content: bytes, replaces: bool, by, at: datetime) -> None:
    """Add a file that somebody uploads, or put it in the place of one. A text comes in as text."""
    draft = _open(draft)
    if not replaces:
        _require_free(draft, name)
    if is_text(name):
        problems: list[Problem] = []
        text = text_of(name, content, problems)
        if text is None:
            raise Refusal(str(problems[0]))
        _save(draft, {name: text.replace("\r\n", "\n")}, by, at)
        return
    _require_fit({**files_of(draft), name: content})
    DraftFile.objects.update_or_create(draft=draft, name=name, defaults={"content": content})
    _save(draft, {}, by, at, data={"file": name})


@transaction.atomic
def rename(*, draft: CourseDraft, old: str, new: str, by, at: datetime) -> str:
    """Rename a file; module.md stands for its folder, which moves with all that is in it. Returns the new name."""
    draft = _open(draft)
    _require_there(draft, old)
    moved = {old: new}
    changed: dict[str, str] = {}
    if old.endswith(f"/{MODULE}"):
        before, after = old.rpartition("/")[0], new.rpartition("/")[0]
        moved = {name: f"{after}/{name.partition('/')[2]}" for name in _names(draft) if name.startswith(f"{before}/")}
        if COURSE in draft.files:
            changed[COURSE] = renamed_module(draft.files[COURSE], before, after)
    for name in moved.values():
        _require_free(draft, name)
    texts = {moved.get(name, name): text for name, text in draft.files.items()} | changed
    others = list(draft.other_files.all())
    for file in others:
        file.name = moved.get(file.name, file.name)
    _require_fit({**{n: t.encode() for n, t in texts.items()}, **{f.name: bytes(f.content) for f in others}})
    DraftFile.objects.bulk_update(others, ["name"]) if others else None
    draft.files = texts
    _save(draft, {}, by, at, data={"file": old, "renamed": new})
    return new


@transaction.atomic
def remove(*, draft: CourseDraft, name: str, by, at: datetime) -> int:
    """Take a file out; module.md stands for its folder. Returns how many files left."""
    draft = _open(draft)
    _require_there(draft, name)
    if name == COURSE:
        raise Refusal(f"{COURSE} no se quita: dice qué curso es.")
    folder = f"{name.rpartition('/')[0]}/" if name.endswith(f"/{MODULE}") else ""
    gone = {one for one in _names(draft) if one == name or (folder and one.startswith(folder))}
    draft.files = {one: text for one, text in draft.files.items() if one not in gone}
    draft.other_files.filter(name__in=gone).delete()
    head = draft.files.get(COURSE)
    changed = {COURSE: renamed_module(head, folder.rstrip("/"), "")} if folder and head is not None else {}
    _save(draft, changed, by, at, data={"file": name, "removed": len(gone)})
    return len(gone)


@transaction.atomic
def discard(*, draft: CourseDraft, by, at: datetime) -> None:
    draft = _open(draft)
    draft.discarded_at = at
    draft.save(update_fields=["discarded_at"])
    audit.record(by=by, verb="course_draft.discarded", target=draft, at=at)


@transaction.atomic
def restore(*, draft: CourseDraft, by, at: datetime) -> None:
    """Bring a discarded draft back, as it was; one that is open already stays so."""
    draft = CourseDraft.objects.select_for_update().get(pk=draft.pk)
    if draft.discarded_at is None:
        return
    draft.discarded_at = None
    draft.save(update_fields=["discarded_at"])
    audit.record(by=by, verb="course_draft.restored", target=draft, at=at)


@transaction.atomic
def publish_draft(*, draft: CourseDraft, number: str, seen: int, by, at: datetime) -> CourseVersion:
    """Load a draft as a version with that number and publish it. `seen`: the version of the draft that was read."""
    draft = _open(draft)
    draft.require_seen(seen, "El borrador cambió mientras usted lo veía. Léalo otra vez antes de publicarlo.")
    if COURSE in draft.files:
        draft.files = draft.files | {COURSE: with_number(draft.files[COURSE], number)}
    version = load_and_publish(files=files_of(draft), by=by, at=at)
    draft.published, draft.version = version, draft.version + 1
    draft.changed_at, draft.changed_by = at, by
    draft.save()
    audit.record(by=by, verb="course_draft.published", target=draft, at=at, data={"version": version.version})
    return version


def _parted(files: Mapping[str, bytes]) -> tuple[dict[str, str], dict[str, bytes]]:
    """Part a folder into what is written in the browser and the files that are only carried along."""
    texts: dict[str, str] = {}
    others: dict[str, bytes] = {}
    for name, raw in files.items():
        text = text_of(name, raw, []) if is_text(name) else None
        if text is None:
            others[name] = raw
        else:
            texts[name] = text.replace("\r\n", "\n")
    return texts, others


def _open(draft: CourseDraft) -> CourseDraft:
    stored = CourseDraft.objects.select_for_update().get(pk=draft.pk)
    if not stored.is_open:
        raise DraftClosed(f"El borrador ya se {'publicó' if stored.published_id else 'descartó'} y no recibe cambios.")
    return stored


def _names(draft: CourseDraft) -> list[str]:
    return [*draft.files, *draft.other_files.values_list("name", flat=True)]


def _require_there(draft: CourseDraft, name: str) -> None:
    if name not in _names(draft):
        raise NoSuchFile(f"El borrador ya no tiene {name}.")


def _require_free(draft: CourseDraft, name: str) -> None:
    if name in _names(draft):
        raise NameTaken(f"El borrador ya tiene {name}. Elija otro nombre.")


def _require_fit(files: Mapping[str, bytes]) -> None:
    if problems := unfit(files):
        raise Refusal(str(problems[0]))


def _add(draft: CourseDraft, texts: dict[str, str], by, at: datetime, *, besides: dict[str, str] | None = None) -> None:
    for name in texts:
        _require_free(draft, name)
    _save(draft, texts | (besides or {}), by, at)


def _save(
    draft: CourseDraft, texts: dict[str, str], by, at: datetime, *, data: dict[str, object] | None = None
) -> CourseDraft:
    draft.files = draft.files | texts
    _require_fit(files_of(draft))
    draft.version, draft.changed_at, draft.changed_by = draft.version + 1, at, by
    draft.save()
    told = data or {"files": sorted(texts)}
    audit.record(by=by, verb="course_draft.changed", target=draft, at=at, data=told)
    return draft
