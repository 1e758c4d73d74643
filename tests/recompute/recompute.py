"""Recompute every published figure of a round from its downloaded files, and compare.

Written from the page «Cómo recalcular» alone: standard library, nothing of the portal. It reads answers, instrument, options,
rules and facts; of the published figures it reads nothing before it has its own.

    python recompute.py FOLDER      prints each difference and «N figures recomputed, M differences»; status 1 with differences
"""

import csv
import json
import sys
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import floor
from pathlib import Path

ZERO, HUNDRED = Fraction(0), Fraction(100)


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def number(text: str) -> Fraction | None:
    return Fraction(text) if text else None


def rounded(value: Fraction | None) -> str:
    """Step 9: half up to two decimals, once."""
    if value is None:
        return ""
    hundredths = floor(value * 100 + Fraction(1, 2))
    return f"{hundredths // 100}.{hundredths % 100:02}"


def exact(value: Fraction | None) -> str:
    return "" if value is None else f"{float(value):.8f}"


def eight(value: Fraction) -> str:
    shown = (Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal("0.00000001"), ROUND_HALF_UP)
    return f"{shown.normalize():f}"


class Edition:
    """Step 1: instrumento.csv, opciones.csv and reglas.csv."""

    def __init__(self, folder: Path):
        parts = rows(folder, "instrumento.csv")
        self.parts = {row["code"]: row for row in parts}
        self.questions = [row for row in parts if row["kind"] == "question"]
        self.indicators = [row for row in parts if row["kind"] == "indicator"]
        self.dimensions = [row for row in parts if row["kind"] == "dimension"]
        self.options: dict[str, list[dict[str, str]]] = {}
        for row in rows(folder, "opciones.csv"):
            self.options.setdefault(row["question"], []).append(row)
        self.rules: dict[str, list[dict[str, str]]] = {}
        for row in rows(folder, "reglas.csv"):
            self.rules.setdefault(row["rule"], []).append(row)
        self.caps = {row["code"]: Fraction(row["number"]) for row in self.rules.get("evidence_cap", [])}
        self.per_option = any(row["text"] == "si" for row in self.rules.get("options_need_evidence", []))
        starts = [(Fraction(row["number"]), row["code"], row["text"]) for row in self.rules["level_starts"]]
        self.levels = sorted(starts)
        self.name_of_level = {code: name for _, code, name in starts}

    def points_of_total(self) -> dict[tuple[str, str], str]:
        """Step 1: the points of the total of each part when everything applies, by kind and code."""
        points: dict[str, Fraction] = {}
        for part in [*self.dimensions, *self.indicators, *self.questions]:
            group = [other for other in self.parts.values() if other["parent"] == part["parent"]]
            whole = sum((Fraction(other["weight"]) for other in group), ZERO)
            own = points.get(part["parent"], HUNDRED) * Fraction(part["weight"])
            points[part["code"]] = own / whole if whole else ZERO
        return {(part["kind"], code): eight(points[code]) for code, part in self.parts.items()}

    def minimum(self, rule: str) -> Fraction:
        return Fraction(self.rules[rule][0]["number"])

    def level(self, displayed: str) -> str:
        """Step 10: the last level that the rounded score reaches."""
        reached = [code for start, code, _ in self.levels if displayed and Fraction(displayed) >= start]
        return reached[-1] if reached else ""

    def members(self, code: str, kind: str) -> list[dict[str, str]]:
        if kind == "global":
            return self.dimensions
        return [row for row in (self.indicators if kind == "dimension" else self.questions) if row["parent"] == code]


