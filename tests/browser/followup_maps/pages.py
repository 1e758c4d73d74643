"""Follow-up, pages."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from accounts.permissions import Role
from followup.commitments.models import News
from territory.models import Municipality
from tests.browser.visits import Visit
from tests.factories.followup import make_commitment, make_evidence, make_sheet, make_version
from tests.factories.indicator_series import rich_set


def visits() -> Iterator[Visit]:
    yield from _indicators()
    yield from _commitments()
    for role in (Role.COORDINATOR, Role.REVIEWER, Role.LIAISON, Role.CONTRIBUTOR, Role.APPROVER):
        yield Visit("followup:board", "/seguimiento/", role, holds_demo=True)
    place = Municipality.objects.in_river_order().first()
    for asked in (f"municipio={place.slug}", "municipio=area&decision=cambio"):  # the second finds nothing
        yield Visit("followup:board", f"/seguimiento/?{asked}", Role.COORDINATOR, holds_demo=True)


def _indicators() -> Iterator[Visit]:
    """With every light, one without values, and the account of a light."""
    places = list(Municipality.objects.in_river_order())
    rich_set(places, seed=7, prefix="LUZ")
    make_sheet(code="LUZ-25")
    yield Visit("followup:indicator-list", "/indicadores/")
    for code in ("LUZ-01", "LUZ-05", "LUZ-07", "LUZ-08", "LUZ-25"):  # a ratio, a sum, without valley, of rounds, empty
        yield Visit("followup:indicator", f"/indicadores/{code}/")
    yield Visit("followup:indicator", f"/indicadores/LUZ-02/?municipio={places[-1].slug}")
    yield Visit("followup:indicator", "/indicadores/IND-99/", status=404)


def _commitments() -> Iterator[Visit]:
    """A commitment that changed and is late, one that is closed, a proposal."""
    now, today = timezone.now(), timezone.localdate()
    here = Municipality.objects.in_river_order().first()
    one = make_commitment(
        here, code="PUB-1", start=today - timedelta(200), end=today + timedelta(90), original_end=today - timedelta(30),
        accepted_on=today - timedelta(210), contact="participacion@demo.example", tags=["gobernanza"], is_verifiable=True,
        milestones=[
            (today - timedelta(150), today - timedelta(140)), (today - timedelta(20), None), (today + timedelta(90), None),
        ],
    )  # fmt: skip
    one.milestones.get(number=1).evidence.add(make_evidence(here, at=now, is_public=True))
    make_version(one, 1, end=one.original_end)
    make_version(one, 2, end=one.end, reason="Dos procesos se corrieron")
    News.objects.create(commitment=one, text="Se publicó la primera devolución.", office=one.office, at=now)
    make_commitment(here, code="PUB-2", accepted_on=None)
    yield Visit("followup:commitment-list", "/compromisos/")
    yield Visit("followup:commitment-list", "/compromisos/?q=xyz")
    yield Visit("followup:commitment-list", "/compromisos/?estado=propuesto")
    yield Visit("followup:commitment", "/compromisos/PUB-1/")
    yield Visit("followup:commitment", "/compromisos/PUB-2/")
    yield Visit("followup:commitment", "/compromisos/PUB-9/", status=404)
    yield Visit("followup:data", "/compromisos/datos/")
