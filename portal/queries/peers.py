"""Municipalities of a similar size: those with half to double the population of one's own."""

from dataclasses import dataclass
from functools import cached_property

from core.words import joined
from diagnostics.results.queries.results import Outcome, Results

FEWEST = 2  # with fewer there is nobody to compare with
NAMED = 12  # names in the sentence


@dataclass(frozen=True)
class Peers:
    """A municipality and the others of its size with a complete result, in river order.

    The population is reference data of today, not part of what a round published.
    """

    own: Outcome
    others: list[Outcome]

    @property
    def are_enough(self) -> bool:
        return self.own.is_comparable and len(self.others) >= FEWEST

    @cached_property
    def group(self) -> list[Outcome]:
        """One's own and the others: their median is the reference."""
        return [self.own, *self.others]

    @property
    def year(self) -> str:
        """The year of the populations, or the first and the last; "" if unknown."""
        years = sorted({o.municipality.population_year for o in self.group} - {None})
        return " a ".join(str(year) for year in dict.fromkeys([*years[:1], *years[-1:]]))

    @property
    def sentence(self) -> str:
        """Who they are and by which rule; or why there is nobody to compare with."""
        own, since = self.own.municipality, f" (la de {self.year})" if self.year else ""
        if not self.own.is_comparable:
            return f"{own} no tiene un resultado completo en este ciclo: no se compara con otros de su tamaño."
        if not own.population:
            return f"No se conoce la población de {own}: no se sabe quiénes tienen un tamaño parecido."
        rule = f"entre la mitad y el doble de su población{since}"
        if not self.are_enough:
            lacking = f"no hay otros dos con resultado completo que tengan {rule}"
            return f"{own} no tiene con quién compararse por tamaño: {lacking}."
        names = [str(o.municipality) for o in self.others]
        named = joined([*names[:NAMED], *[f"{len(names) - NAMED} más"] * (len(names) > NAMED)])
        return f"De tamaño parecido a {own} son {named}: tienen {rule} y resultado completo."

    def nearest(self, count: int) -> list[Outcome]:
        """The others whose population is nearest to one's own."""
        own = self.own.municipality.population or 0
        return sorted(self.others, key=lambda o: abs((o.municipality.population or 0) - own))[:count]


def peers_of(results: Results, outcome: Outcome) -> Peers:
    """Return the municipalities of a size similar to one's own. No query."""
    own = outcome.municipality.population or 0
    others = [
        o
        for o in results.comparable
        if o.municipality != outcome.municipality and own <= 2 * (o.municipality.population or 0) <= 4 * own
    ]
    return Peers(outcome, others if own else [])
