"""The pages by which coordination conducts a round, with sample arguments; for `site_map`."""

from collections.abc import Iterator
from dataclasses import asdict

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Role
from core.web.set_aside import actions as set_aside
from diagnostics.assessments.choices import FILLABLE, Layer
from diagnostics.assessments.models import Assessment
from diagnostics.exchange.actions.loads import ASKED, CHECKED, DONE, KIND, Load
from tests.browser.visits import Visit

REFUSED = "is_rehearsal=no&name=Otro&code=demo-2&opens_on=2020-01-01&second_reading_percent=200&todos=1"


def round_visits() -> Iterator[Visit]:
    who = Role.COORDINATOR
    yield Visit("results:round-list", "/ciclos/", who)
    yield Visit("results:round-open", "/ciclos/abrir/", who)
    yield Visit("results:round-open", f"/ciclos/abrir/?{REFUSED}", who)
    for round in ("demo-1", "demo-2"):
        for route in ("results:round-detail", "results:errata", "results:round-scores"):
            yield Visit(route, reverse(route, args=[round]), who, holds_demo=True)
        yield Visit("results:agreement", reverse("results:agreement", args=[round]), Role.REVIEWER, holds_demo=True)
    for route in ("review:terms-extend", "results:remind", "results:write-liaisons", "review:review-assign"):
        yield Visit(route, reverse(route, args=["demo-2"]), who, holds_demo=True)
    yield from _loads()
    one = reverse("review:term-extend", args=["demo-2", "medellin"])
    yield Visit("review:term-extend", one, who, holds_demo=True)


def _loads() -> Iterator[Visit]:
    """Answers of earlier rounds: before a file, with one that was read, one that stopped half-way and one that was loaded."""
    page = reverse("exchange:answers-load")
    for who in (Role.COORDINATOR, Role.ADMIN):
        yield Visit("exchange:answers-load", page, who)
    yield Visit("exchange:answers-load", f"{page}?ciclo=demo-2", Role.COORDINATOR, holds_demo=True)
    open_ones = Assessment.objects.filter(round__code="demo-2", state__in=FILLABLE, submitted_at=None)
    place = open_ones.select_related("round__version", "municipality").first()
    assert place is not None, "the demonstration has nobody left who fills"
    code = place.round.version.parsed.questions[0].code
    good = (2, {"municipality": place.municipality.divipola, "question": code, "value": "2"})
    bad = (3, {"municipality": place.municipality.divipola, "question": code, "value": "9"})
    owner = User.objects.get(email=f"{Role.COORDINATOR}@demo.example")
    for rows, state in (([good], CHECKED), ([good, bad], CHECKED), ([good], ASKED), ([], DONE)):
        load = Load(place.round_id, Layer.SELF_ASSESSED, "respuestas-2023.csv", rows, state, read=72, written=70)
        key = set_aside.put(kind=KIND, owner_id=owner.pk, content=asdict(load), at=timezone.now())
        yield Visit("exchange:answers-load", f"{page}?revision={key}", Role.COORDINATOR, holds_demo=True)
