"""Follow-up, what citizens found."""

from collections.abc import Iterator

from django.utils import timezone

from accounts.models import User
from accounts.permissions import Role
from accounts.queries import holdings_of
from core.receipts.codes import hashed
from core.web.one_time_links import name_of
from followup.sightings.choices import Finding, SightingState
from territory.models import Municipality
from tests.browser.visits import Visit
from tests.factories.followup import make_commitment
from tests.factories.sightings import make_sighting

S = SightingState


def visits() -> Iterator[Visit]:
    """A commitment of the liaison's municipality with what people found in every state, and one without any."""
    liaison, coordinator = (User.objects.get(email=f"{role}@demo.example") for role in (Role.LIAISON, Role.COORDINATOR))
    home = Municipality.objects.get(pk=next(one.municipality_id for one in holdings_of(liaison)))
    told, empty = (make_commitment(home, code=code, is_demo=True) for code in ("CO-VIO-1", "CO-VIO-2"))
    made = {state: make_sighting(told, state=state, by=coordinator, with_photo=state == S.IN_MODERATION) for state in S}
    make_sighting(told, state=S.ANSWERED, by=coordinator, finding=Finding.PARTLY, with_photo=True)
    public = make_sighting(told, finding=Finding.NO, text="Fui dos veces y la biblioteca seguía cerrada.")
    waits = make_sighting(
        told, state=S.IN_MODERATION, text="Me atendieron en el 300 123 45 67, y ya está.", due_on=timezone.localdate(),
        with_photo=True,
    )  # fmt: skip
    for code in (told.code, empty.code):
        yield Visit("sightings:commitment", f"/compromisos/{code}/lo-vio/", holds_demo=True)
    yield Visit("sightings:receipt", f"/compromisos/{told.code}/lo-vio/recibo/", holds_demo=True)
    for row in (waits, made[S.ANSWERED], made[S.DECLINED], made[S.TRANSFERRED], made[S.WITHDRAWN]):
        code = row.receipt_of_it
        yield Visit("core:receipt", f"/c/{code}/", lands_on=f"/c/{name_of(hashed(code))}/", holds_demo=True)
    desk = "/seguimiento/relatos/"
    yield Visit("sightings:queue", desk, Role.COORDINATOR)
    yield Visit("sightings:queue", f"{desk}?estado=no-publicados", Role.COORDINATOR)
    yield Visit("sightings:queue", desk, Role.LIAISON)
    yield Visit("sightings:work", f"{desk}{told.code}/{waits.number}/", Role.COORDINATOR, holds_demo=True)
    yield Visit("sightings:work", f"{desk}{told.code}/{public.number}/", Role.LIAISON, holds_demo=True)
