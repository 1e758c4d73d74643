"""From where people take part: contributions and participants per 1,000 inhabitants. Exact; rounded where it is shown."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from django.db.models import Count

from cocreation.agendas.choices import DEMO
from cocreation.agendas.models import Agenda
from cocreation.contributions.choices import Zone
from cocreation.contributions.queries.people import active_by_municipality, counted_contributions
from core.downloads import Cell, Column, Table
from core.numbers import joined, score, trimmed
from territory.models import Municipality

RURAL = re.compile(r"rural_population_([0-9]{4})$")
NO_PLACE, ELSEWHERE = "Sin dato", "Otro municipio"
MOST_NAMED = 3


@dataclass(frozen=True)
class Rural:
    """Who lives in the countryside, where it is loaded with its source and year."""

    people: int
    of: int
    year: int
    source: str


@dataclass(frozen=True)
class Line:
    """One municipality; «Sin dato» and «Otro municipio» have no inhabitants and close the total."""

    name: str
    contributions: int
    participants: int
    rural: int  # contributions from a vereda or corregimiento
    zoned: int  # contributions that say their zone
    population: int | None = None
    rural_people: Rural | None = None
    code: str = ""

    @property
    def contributions_rate(self) -> Fraction | None:
        return per_thousand(self.contributions, self.population)

    @property
    def participants_rate(self) -> Fraction | None:
        return per_thousand(self.participants, self.population)

    @property
    def shown(self) -> tuple[str, str]:
        """Contributions and participants per 1,000 inhabitants as they are printed."""
        return rate_in_words(rounded(self.contributions_rate)), rate_in_words(rounded(self.participants_rate))


@dataclass(frozen=True)
class Bar:
    """A line as it is drawn: widths in per cent of the scale."""

    line: Line
    width: Decimal | None

    @property
    def rate(self) -> str:
        return rate_in_words(rounded(self.line.contributions_rate))


@dataclass(frozen=True)
class Balance:
    lines: tuple[Line, ...]  # municipalities of the agenda from north to south, then what has no place among them
    years: tuple[int, ...]
    sources: tuple[str, ...]

    @property
    def places(self) -> list[Line]:
        return [line for line in self.lines if line.population]

    @property
    def contributions(self) -> int:
        return sum(line.contributions for line in self.lines)

    @property
    def participants(self) -> int:
        return sum(line.participants for line in self.lines)

    @property
    def population(self) -> int:
        return sum(line.population or 0 for line in self.lines)

    @property
    def rate(self) -> Fraction | None:
        """Contributions per 1,000 inhabitants of all municipalities: only those whose municipality is known."""
        return per_thousand(sum(line.contributions for line in self.places), self.population)

    @property
    def people_rate(self) -> Fraction | None:
        return per_thousand(sum(line.participants for line in self.places), self.population)

    @property
    def shown(self) -> tuple[str, str]:
        return rate_in_words(rounded(self.rate)), rate_in_words(rounded(self.people_rate))

    @property
    def behind(self) -> list[Line]:
        """Municipalities below the whole valley, the farthest first."""
        rate = self.rate
        found = [line for line in self.places if rate and line.contributions_rate < rate]
        return sorted(found, key=lambda line: line.contributions_rate)

    @property
    def sentence(self) -> str:
        """Who is missing, by name."""
        if not self.contributions:
            return "Todavía no hay aportes publicados"
        silent = [line.name for line in self.places if not line.contributions]
        if silent:
            more = len(silent) - MOST_NAMED
            names = joined([*silent[:MOST_NAMED], *([f"{more} más"] if more > 0 else [])])
            return f"Falta oír a {names}: no hay ningún aporte de allá"
        if not self.behind:
            return "Ningún municipio está por debajo del conjunto"
        names = [line.name for line in self.behind[:MOST_NAMED]]
        return f"{joined(names)} {'son los que menos aportan' if len(names) > 1 else 'es el que menos aporta'}"

    @property
    def rural(self) -> tuple[int, int]:
        """Contributions from the countryside, and those that say their zone."""
        return sum(line.rural for line in self.lines), sum(line.zoned for line in self.lines)

    @property
    def rural_people(self) -> tuple[int, int] | None:
        """Inhabitants of the countryside and all, only if every municipality of the agenda has them."""
        known = [line.rural_people for line in self.places]
        if not known or None in known:
            return None
        return sum(one.people for one in known), sum(one.of for one in known)

    @property
    def rural_sources(self) -> list[str]:
        """Year and source of each, once."""
        return sorted({f"{one.year}: {one.source}" for line in self.places if (one := line.rural_people)})

    @property
    def top(self) -> Fraction:
        """The end of the scale: the next of 0.1, 0.2, 0.4, 0.6, 0.8, 1, 2 … that holds every bar."""
        most = max([rate for line in self.places if (rate := line.contributions_rate)], default=Fraction(1))
        step = Fraction(1, 100)
        while True:
            for times in (1, 2, 4, 6, 8):
                if most <= step * times:
                    return step * times
            step *= 10

    @property
    def bars(self) -> list[Bar]:
        return [Bar(line, _share(line.contributions_rate, self.top)) for line in self.lines if line.code]

    @property
    def reference(self) -> Decimal | None:
        return _share(self.rate, self.top)

    @property
    def marks(self) -> list[str]:
        """What the axis says at 0, 25, 50, 75 and 100 % of the scale."""
        return [trimmed(self.top * n / 4) for n in range(5)]


def per_thousand(number: int, population: int | None) -> Fraction | None:
    return Fraction(number * 1000, population) if population else None


def rounded(value: Fraction | None) -> Decimal | None:
    """Return a rate with two decimals, half up; under 0.1 with two digits that say something: 2 of 2,616,335 is not 0.00."""
    if value is None:
        return None
    places = 2
    while value and value < Fraction(1, 10 ** (places - 1)):
        places += 1
    scaled = Decimal(value.numerator * 10**places) / value.denominator
    return scaled.quantize(Decimal(1), ROUND_HALF_UP) / 10**places


def rate_in_words(value: Decimal | None) -> str:
    """Return a rounded rate as it is printed, with at least two decimals."""
    return score(value) if value is None or value == round(value, 2) else trimmed(value)


def _share(value: Fraction | None, top: Fraction) -> Decimal | None:
    return None if value is None else rounded(min(value / top, Fraction(1)) * 100)


def rural_of(facts: Mapping[str, str]) -> Rural | None:
    """Return the newest rural population of a municipality's facts; None unless urban, year and source stand beside it."""
    years = sorted({int(match[1]) for key in facts if (match := RURAL.match(key))}, reverse=True)
    source = facts.get("urban_rural_source", "").strip()
    for year in years if source else ():
        rural, urban = (facts.get(f"{zone}_population_{year}", "") for zone in ("rural", "urban"))
        if rural.isdecimal() and urban.isdecimal() and int(rural) + int(urban):
            return Rural(int(rural), int(rural) + int(urban), year, source)
    return None


