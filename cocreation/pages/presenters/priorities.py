"""The frozen result in words: its sentence, the order, the zone of indecision and the second reading."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from cocreation.agendas.models import PriorityResult
from cocreation.ranking.equal_shares import NAMED_FROM, UNKNOWN
from core.numbers import MISSING, count_in_words, trimmed
from core.words import counted, counted_in_words, joined
from territory.models import Municipality

CORNERS = 16
SHORT = 60  # characters of a challenge that a sentence can carry
FIRMNESS = {
    (True, False): "Entra, firme", (True, True): "Entra, en zona de indecisión",
    (False, False): "Fuera, firme", (False, True): "Fuera, en zona de indecisión",
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """A challenge in the order. `bar`: 0–100 of the way from 1 to 5; `is_last`: the cut comes after it."""

    code: str
    text: str
    place: int | None
    municipalities: int
    people: str
    urgency: str
    scope: str
    feasibility: str
    displayed: str
    bar: float
    is_in: bool
    is_undecided: bool
    is_last: bool
    without_one: int
    other_weights: int
    voters: int

    @property
    def firmness(self) -> str:
        return FIRMNESS[self.is_in, self.is_undecided] if self.place else "Sin puesto: le faltan votos"

    @property
    def called(self) -> str:
        """«AMB-2 (Cuidar las quebradas)»; a long text stays in the table."""
        return f"{self.code} ({self.text})" if len(self.text) <= SHORT else self.code

    @property
    def has_moved(self) -> bool:
        return bool(self.without_one or self.other_weights)


@dataclass(frozen=True)
class Line:
    """Of a group or municipality, how many persons have none of the challenges that they support."""

    name: str
    voters: int
    ranking: int
    equal_shares: int


class ResultPage:
    """What the page of a result shows; all of it comes from the frozen document, and names of municipalities."""

    def __init__(self, result: PriorityResult) -> None:
        self.result, self.document = result, result.document
        self.places: int = self.document["agenda"]["places"]
        self.voters: int = self.document["voters"]["total"]
        self.texts = {one["code"]: one["text"] for one in self.document["challenges"]}
        self._names = dict(Municipality.objects.values_list("divipola", "name"))
        self.rows = self._rows()

    def _rows(self) -> list[Row]:
        ranking = self.document["ranking"]
        inside = [row["challenge"] for row in ranking if row["place"] and row["place"] <= self.places]
        last = inside[-1] if len(inside) < sum(row["place"] is not None for row in ranking) and inside else None
        return [self._row(row, row["challenge"] in inside, row["challenge"] == last) for row in ranking]

    def _row(self, row: Mapping[str, Any], is_in: bool, is_last: bool) -> Row:
        code, stability = row["challenge"], self.document["stability"]
        score = Fraction(row["score"]) if row["score"] else None
        return Row(
            code=code, text=self.texts[code], place=row["place"], municipalities=row["municipalities"],
            people=mark(row["people"]), urgency=mark(row["urgency"]), feasibility=mark(row["feasibility"]),
            scope=decimals(Fraction(row["scope"]), 2),
            displayed=row["displayed"].replace(".", ",") if row["displayed"] else MISSING,
            bar=float(score - 1) * 25 if score is not None else 0, is_in=is_in, is_undecided=row["undecided"],
            is_last=is_last, without_one=stability["leave_one_out"][code][0],
            other_weights=stability["weights"][code][0], voters=row["voters"],
        )  # fmt: skip

    @property
    def inside(self) -> list[Row]:
        return [row for row in self.rows if row.is_in]

    @property
    def title(self) -> str:
        if not self.inside:
            return "Ningún reto reunió los votos que hacen falta"
        number = len(self.inside)
        said = f"{count_in_words(number)} de {counted_in_words(len(self.rows), 'reto', 'retos')}"
        return f"{said[0].upper()}{said[1:]} {'pasa' if number == 1 else 'pasan'} a la etapa de ideas"

    @property
    def sentence(self) -> str:
        unsure = [row for row in self.rows if row.is_undecided]
        firm = [row for row in self.inside if not row.is_undecided]
        if not self.inside:
            return "Un reto tiene puesto cuando alguien le dio nota en los tres criterios."
        if not unsure:
            return "Los mismos entran en todas las cuentas: sin una persona cualquiera y con otros pesos."
        entered = joined([row.called for row in unsure if row.is_in])
        waiting = joined([row.called for row in unsure if not row.is_in])
        sure = f"{counted_in_words(len(firm), 'entra', 'entran')} con cualquier cambio razonable." if firm else ""
        doubt = f"Pudo haber quedado fuera {entered}." if entered else ""
        other = f"Pudo haber entrado {waiting}." if waiting else ""
        return " ".join(part[0].upper() + part[1:] for part in (sure, doubt, other) if part)

    @property
    def tie(self) -> str:
        """Say that a tie at the cut takes in more than the agenda asked for; "" without one."""
        extra = len(self.inside) - self.places
        if extra <= 0:
            return ""
        return f"La agenda pedía {count_in_words(self.places)}: un empate en el corte deja entrar {count_in_words(extra)} más."

    @property
    def voted(self) -> str:
        """«31 personas: 9 alcaldía, 12 ciudadanía»: groups from five persons on."""
        groups = [f"{number} {name}" for name, number in self.document["voters"]["by_group"].items() if name != UNKNOWN]
        said = counted(self.voters, "persona", "personas")
        return f"{said}: {', '.join(groups)}" if groups else said

    @property
    def moved(self) -> list[Row]:
        return [row for row in self.rows if row.has_moved]

    @property
    def unmoved(self) -> str:
        """«Los otros nueve»; "" where all of them move."""
        number = len(self.rows) - len(self.moved)
        if not number:
            return ""
        words = count_in_words(number) if number > 1 else ""
        others = f"Los otros {words}" if self.moved else f"Los {words}"
        return ("El otro" if self.moved else "El único") if number == 1 else others

    @property
    def zone(self) -> list[str]:
        """The zone of indecision, a sentence for each challenge in it."""
        said = []
        for row in self.rows:
            if not row.is_undecided:
                continue
            moves = "saldría de los primeros" if row.is_in else "entraría entre los primeros"
            times = [f"en {row.without_one} de las {self.voters} cuentas sin una persona"] if row.without_one else []
            times += [f"en {row.other_weights} de las {CORNERS} con otros pesos"] if row.other_weights else []
            said.append(
                f"{row.code} {moves} {' y '.join(times)}." if times else f"{row.code} está en un empate en el corte."
            )
        return said

    @property
    def shares(self) -> dict[str, Any] | None:
        return self.document["equal_shares"]

    @property
    def shares_sentence(self) -> str:
        left = self.document["left_out"]
        if not left:
            return ""
        by_score = f"{left['ranking']} de {counted(left['voters'], 'persona', 'personas')}"
        ends = "queda" if left["ranking"] == 1 else "quedan"
        other = {0: "ninguna", 1: "una"}.get(left["equal_shares"], count_in_words(left["equal_shares"]))
        return (
            f"Con la lista por puntaje, {by_score} {ends} sin ninguno de los retos que apoyaron;"
            f" con partes iguales, {other}."
        )

    @property
    def shares_change(self) -> str:
        shares = self.shares or {"chosen": [], "completed": []}
        other, own = [*shares["chosen"], *shares["completed"]], [row.code for row in self.inside]
        enters, leaves = [c for c in other if c not in own], [c for c in own if c not in other]
        if not enters and not leaves:
            return "Las dos listas tienen los mismos retos."
        said = [f"entraría {joined(enters)}"] if enters else []
        said += [f"saldría {joined(leaves)}"] if leaves else []
        words = " y ".join(said)
        return f"{words[0].upper()}{words[1:]}."

    @property
    def shares_paid(self) -> str:
        shares = self.shares or {"chosen": [], "completed": []}
        paid = counted_in_words(len(shares["chosen"]), "reto", "retos")
        if not shares["completed"]:
            return f"Con partes iguales se pagan {paid}."
        return f"Con partes iguales se pagan {paid}; los demás ({joined(shares['completed'])}) se completan por número de apoyos."

    @property
    def without_any(self) -> list[tuple[str, str]]:
        """By list, the groups and municipalities none of whose voters supports anything on it."""
        found = (self.shares or {}).get("without_any") or {}
        named = {key: [self.name_of(one) for one in names] for key, names in found.items()}
        titles = {"ranking": "Con la lista por puntaje", "equal_shares": "Con partes iguales"}
        return [(title, joined(named[key]) if named.get(key) else "nadie") for key, title in titles.items()]

    @property
    def left_by_group(self) -> list[Line]:
        return self._lines("by_group")

    @property
    def left_by_municipality(self) -> list[Line]:
        return self._lines("by_municipality")

    @property
    def left_in_all(self) -> Line | None:
        left = self.document["left_out"]
        return left and Line("Total", left["voters"], left["ranking"], left["equal_shares"])

    def _lines(self, key: str) -> list[Line]:
        found = (self.document["left_out"] or {}).get(key, {})
        return [Line(self.name_of(name), **counts) for name, counts in found.items()]

    @property
    def medians(self) -> tuple[list[str], list[tuple[str, list[str]]]]:
        """Groups, and by challenge the medians of each: people, urgency, feasibility."""
        by_group = self.document["medians_by_group"]
        rows = [
            (row.code, [_three(by_group[group].get(row.code)) for group in by_group])
            for row in self.rows
            if any(row.code in medians for medians in by_group.values())
        ]
        return [self.name_of(group) for group in by_group], rows

    def name_of(self, key: str) -> str:
        """The name of a municipality or group, as people read it."""
        return self._names.get(key) or f"{key[:1].upper()}{key[1:]}"

    @property
    def named_from(self) -> str:
        return f"{count_in_words(NAMED_FROM)} personas"

    @property
    def short_hash(self) -> str:
        sha256 = self.result.sha256
        return f"{sha256[:4]} {sha256[4:8]} … {sha256[-4:]}"


def _three(medians: Mapping[str, float | None] | None) -> str:
    return " · ".join(mark((medians or {}).get(name)) for name in ("people", "urgency", "feasibility"))


def mark(value: float | None) -> str:
    """3 → «3», 3.5 → «3,5», None → «–»."""
    return MISSING if value is None else trimmed(Fraction(value))


def decimals(value: Fraction, places: int) -> str:
    """Rounded half up once from the exact value, with a comma: 37/9 → «4,11»."""
    whole, rest = divmod((2 * value * 10**places + 1) // 2, 10**places)
    return f"{whole},{rest:0{places}}" if places else str(whole)