class Place:
    """Steps 2 to 11 for one municipality."""

    def __init__(self, edition: Edition, facts: dict, answers: dict[str, dict[str, str]]):
        self.edition, self.facts, self.answers = edition, facts, answers
        self.applies: dict[str, bool] = {}
        self.scores: dict[str, Fraction] = {}
        self.figures: dict[tuple[str, str], dict[str, str]] = {}
        for question in edition.questions:
            self.question(question)
        self.values: dict[str, tuple[Fraction | None, Fraction | None]] = {}
        for kind, parts in (("indicator", edition.indicators), ("dimension", edition.dimensions), ("global", [None])):
            for part in parts:
                self.group(kind, part["code"] if part else "global")
        self.verdict()

    def question(self, question: dict[str, str]) -> None:
        code, answer = question["code"], self.answers[question["code"]]
        condition = json.loads(question["applies_when"]) if question["applies_when"] else None
        self.applies[code] = self.holds(condition) and answer["not_applicable"] == "no"
        answered = self.applies[code] and answer["value"] != ""
        score = self.worth(question, answer) if answered else ZERO
        self.scores[code] = score
        if Fraction(question["weight"]) == 0:
            status = "unscored"
        else:
            status = "scored" if answered else "unanswered" if self.applies[code] else "not_applicable"
        shown = score if status in ("scored", "unanswered") else None
        self.figures["question", code] = {"score": exact(shown), "displayed": rounded(shown), "status": status}

    def holds(self, condition: dict | None) -> bool:
        """Step 3."""
        if condition is None:
            return True
        if "any" in condition:
            return any(self.holds(part) for part in condition["any"])
        if "all" in condition:
            return all(self.holds(part) for part in condition["all"])
        wanted = condition["value"]
        if "attr" in condition:
            value = self.facts.get(condition["attr"])
        else:
            value = self.declared(condition["question"])
            if isinstance(value, Fraction):
                wanted = [Fraction(w) for w in wanted] if isinstance(wanted, list) else Fraction(wanted)
        if value is None:
            return False
        op = condition["op"]
        return {
            "eq": lambda: value == wanted, "ne": lambda: value != wanted, "in": lambda: value in wanted,
            "gte": lambda: value >= wanted, "gt": lambda: value > wanted, "lte": lambda: value <= wanted,
            "lt": lambda: value < wanted, "contains": lambda: wanted in value,
        }[op]()  # fmt: skip

    def declared(self, code: str) -> object:
        """What a condition reads of an answer; None if there is none, or it does not apply."""
        text, kind = self.answers[code]["value"], self.edition.parts[code]["type"]
        if not text or not self.applies[code]:
            return None
        if kind == "yes_no":
            return text == "si"
        if kind == "multi":
            return set() if text == "ninguna" else set(text.split("|"))
        return text if kind == "choice" else self.figure(self.answers[code])

    @staticmethod
    def figure(answer: dict[str, str]) -> Fraction | None:
        """The number of an answer: a level, an amount, or a ratio as a percentage; None for 0/0."""
        if answer["denominator"] == "":
            return Fraction(answer["number"])
        below = Fraction(answer["denominator"])
        return 100 * Fraction(answer["numerator"]) / below if below else None

    def worth(self, question: dict[str, str], answer: dict[str, str]) -> Fraction:
        """Steps 4 and 5: the points of an answer, and what they are without accepted evidence."""
        kind, accepted = question["type"], answer["evidence_accepted"]
        marked = set(answer["value"].split("|"))
        asks = question["evidence"] == "required" and bool(self.edition.caps)
        if kind == "multi" and asks and self.edition.per_option and accepted != "si":
            marked &= set(accepted.split("|"))
        points = self.points(question, answer, marked)
        if not asks or accepted or (kind == "multi" and self.edition.per_option):
            return points
        return min(points, self.edition.caps[kind])

    def points(self, question: dict[str, str], answer: dict[str, str], marked: set[str]) -> Fraction:
        options = self.edition.options[question["code"]]
        if question["type"] != "numeric":
            total = sum((Fraction(o["points"]) for o in options if o["option"] in marked), ZERO)
            if question["type"] != "choice":
                return total
            most = Fraction(question["max_points"])
            return HUNDRED * total / most if most else ZERO
        value = self.figure(answer)
        if value is None:
            return Fraction(question["zero_of_zero"])
        reached = ZERO
        for threshold in sorted(options, key=lambda o: int(o["option"])):
            start = Fraction(threshold["starts_at"])
            if value > start if question["lower_is_better"] == "si" else value < start:
                break
            reached = Fraction(threshold["points"])
        return reached

    def group(self, kind: str, code: str) -> None:
        """Steps 6 to 9: weighted means of scores and of coverage."""
        members = self.edition.members(code, kind)
        score, cover = [], []
        for member in members:
            weight = Fraction(member["weight"])
            if kind == "indicator":
                if self.applies[member["code"]]:
                    score.append((weight, self.scores[member["code"]]))
                    answered = self.figures["question", member["code"]]["status"] == "scored"
                    cover.append((weight, Fraction(answered)))
            else:
                own = self.values[member["code"]]
                score.append((weight, own[0]))
                cover.append((weight, own[1]))
        mean, coverage = self.mean(score), self.mean(cover)
        self.values[code] = mean, coverage
        if coverage is None:
            status = "not_applicable" if any(Fraction(m["weight"]) for m in members) else "unscored"
        else:
            status = "scored" if coverage else "unanswered"
        self.figures[kind, code] = {
            "score": exact(mean), "displayed": rounded(mean), "coverage": rounded(coverage), "status": status,
        }  # fmt: skip

    @staticmethod
    def mean(pairs: list) -> Fraction | None:
        counted = [(weight, value) for weight, value in pairs if value is not None and weight]
        whole = sum((weight for weight, _ in counted), ZERO)
        return sum((weight * value for weight, value in counted), ZERO) / whole if whole else None

    def verdict(self) -> None:
        """Steps 10 and 11: partial results, levels and what holds them back."""
        edition, total = self.edition, self.figures["global", "global"]
        low = {
            d["code"] for d in edition.dimensions
            if self.is_short(("dimension", d["code"]), edition.minimum("minimum_dimension_coverage"))
        }  # fmt: skip
        partial = bool(low) or self.is_short(("global", "global"), edition.minimum("minimum_global_coverage"))
        for dimension in edition.dimensions:
            own = self.figures["dimension", dimension["code"]]
            own["level"] = "" if partial and dimension["code"] in low else edition.level(own["displayed"])
        before = edition.level(total["displayed"])
        held = {
            gate: codes for gate in self.gates() if (codes := self.under(gate)) and before and int(before) > gate[1]
        }
        level = str(min([int(before), *(most for _, most, _ in held)])) if before else ""
        codes = {code for (_, most, _), found in held.items() if str(most) == level for code in found}
        total |= {"partial": "si" if partial else "no"}
        total |= {"level": "", "level_before_gates": ""} if partial else {"level": level, "level_before_gates": before}
        self.held_back_by = " | ".join(sorted(codes)) if total["level"] else ""

    def is_short(self, part: tuple[str, str], minimum: Fraction) -> bool:
        coverage = self.figures[part]["coverage"]
        return coverage != "" and Fraction(coverage) < minimum

    def gates(self) -> list[tuple[str, int, Fraction]]:
        names = ("min_dimension_score", "min_critical_question_score")
        return [
            (name, int(row["code"]), Fraction(row["number"]))
            for name in names
            for row in self.edition.rules.get(name, [])
        ]

    def under(self, gate: tuple[str, int, Fraction]) -> list[str]:
        rule, _, value = gate
        if rule == "min_dimension_score":
            shown = {d["code"]: self.figures["dimension", d["code"]]["displayed"] for d in self.edition.dimensions}
            return [code for code, text in shown.items() if text and Fraction(text) < value]
        critical = [q for q in self.edition.questions if q["critical"] == "si" and Fraction(q["weight"]) > 0]
        return [q["code"] for q in critical if self.applies[q["code"]] and self.scores[q["code"]] < value]


