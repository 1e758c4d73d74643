"""The rows of the open data of pilots: those that run, as one dataset."""

from datetime import date

from core.datasets.files import Contents, Release
from core.datasets.registry import CatalogueEntry
from core.indicators.sources import Count
from tests.new_app.pilots.choices import State
from tests.new_app.pilots.exports import PILOTS
from tests.new_app.pilots.models import Pilot

CODE = "pilotos"


class RunningPilots:
    """A release never changes: the n-th holds the n pilots that were approved first."""

    tables = (PILOTS,)

    def releases(self) -> list[Release]:
        running = list(Pilot.objects.filter(state=State.RUNNING).order_by("state_since", "pk"))
        found = [
            Release(CODE, number, "Pilotos", "Pilotos en marcha", pilot.state_since, self.tables, self, pilot)
            for number, pilot in enumerate(running, 1)
        ]
        return found[::-1]

    def find(self, code: str, version: int | None) -> Release | None:
        return next((one for one in self.releases() if code == one.code and version in (None, one.version)), None)

    def contents(self, release: Release) -> Contents:
        rows = Pilot.objects.filter(state=State.RUNNING).order_by("state_since", "pk")
        fields = ("municipality__divipola", "title", "state")
        pilots = [
            {"municipality": place, "title": title, "state": state}
            for place, title, state in rows.values_list(*fields)[: release.version]
        ]
        return Contents(rows={"pilots": pilots}, keywords=["pilotos"])

    def catalogue_entries(self, newest: list[Release]) -> dict[str, CatalogueEntry]:
        return {one.code: CatalogueEntry("Los pilotos en marcha.", ["pilotos"]) for one in newest if one.source is self}


SOURCE = RunningPilots()


def running(municipality, starts_on: date, ends_on: date, *, is_demo: bool = False) -> Count:
    """IND-99: of the pilots of a municipality, those that run. None is invented."""
    rows = Pilot.objects.none() if is_demo else Pilot.objects.filter(municipality=municipality).order_by("pk")
    found = list(rows.values_list("pk", "state"))
    numerator = sum(state == State.RUNNING for _, state in found)
    return Count(numerator, len(found), tuple(f"pilots.pilot:{pk}" for pk, _ in found))
