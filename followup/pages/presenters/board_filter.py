"""What somebody wants to see of the board: its address holds it, so that it can be kept and sent."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict

from followup.commitments.models import Commitment
from followup.indicators.models import Measurement
from followup.pages.choices import Asks
from followup.pages.presenters.board import AREA, Decision
from followup.pages.queries.board import Board
from territory.models import Municipality

OF_AREA = "area"  # what the metropolitan area itself answers for


@dataclass(frozen=True)
class BoardFilter:
    """`place`: slug of a municipality, or OF_AREA. "" for whatever it holds; what is unknown counts as not asked for."""

    places: Sequence[Municipality]
    offices: Sequence[str]
    place: str = ""
    kind: str = ""
    office: str = ""

    @classmethod
    def of(cls, asked: QueryDict, found: Board) -> "BoardFilter":
        offices = sorted({row.office for row in found.commitments}, key=str.casefold)
        place, kind, office = (asked.get(name, "") for name in ("municipio", "decision", "dependencia"))
        known = {OF_AREA, *(one.slug for one in found.places)}
        return cls(
            found.places, offices, place if place in known else "", kind if kind in Asks.values else "",
            office if office in offices else "",
        )  # fmt: skip

    @property
    def is_anything(self) -> bool:
        return bool(self.place or self.kind or self.office)

    @property
    def place_choices(self) -> list[tuple[str, str]]:
        return [*((one.slug, one.name) for one in self.places), (OF_AREA, AREA)]

    @property
    def kind_choices(self) -> list[tuple[str, str]]:
        return Asks.choices

    @property
    def municipality(self) -> str:
        """The slug of the only municipality asked for; "" for all of them, or none."""
        return "" if self.place == OF_AREA else self.place

    @property
    def has_lights(self) -> bool:
        """The area itself measures nothing."""
        return self.place != OF_AREA

    @property
    def as_query(self) -> str:
        """Its part of an address, «&municipio=…» for what was asked for."""
        asked = {"municipio": self.place, "decision": self.kind, "dependencia": self.office}
        return "".join(f"&{urlencode({name: value})}" for name, value in asked.items() if value)

    def commitments(self, rows: Iterable[Commitment]) -> list[Commitment]:
        return [row for row in rows if self._is_here(row) and self.office in ("", row.office)]

    def measurements(self, rows: Iterable[Measurement]) -> list[Measurement]:
        return [row for row in rows if self._is_here(row)]

    def decisions(self, rows: Iterable[Decision]) -> list[Decision]:
        return [row for row in rows if self.kind in ("", row.kind) and self.office in ("", row.office)]

    def _is_here(self, row: Commitment | Measurement) -> bool:
        return self.place in ("", row.municipality.slug if row.municipality else OF_AREA)
