"""Writes versions of texts. A version is never changed; going back to an earlier one makes a new one."""

from datetime import datetime

from django.db import transaction
from django.utils.formats import number_format

from core import audit
from core.refusals import Refusal, Stale
from core.versioned_text.models import (
    MOST_OF_A_BODY,
    MOST_OF_A_HEADING,
    MOST_OF_A_REASON,
    TextVersion,
    VersionedText,
)
from core.versioned_text.queries import current
from core.versioned_text.registry import TEXTS, RegisteredText, Wording, faults_of
from core.web import page_cache
from core.words import counted, visible


class NotWritten(Refusal):
    pass


class Unchanged(Refusal):
    pass


@transaction.atomic
def write_version(
    *, key: str, name: str, wording: Wording | None, reason: str, seen_version: int, by, at: datetime
) -> TextVersion:
    """Write the next version of the text with this key; None as its wording: from here on the default of the program holds.

    `seen_version`: the newest version that the writer saw, 0 for none. Refuses Stale if there is a newer one.
    """
    text = VersionedText.objects.select_for_update().filter(key=key).first()
    if (text.version if text else 0) != seen_version:
        raise Stale(
            "Alguien guardó una versión nueva de este texto mientras usted escribía. Lo suyo sigue aquí, sin guardar: "
            "compárelo con la versión nueva y guarde otra vez."
        )
    if text is None:
        # Of two first writers at once the second finds the row of the first.
        text, is_new = VersionedText.objects.get_or_create(key=key, defaults={"name": name, "version": 1})
        if not is_new:
            raise Stale("Alguien guardó este texto al mismo tiempo. Lo suyo sigue aquí: guarde otra vez.")
    else:
        text.version += 1
        text.save(update_fields=["version"])
    return TextVersion.objects.create(
        text=text, number=text.version, heading=wording.heading if wording else "", body=wording.body if wording else "",
        is_default=wording is None, reason=reason, at=at, by=by,
    )  # fmt: skip


@transaction.atomic
def edit(*, key: str, heading: str, body: str, reason: str, seen_version: int, by, at: datetime) -> TextVersion:
    """Write a new wording of a registered text. Refuses what its placeholders and lengths do not allow, and no change at all."""
    text, wording = TEXTS[key], tidied(heading, body)
    if found := problems_of(text, wording, reason=reason):
        raise NotWritten(" ".join(found), found)
    if wording == current(key).wording:
        raise Unchanged("No cambió nada: el texto es igual al que hay.")
    version = write_version(
        key=key, name=text.name, wording=wording, reason=reason.strip(), seen_version=seen_version, by=by, at=at
    )
    data = {"version": version.number}
    audit.record(by=by, verb="text.edited", target=version.text, at=at, data=data, reason=version.reason)
    transaction.on_commit(page_cache.forget_all, robust=True)
    return version


@transaction.atomic
def restore(*, key: str, number: int, seen_version: int, by, at: datetime) -> TextVersion:
    """Write an earlier version anew; number 0: the default of the program. Refuses the one that holds already."""
    text, now = TEXTS[key], current(key)
    earlier = TextVersion.objects.filter(text__key=key, number=number).first()
    if earlier is None and number != 0:
        raise NotWritten("Esa versión no existe.")
    wording = None if earlier is None or earlier.is_default else Wording(earlier.heading, earlier.body)
    says_the_same = now.is_default if wording is None else wording == now.wording
    if says_the_same:
        raise Unchanged("Esa versión dice lo mismo que la que se usa.")
    if wording and (found := problems_of(text, wording)):  # since then the program may have taken a placeholder away
        raise NotWritten(" ".join(found), found)
    version = write_version(
        key=key, name=text.name, wording=wording, seen_version=seen_version, by=by, at=at,
        reason=f"Vuelve la versión {number}." if number else "Vuelve el texto original.",
    )  # fmt: skip
    data = {"version": version.number, "from": number}
    audit.record(by=by, verb="text.restored", target=version.text, at=at, data=data)
    transaction.on_commit(page_cache.forget_all, robust=True)
    return version


def tidied(heading: str, body: str) -> Wording:
    """Return the wording as it is stored: without invisible characters, blanks at the ends of lines, and the browser's CRLF."""
    lines = [line.rstrip() for line in visible(body).splitlines()]
    return Wording(" ".join(visible(heading).split()), "\n".join(lines).strip())


def problems_of(text: RegisteredText, wording: Wording, *, reason: str | None = None) -> list[str]:
    """Return why the wording cannot be saved, each in one sentence. `reason`: None where none is asked for."""
    label = text.heading_label.lower()
    found = [] if wording.heading else [f"Escriba el {label}."]
    found += [] if wording.body else ["Escriba el texto."]
    found += faults_of(text, wording) if wording.body else []
    found += [] if reason is None or reason.strip() else ["Escriba en una frase por qué cambia el texto."]
    lengths = (
        (f"El {label}", len(wording.heading), MOST_OF_A_HEADING),
        ("El texto", len(wording.body), MOST_OF_A_BODY),
        ("La razón", len((reason or "").strip()), MOST_OF_A_REASON),
    )
    return found + [
        f"{what} tiene {counted(length - most, 'carácter', 'caracteres')} de más: caben {number_format(most)}."
        for what, length, most in lengths
        if length > most
    ]
