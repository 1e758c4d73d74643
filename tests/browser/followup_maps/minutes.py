"""Follow-up, minutes: a closed one with a decision, and a draft with one that is begun."""

from collections.abc import Iterator

from django.utils import timezone

from accounts.models import User
from accounts.permissions import Role
from tests.browser.visits import Visit
from tests.factories.minutes import begun, close


def visits() -> Iterator[Visit]:
    coordinator, now = User.objects.get(email=f"{Role.COORDINATOR}@demo.example"), timezone.now()
    closed = close(begun(coordinator, now), coordinator, now)
    yield Visit("minutes:minutes-list", "/seguimiento/actas/", Role.REVIEWER, holds_demo=True)
    yield Visit("minutes:minutes", closed.get_absolute_url(), Role.COORDINATOR, holds_demo=True)
    draft = begun(coordinator, now)
    draft.rows.filter(position=1).update(decision="Pedir la razón", office="Oficina TIC", due_on=timezone.localdate())
    yield Visit("minutes:minutes-list", "/seguimiento/actas/", Role.COORDINATOR, holds_demo=True)
    yield Visit("minutes:draft", "/seguimiento/actas/borrador/", Role.COORDINATOR, holds_demo=True)
