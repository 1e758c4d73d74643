"""Keep what an interrupted form held, read it again for its owner, drop it."""

import base64
import json
import re
import secrets
from datetime import datetime, timedelta

from cryptography.fernet import Fernet, InvalidToken
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.crypto import salted_hmac

from core.models import InterruptedForm
from core.refusals import Refusal
from core.web.interrupted_forms.filling import Fields
from core.web.interrupted_forms.owners import FIELD

LASTS = timedelta(days=1)  # the evening's text is there in the morning
MOST = 5  # of one person
MOST_CHARACTERS = 200_000  # of one form, names and values
MOST_OF_AN_ADDRESS = 2000
RESUMED = "interrupted_form"  # field by which a filled form says what it was filled with
SECRET = re.compile(r"passw|contrase|clave|secret|token|^csrf", re.IGNORECASE)


class NotKept(Refusal):
    """Too long, or of an account that is no more."""


def typed(fields: Fields) -> Fields:
    """Return the fields that may be kept: no passwords, no tokens, none of the portal's own."""
    return [(name, value) for name, value in fields if name not in (FIELD, RESUMED) and not SECRET.search(name)]


@transaction.atomic
def keep(*, owner_id: int, page: str, action: str, fields: Fields, had_files: bool, at: datetime) -> str:
    """Store an interrupted form and return its key. Raises NotKept. The oldest of more than MOST and all expired ones go."""
    text = json.dumps(typed(fields), ensure_ascii=False)
    if len(text) > MOST_CHARACTERS or max(len(page), len(action)) > MOST_OF_AN_ADDRESS:
        raise NotKept("Lo que escribió es demasiado largo para guardarlo aparte.")
    if not get_user_model().objects.filter(pk=owner_id, is_active=True).exists():
        raise NotKept("Esa cuenta ya no está activa.")
    forget(at=at)
    kept = InterruptedForm.objects.create(
        key=secrets.token_urlsafe(16), owner_id=owner_id, page=page, action=action,
        fields=_cipher().encrypt(text.encode()).decode(), had_files=had_files, kept_at=at,
    )  # fmt: skip
    newest = InterruptedForm.objects.filter(owner=owner_id).order_by("-kept_at", "-pk").values_list("pk", flat=True)
    InterruptedForm.objects.filter(owner=owner_id).exclude(pk__in=list(newest[:MOST])).delete()
    return kept.key


def find(*, key: str, user, at: datetime) -> InterruptedForm | None:
    """Return the person's own form of that key while it lasts."""
    return InterruptedForm.objects.kept_for(user).filter(key=key, kept_at__gt=at - LASTS).first()


def newest_of(*, user, at: datetime) -> InterruptedForm | None:
    return InterruptedForm.objects.kept_for(user).filter(kept_at__gt=at - LASTS).order_by("-kept_at", "-pk").first()


def fields_of(kept: InterruptedForm) -> Fields | None:
    """Return what was typed; None if SECRET_KEY was changed meanwhile."""
    try:
        text = _cipher().decrypt(kept.fields.encode())
    except InvalidToken:
        return None
    return [(name, value) for name, value in json.loads(text)]


@transaction.atomic
def drop(*, key: str, user) -> None:
    InterruptedForm.objects.kept_for(user).filter(key=key).delete()


@transaction.atomic
def forget(*, at: datetime) -> int:
    """Delete what has lasted its time; return how many."""
    return InterruptedForm.objects.filter(kept_at__lte=at - LASTS).delete()[0]


def _cipher() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(salted_hmac("core.interrupted_forms", "", algorithm="sha256").digest()))