Counted = Iterable[tuple[int | None, str, int]]  # municipality, zone, contributions


def balance_from(places: list[Municipality], contributions: Counted, participants: Mapping[int | None, int]) -> Balance:
    """Return the balance of those municipalities, in their order; whatever stands outside them closes the totals. Pure."""
    counts: dict[int | None, dict[str, int]] = {}
    for place, zone, number in contributions:
        zones = counts.setdefault(place, {})
        zones[zone] = zones.get(zone, 0) + number
    lines = [_line(place.name, counts.get(place.pk, {}), participants.get(place.pk, 0), place) for place in places]
    own = {place.pk for place in places}
    other = [key for key in {*counts, *participants} if key is not None and key not in own]
    if other:
        zones: dict[str, int] = {}
        for key in other:
            for zone, number in counts.get(key, {}).items():
                zones[zone] = zones.get(zone, 0) + number
        lines.append(_line(ELSEWHERE, zones, sum(participants.get(key, 0) for key in other)))
    lines.append(_line(NO_PLACE, counts.get(None, {}), participants.get(None, 0)))
    years = sorted({place.population_year for place in places if place.population and place.population_year})
    sources = sorted({source for place in places if (source := place.facts.get("population_source", ""))})
    return Balance(tuple(lines), tuple(years), tuple(sources))


def _line(name: str, zones: Mapping[str, int], participants: int, place: Municipality | None = None) -> Line:
    return Line(
        name=name, contributions=sum(zones.values()), participants=participants, rural=zones.get(Zone.RURAL, 0),
        zoned=sum(number for zone, number in zones.items() if zone), population=place.population if place else None,
        rural_people=rural_of(place.facts) if place else None, code=place.divipola if place else "",
    )  # fmt: skip


def balance_of(agenda: Agenda) -> Balance:
    """Return the balance of an agenda as it stands. Three queries."""
    rows = counted_contributions(agenda).order_by().values_list("municipality", "zone").annotate(Count("pk"))
    return balance_from(list(agenda.municipalities.in_river_order()), rows, active_by_municipality(agenda))


def balance_table(agenda: Agenda, balance: Balance) -> Table:
    headers = [
        Column("municipality", "Municipio"), Column("divipola", "Código DIVIPOLA"), Column("contributions", "Aportes"),
        Column("participants", "Participantes"), Column("population", "Habitantes"),
        Column("contributions_per_1000", "Aportes por mil"), Column("participants_per_1000", "Participantes por mil"),
        Column("rural_contributions", "Aportes rurales"), Column("zoned_contributions", "Aportes que dicen su zona"),
        Column("rural_population", "Población rural"), Column("rural_population_of", "Población de esa fuente"),
        Column("rural_population_year", "Año"),
    ]  # fmt: skip
    rows: list[list[Cell]] = []
    for line in balance.lines:
        rural = line.rural_people
        rows.append([
            line.name, line.code, line.contributions, line.participants, line.population, rounded(line.contributions_rate),
            rounded(line.participants_rate), line.rural, line.zoned,
            *((rural.people, rural.of, rural.year) if rural else [None] * 3),
        ])  # fmt: skip
    rural, zoned = balance.rural
    people = balance.rural_people or (None, None)
    rows.append([
        "Total", "", balance.contributions, balance.participants, balance.population or None, None, None, rural, zoned, *people,
        None,
    ])  # fmt: skip
    notes = [*([f"{DEMO}."] if agenda.is_demo else []), *population_notes(balance)]
    return Table(f"balance-{agenda.code}", f"Balance de {agenda.code}", headers, rows, notes)


def population_notes(balance: Balance) -> list[str]:
    """Return year and source of the inhabitants, and of who lives in the countryside."""
    years = joined([str(year) for year in balance.years])
    notes = [f"Población de {years}: {'; '.join(balance.sources) or 'sin fuente cargada'}."] if years else []
    return notes + [f"Población rural de {one}." for one in balance.rural_sources]
