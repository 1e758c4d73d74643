"""Put something aside for one person, encrypted and for a day at most; read it again; forget it."""

import base64
import json
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.crypto import salted_hmac

from core.models import SetAside
from core.refusals import Refusal

LASTS = timedelta(days=1)  # the evening's text is there in the morning
MOST = 5  # of one person and kind
MOST_CHARACTERS = 2_000_000


class NotKept(Refusal):
    """Too long, or for an account that is no more."""


@transaction.atomic
def put(*, kind: str, owner_id: int, content: Any, at: datetime, most: int = MOST_CHARACTERS) -> str:
    """Store JSON content and return its key. Raises NotKept. The oldest of more than MOST and all expired ones go."""
    text = json.dumps(content, ensure_ascii=False)
    if len(text) > most:
        raise NotKept("Es demasiado largo para guardarlo aparte.")
    if not get_user_model().objects.filter(pk=owner_id, is_active=True).exists():
        raise NotKept("Esa cuenta ya no está activa.")
    forget(at=at)
    row = SetAside.objects.create(
        key=secrets.token_urlsafe(16), kind=kind, owner_id=owner_id, content=_encrypted(content), kept_at=at
    )
    own = SetAside.objects.filter(owner=owner_id, kind=kind)
    own.exclude(pk__in=list(own.order_by("-kept_at", "-pk").values_list("pk", flat=True)[:MOST])).delete()
    return row.key


def get(*, kind: str, key: str, user, at: datetime) -> Any:
    """Return the person's own content of that key while it lasts; None otherwise, and if SECRET_KEY was changed."""
    row = _lasting(kind, user, at).filter(key=key).first()
    return _read(row) if row else None


def newest(*, kind: str, user, at: datetime) -> tuple[str, Any] | None:
    """Return key and content of what the person has put aside last."""
    row = _lasting(kind, user, at).order_by("-kept_at", "-pk").first()
    content = _read(row) if row else None
    return None if row is None or content is None else (row.key, content)


@transaction.atomic
def change(*, kind: str, key: str, owner_id: int, to: Callable[[Any], Any], at: datetime) -> Any:
    """Put what `to` makes of the content in its place, one caller at a time; None if it is gone.

    What `to` writes and this stay or go together.
    """
    rows = SetAside.objects.select_for_update().filter(kind=kind, key=key, owner=owner_id, kept_at__gt=at - LASTS)
    row = rows.first()
    content = _read(row) if row else None
    if row is None or content is None:
        return None
    changed = to(content)
    row.content = _encrypted(changed)
    row.save(update_fields=["content"])
    return changed


@transaction.atomic
def drop(*, kind: str, key: str, user) -> None:
    SetAside.objects.of(user, kind).filter(key=key).delete()


@transaction.atomic
def forget(*, at: datetime) -> int:
    """Delete what has lasted its time; return how many."""
    return SetAside.objects.filter(kept_at__lte=at - LASTS).delete()[0]


def _lasting(kind: str, user, at: datetime):
    return SetAside.objects.of(user, kind).filter(kept_at__gt=at - LASTS)


def _read(row: SetAside) -> Any:
    try:
        return json.loads(_cipher().decrypt(row.content.encode()).decode())
    except InvalidToken:
        return None


def _encrypted(content: Any) -> str:
    return _cipher().encrypt(json.dumps(content, ensure_ascii=False).encode()).decode()


def _cipher() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(salted_hmac("core.set_aside", "", algorithm="sha256").digest()))
