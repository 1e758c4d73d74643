"""The rows of the open data of pilots: those that run, as one dataset."""

from datetime import UTC, datetime

from core.datasets.files import Contents, Release
from core.datasets.registry import CatalogueEntry
from tests.new_app.pilots.choices import State
from tests.new_app.pilots.exports import PILOTS
from tests.new_app.pilots.models import Pilot

SINCE = datetime(2027, 3, 1, tzinfo=UTC)


class RunningPilots:
    tables = (PILOTS,)

    def releases(self) -> list[Release]:
        first = Pilot.objects.filter(state=State.RUNNING).order_by("pk").first()
        return (
            [Release("pilotos", 1, "Pilotos 2027", "Pilotos en marcha", SINCE, self.tables, self, first)]
            if first
            else []
        )

    def find(self, code: str, version: int | None) -> Release | None:
        return next((one for one in self.releases() if code == one.code and version in (None, one.version)), None)

    def contents(self, release: Release) -> Contents:
        rows = (
            Pilot.objects.filter(state=State.RUNNING).order_by("pk").values("municipality__divipola", "title", "state")
        )
        pilots = [{"municipality": r["municipality__divipola"], "title": r["title"], "state": r["state"]} for r in rows]
        return Contents(rows={"pilots": pilots}, keywords=["pilotos"])

    def catalogue_entries(self, newest: list[Release]) -> dict[str, CatalogueEntry]:
        return {one.code: CatalogueEntry("Los pilotos en marcha.", ["pilotos"]) for one in newest if one.source is self}


SOURCE = RunningPilots()
