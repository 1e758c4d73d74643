"""What is kept of an interrupted form, and for how long."""

import re
from dataclasses import asdict, dataclass
from datetime import datetime

from core.web.addresses import own_path
from core.web.interrupted_forms.filling import Fields
from core.web.interrupted_forms.owners import FIELD
from core.web.set_aside import actions as set_aside

KIND = "form"
MOST_CHARACTERS = 200_000  # of one form, names and values
RESUMED = "interrupted_form"  # field by which a filled form says what it was filled with
SECRET = re.compile(r"passw|contrase|clave|secret|token|^csrf", re.IGNORECASE)


@dataclass(frozen=True)
class Interrupted:
    """`page`: address of the page with the form; `action`: where the form sends."""

    page: str
    action: str
    fields: Fields
    had_files: bool


def typed(fields: Fields) -> Fields:
    """Return the fields that may be kept: no passwords, no tokens, none of the portal's own."""
    return [(name, value) for name, value in fields if name not in (FIELD, RESUMED) and not SECRET.search(name)]


def keep(form: Interrupted, *, owner_id: int, at: datetime) -> str:
    """Put the form aside and return its key. Raises NotKept."""
    content = asdict(form) | {"fields": typed(form.fields)}
    return set_aside.put(kind=KIND, owner_id=owner_id, content=content, at=at, most=MOST_CHARACTERS)


def find(*, key: str, user, at: datetime) -> Interrupted | None:
    """Return the person's own form of that key while it lasts."""
    content = set_aside.get(kind=KIND, key=key, user=user, at=at)
    return _read(content) if content else None


def newest_of(*, user, at: datetime) -> tuple[str, Interrupted] | None:
    found = set_aside.newest(kind=KIND, user=user, at=at)
    return (found[0], _read(found[1])) if found else None


def drop(*, key: str, user) -> None:
    set_aside.drop(kind=KIND, key=key, user=user)


def _read(content: dict) -> Interrupted:
    """The page is checked again: its writer is sent there after signing in."""
    fields = [(name, value) for name, value in content["fields"]]
    return Interrupted(**content | {"page": own_path(content["page"]), "fields": fields})