class Comparison:
    """Counts the figures that were recomputed, and keeps those that differ from what is published."""

    def __init__(self) -> None:
        self.count, self.differences = 0, []

    def check(self, where: str, published: dict[str, str], own: dict[str, str]) -> None:
        for column, text in own.items():
            self.count += 1
            if published[column] != text:
                self.differences.append(f"{where}, {column}: {published[column]!r} is published, {text!r} follows")


def median(scores: list[Decimal]) -> str:
    """Step 12."""
    if not scores:
        return ""
    ordered, half = sorted(scores), len(scores) // 2
    middle = ordered[half] if len(scores) % 2 else (ordered[half - 1] + ordered[half]) / 2
    return str(middle.quantize(Decimal("0.01"), ROUND_HALF_UP))


def places_of(folder: Path, edition: Edition) -> dict[str, Place | None]:
    answers: dict[str, dict[str, dict[str, str]]] = {}
    for row in rows(folder, "respuestas.csv"):
        answers.setdefault(row["municipality"], {})[row["question"]] = row
    found: dict[str, Place | None] = {}
    for row in rows(folder, "municipios.csv"):
        code = row["municipality"]
        found[code] = Place(edition, json.loads(row["facts"] or "{}"), answers[code]) if code in answers else None
    return found


def figures_of(place: Place | None) -> dict[tuple[str, str], dict[str, str]]:
    """Step 2: a municipality without answers has no score at all."""
    if place is not None:
        return place.figures
    empty = dict.fromkeys(("score", "displayed", "coverage", "level", "level_before_gates", "partial"), "")
    return {("global", "global"): empty | {"status": "unanswered"}}


