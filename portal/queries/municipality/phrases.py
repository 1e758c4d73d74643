"""The three sentences of a municipality's page."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from core.numbers import count_in_words, signed
from core.numbers import score as number
from core.words import joined, named
from diagnostics.results.queries.evolution import Moment, Trajectory
from diagnostics.results.queries.level_counts import Medians
from diagnostics.results.queries.results import Outcome
from diagnostics.results.queries.sentences import NO_CHANGE, change_sentence

Scores = list[tuple[str, Decimal]]  # or changes, by the name of the theme
NAMED = 2  # themes of a sentence


@dataclass(frozen=True)
class Phrase:
    """One of the three sentences, with its emphasised parts."""

    start: str = ""
    strong: str = ""
    end: str = ""
    more: str = ""
    tail: str = ""

    def __str__(self) -> str:
        return f"{self.start}{self.strong}{self.end}{self.more}{self.tail}"


def phrases_of(trajectory: Trajectory | None, outcome: Outcome, medians: Medians) -> tuple[Phrase, ...]:
    scores = [(d.short_name, s.displayed) for d, s in outcome.dimensions if s.displayed is not None]
    return result_phrase(outcome), _extremes(scores), _third(trajectory, outcome, medians)


def result_phrase(outcome: Outcome) -> Phrase:
    """The score and the level of a complete result, and whether a rule holds the level back."""
    return Phrase(
        f"La alcaldía de {outcome.municipality} sumó ", f"{number(outcome.total.displayed)} de 100 puntos",
        " y está en el nivel ", outcome.level.name if outcome.level else "",
        ", frenado por una regla." if outcome.is_held_back else ".",
    )  # fmt: skip


def _extremes(scores: Scores) -> Phrase:
    """The best and the worst theme, and those that are less than 2 points from them: that is no difference."""
    best, *others = sorted(scores, key=lambda s: -s[1])
    worst, *rest = sorted(scores, key=lambda s: s[1])
    if best[1] - worst[1] < NO_CHANGE:
        if best[1] == worst[1]:
            return Phrase("Ningún tema se destaca: ", "todos tienen el mismo puntaje", f" ({number(best[1])}).")
        end = f" (de {number(worst[1])} a {number(best[1])})."
        return Phrase("Ningún tema se destaca: ", "todos tienen casi el mismo puntaje", end)
    end = f" ({number(best[1])}){_nearly(best, others)}. Lo que más le falta: "
    return Phrase("Lo mejor: ", best[0], end, worst[0], f" ({number(worst[1])}){_nearly(worst, rest)}.")


def _nearly(theme: tuple[str, Decimal], others: Scores) -> str:
    near = [one for one in others if abs(one[1] - theme[1]) < NO_CHANGE]
    how = "igual que" if all(score == theme[1] for _, score in near) else "casi igual que"
    return f", {how} {_first_two(near, number)}" if near else ""


def _first_two(scores: Scores, written: Callable[[Decimal], str]) -> str:
    """Two themes at most by their name, and how many more: «Informar (+8,00), Escuchar (+4,00) y otro»."""
    names = [f"{name} ({written(score)})" for name, score in scores]
    more = len(names) - NAMED
    return joined([*names[:NAMED], *(["otro" if more == 1 else f"otros {count_in_words(more)}"] if more > 0 else [])])


def _third(trajectory: Trajectory | None, outcome: Outcome, medians: Medians) -> Phrase:
    """The change since the previous comparable round; without one, the position relative to the median."""
    now = outcome.total.displayed
    last = trajectory.last_before if trajectory else None
    before = last.displayed if last else None
    if last is not None and now is not None and before is not None:
        since = f" {named(last.publication.round, 'desde')}: de {number(before)} a {number(now)} puntos"
        return Phrase("", change_sentence(now, before), f"{since}{_moved(outcome, last, now - before)}.")
    if medians.count < 2 or medians.total is None or now is None:
        return Phrase(
            "Es el único municipio con resultado completo en este ciclo; todavía no hay con quién compararlo."
        )
    above = sum(
        1 for d, s in outcome.dimensions
        if s.displayed is not None and (m := medians.by_code[d.code]) is not None and s.displayed - m >= NO_CHANGE
    )  # fmt: skip
    difference = now - medians.total
    where = "casi en" if difference else "justo en"
    if abs(difference) >= NO_CHANGE:
        where = "por encima de" if difference > 0 else "por debajo de"
    is_odd = (difference >= NO_CHANGE and not above) or (difference <= -NO_CHANGE and above)
    joint = "aunque" if is_odd else "y"
    tail = f" ({number(medians.total)}), {joint} {_above(above, len(outcome.dimensions))}."
    return Phrase("En total está ", f"{where} la mediana del valle", tail)


def _moved(outcome: Outcome, before: Moment, change: Decimal) -> str:
    """The themes that moved the total, then those that went against it; all that moved if the total did not."""
    moves = [
        (dimension.short_name, score.displayed - then)
        for dimension, score in outcome.dimensions
        if score.displayed is not None and (then := before.dimensions.get(dimension.code)) is not None
    ]
    risen = sorted((one for one in moves if one[1] >= NO_CHANGE), key=lambda one: -one[1])
    fallen = sorted((one for one in moves if one[1] <= -NO_CHANGE), key=lambda one: one[1])
    rose, fell = (f"{verb} en {_first_two(found, signed)}" for verb, found in (("subió", risen), ("bajó", fallen)))
    if abs(change) < NO_CHANGE:
        said = [words for words, found in ((rose, risen), (fell, fallen)) if found]
        return f"; {', y '.join(said)}" if said else ""
    same, against, but = (risen, fallen, fell) if change > 0 else (fallen, risen, rose)
    if len(same) == len(moves):
        return ", en todos los temas"
    most = f", sobre todo en {_first_two(same, signed)}" if same else ""
    return f"{most}; pero {but}" if against else most


def _above(count: int, total: int) -> str:
    if not count:
        return "no la supera en ningún tema"
    return "la supera en todos los temas" if count == total else (
        f"la supera en {count_in_words(count)} de los {count_in_words(total)} temas"
    )  # fmt: skip


def phrases_of_partial(outcome: Outcome, why: tuple[str, str]) -> tuple[Phrase, ...]:
    return (
        Phrase(
            f"La alcaldía de {outcome.municipality} sumó ", f"{number(outcome.total.displayed)} de 100 puntos",
            ", pero el resultado es ", "parcial", ".",
        ),
        Phrase("", why[0], f" {why[1]}"),
        Phrase("Por eso queda ", "fuera de las comparaciones", " y no cuenta en la mediana del valle."),
    )  # fmt: skip


def phrases_without_result(outcome: Outcome, document: dict[str, Any]) -> tuple[Phrase, ...]:
    if because := document.get("withdrawn_because", ""):
        return (
            Phrase(f"La alcaldía de {outcome.municipality} ", "no participó", " en este ciclo."),
            Phrase("Razón: ", because, ""),
            Phrase("Sin resultado no es cero: ", "no se compara", " con otros municipios."),
        )
    return (
        Phrase(f"La alcaldía de {outcome.municipality} quedó ", "sin resultado", " en este ciclo."),
        Phrase("No respondió ninguna pregunta dentro del plazo, y por eso no hay ", "ni puntaje ni nivel", "."),
        Phrase(
            "Sin resultado no es cero: ", "no se compara", " con otros municipios ni cuenta en la mediana del valle."
        ),
    )
