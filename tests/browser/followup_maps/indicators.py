"""Follow-up, indicators: a measurement in each state, a period that is closed, and targets."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from accounts.models import User
from accounts.permissions import Role
from followup.indicators.actions import periods
from followup.rules.periods import Every, last_ended
from tests.browser.visits import Visit
from tests.factories.accounts import make_member
from tests.factories.followup import make_period, make_sheet, make_target
from tests.factories.measuring import approve, give_back, reopen, send, write
from tests.factories.works import upload

WORK = "/seguimiento/mediciones/"


def visits() -> Iterator[Visit]:
    now = timezone.now()
    writer = User.objects.filter(memberships__role=Role.LIAISON).order_by("pk").first()
    place = writer.memberships.filter(role=Role.LIAISON).order_by("pk").first().municipality
    reviewer = make_member(Role.REVIEWER)
    last = last_ended(Every.QUARTER, timezone.localdate(now))
    before = last.before()
    codes = ["V-1", "V-2", "V-3", "V-4", "V-5"]
    for code in codes:
        sheet = make_sheet(code=code)
        make_target(sheet, place, f"{last.year}", Decimal("92.5"), 80)
        old = send(
            place,
            writer,
            code=code,
            period=before.code,
            at=now - timedelta(9),
            evidence=["https://example.org/informe"],
        )
        approve(old, reviewer, at=now - timedelta(8))
    common = {"period": last.code, "at": now - timedelta(7)}
    write(place, writer, code="V-1", evidence=[upload("Escriba a marta.gomez@correo.example", "Carta.docx")], **common)
    waiting = send(place, writer, code="V-2", evidence=[upload()], **common)
    give_back(send(place, writer, code="V-3", **common), reviewer, at=now)
    approved = send(place, writer, code="V-4", **common)
    approve(approved, reviewer, at=now)
    reopen(old, reviewer, at=now)  # the one of V-5, of the quarter before
    closed = before.before()
    periods.lock(
        period=make_period(closed.code), reason="Cierre del informe.", by=make_member(Role.COORDINATOR), at=now
    )
    yield Visit("indicators:measurement-list", WORK, Role.LIAISON)
    for code, period in (("V-1", last), ("V-2", last), ("V-3", last), ("V-4", last), ("V-5", before), ("V-1", closed)):
        yield Visit("indicators:measurement-write", f"{WORK}{place.slug}/{code}/{period.code}/", Role.LIAISON)
    yield Visit("indicators:measurement-queue", f"{WORK}por-aprobar/", Role.COORDINATOR)
    for row in (waiting, approved):
        yield Visit("indicators:measurement-judge", f"{WORK}por-aprobar/{row.pk}/", Role.COORDINATOR)
    yield Visit("indicators:period-list", f"{WORK}periodos/", Role.COORDINATOR)
    for code in (last.code, closed.code):
        yield Visit("indicators:period", f"{WORK}periodos/{code}/", Role.COORDINATOR)
    yield Visit("indicators:target-list", f"{WORK}metas/", Role.COORDINATOR)
    yield Visit("indicators:target-edit", f"{WORK}metas/V-1/{last.year}/", Role.COORDINATOR)