def recompute(folder: Path) -> Comparison:
    edition, compared = Edition(folder), Comparison()
    places = places_of(folder, edition)
    published = {(r["municipality"], r["kind"], r["code"]): r for r in rows(folder, "puntajes.csv")}
    expected = {(code, *part): own for code, place in places.items() for part, own in figures_of(place).items()}
    shares = edition.points_of_total()
    for row in rows(folder, "instrumento.csv"):
        own = {"points_of_total": shares[row["kind"], row["code"]]}
        compared.check(f"instrumento.csv {row['code']}", row, own)
    for key in sorted(published.keys() ^ expected.keys()):
        compared.differences.append(f"puntajes.csv {key}: only {'published' if key in published else 'recomputed'}")
    for key in published.keys() & expected.keys():
        compared.check(f"puntajes.csv {' '.join(key)}", published[key], expected[key])
    for row in rows(folder, "municipios.csv"):
        place = places[row["municipality"]]
        own = dict(figures_of(place)["global", "global"])
        own["level_name"] = edition.name_of_level.get(own["level"], "")
        own["held_back_by"] = place.held_back_by if place else ""
        compared.check(f"municipios.csv {row['municipality']}", row, own)
    for row in rows(folder, "respuestas.csv"):
        place = places[row["municipality"]]
        compared.check(
            f"respuestas.csv {row['municipality']} {row['question']}", row, place.figures["question", row["question"]]
        )
    complete = [p for p in places.values() if p and p.figures["global", "global"]["partial"] == "no"]
    complete = [p for p in complete if p.figures["global", "global"]["displayed"]]
    for row in rows(folder, "medianas.csv"):
        found = [p.figures[row["kind"], row["code"]]["score"] for p in complete]
        own = {"median": median([Decimal(text) for text in found if text]), "municipalities": str(len(complete))}
        compared.check(f"medianas.csv {row['code']}", row, own)
    return compared


def main(arguments: list[str]) -> int:
    compared = recompute(Path(arguments[0]))
    for line in compared.differences:
        print(line)
    print(f"{compared.count} figures recomputed, {len(compared.differences)} differences")
    return 1 if compared.differences else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
