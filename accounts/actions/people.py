"""What people change about their own account."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from core import audit
from core.refusals import Refusal


class NameMissing(Refusal):
    pass


@transaction.atomic
def rename(*, person: User, name: str, by: User, at: datetime) -> None:
    """Change the name. Refuses an empty one. The log records the change, never the names."""
    name = name.strip()
    if not name:
        raise NameMissing("Escriba su nombre y su apellido.")
    if name == person.name:
        return
    person.name = name
    person.save(update_fields=["name"])
    audit.record(by=by, verb="user.renamed", target=person, at=at)
