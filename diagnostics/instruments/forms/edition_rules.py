"""The rules of an edition: how answers become points and levels, and the lists that the questions and the review read."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.http import QueryDict

from diagnostics.instruments.exports.edition_sheets import FACTS
from diagnostics.instruments.forms.edition_fields import (
    Number,
    Percent,
    Pick,
    Row,
    RowCode,
    SeenForm,
    Words,
    as_percent,
    formset_of,
    offered,
    rows_of,
)
from diagnostics.scoring.flat_parts import LEVELS, without_blanks

SECTIONS = ("scoring", "maturity_levels", "municipality_attributes", "review_reason_codes")
CAPS = {
    "scale": "Por niveles",
    "yes_no": "Sí o no",
    "multi": "Selección múltiple",
    "choice": "Selección única",
    "numeric": "Numérica",
}
WHOLE = "100"  # where the last level ends
GATES = {
    "min_dimension_score": "una dimensión esté por debajo de",
    "min_critical_question_score": "una pregunta crítica esté por debajo de",
}


class RulesForm(SeenForm):
    minimum_dimension = Percent("En cada dimensión")
    minimum_global = Percent("En conjunto")
    max_na = Percent("Tope de «no aplica»")
    has_caps = forms.BooleanField(
        label="Una pregunta con evidencia obligatoria tiene un tope mientras no tenga ninguna aceptada", required=False
    )
    by_option = forms.BooleanField(
        label="En selección múltiple cuentan solo las opciones que tienen evidencia", required=False
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for level in LEVELS:
            self.fields[f"value_{level}"] = Number(f"Nivel {level}")
        for kind, label in CAPS.items():
            self.fields[f"cap_{kind}"] = Number(label)

    @staticmethod
    def initial_of(document: dict[str, Any]) -> dict[str, Any]:
        scoring = _mapping(document.get("scoring"))
        coverage, evidence = _mapping(scoring.get("coverage")), _mapping(scoring.get("evidence"))
        caps = _mapping(evidence.get("cap_without_accepted_evidence"))
        values = _mapping(scoring.get("scale_values")) or {str(level): str(25 * level) for level in LEVELS}
        return {
            "minimum_dimension": as_percent(coverage.get("minimum_dimension", "")),
            "minimum_global": as_percent(coverage.get("minimum_global", "")),
            "max_na": as_percent(_mapping(scoring.get("not_applicable")).get("max_share_of_dimension_weight", "")),
            "has_caps": bool(evidence),
            "by_option": evidence.get("multi_counts_only_options_with_evidence", True) in (True, "true"),
            **{f"value_{level}": values.get(str(level), "") for level in LEVELS},
            **{f"cap_{kind}": caps.get(kind, "") for kind in CAPS},
        }

    @property
    def values(self) -> list[forms.BoundField]:
        return [self[f"value_{level}"] for level in LEVELS]

    @property
    def caps(self) -> list[forms.BoundField]:
        return [self[f"cap_{kind}"] for kind in CAPS]

    def scoring(self) -> dict[str, Any]:
        data = self.cleaned_data
        coverage = {key: data[key] for key in ("minimum_dimension", "minimum_global")}
        scoring: dict[str, Any] = {
            "scale_values": without_blanks({str(level): data[f"value_{level}"] for level in LEVELS}),
            "coverage": without_blanks(coverage),
        }
        if data["has_caps"]:
            scoring["evidence"] = {
                "cap_without_accepted_evidence": without_blanks({kind: data[f"cap_{kind}"] for kind in CAPS}),
                "multi_counts_only_options_with_evidence": data["by_option"],
            }
        if data["max_na"]:
            scoring["not_applicable"] = {"max_share_of_dimension_weight": data["max_na"]}
        return without_blanks(scoring)


class LevelRow(Row):
    name = Words("Nombre", limit=60)
    start = Number("Desde")
    summary = Words("Qué significa", rows=2)
    code = RowCode()


class GateRow(Row):
    rule = Pick("Mientras", [("", "Sin regla"), *GATES.items()])
    value = Number("Puntos")
    max_level_without = Pick("El nivel es como mucho", [])

    def __init__(self, *args, levels: list[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        now = str(self.initial.get("max_level_without", ""))
        gone = [(now, f"{now}: ese nivel ya no existe")] if now not in {"", *(number for number, _ in levels)} else []
        self.fields["max_level_without"].choices = [("", "Elija…"), *levels, *gone]


class AttributeRow(Row):
    name = Words("Cómo se pregunta", rows=1, limit=200)
    type = Pick("Tipo", [("", "Elija…"), *offered(FACTS)])
    values = Words("Valores de la lista")
    code = RowCode()
    help = Words("Ayuda", rows=1)


class ReasonRow(Row):
    code = RowCode()
    name = Words("Razón", rows=1)


class Rules:
    """The page of the rules: its form and its lists, always bound together. `move`: a row to exchange with its neighbour."""

    def __init__(self, document: dict[str, Any], seen: str, data: QueryDict | None = None):
        self.move = data.get("move", "") if data else ""
        self.stored_levels = levels = _list(document.get("maturity_levels"))
        self.form = RulesForm(data, initial=RulesForm.initial_of(document) | {"seen": seen})
        scoring = _mapping(document.get("scoring"))
        self.levels = formset_of(LevelRow, more=1, most=20)(
            data, prefix="levels", initial=[level | {"start": level.get("from", "")} for level in levels]
        )
        choices = [(str(n), f"{n}, {level.get('name', '')}") for n, level in enumerate(levels, start=1)]
        self.gates = formset_of(GateRow, more=1, most=10)(
            data, prefix="gates", initial=_list(scoring.get("gates")), form_kwargs={"levels": choices}
        )
        self.attributes = formset_of(AttributeRow, more=1, most=40)(
            data, prefix="attributes", initial=_attributes(document)
        )
        reasons = _list(document.get("review_reason_codes"))
        self.reasons = formset_of(ReasonRow, more=1, most=40)(data, prefix="reasons", initial=reasons)

    @property
    def parts(self) -> list[Any]:
        return [self.form, self.levels, self.gates, self.attributes, self.reasons]

    def is_valid(self) -> bool:
        judged = [part.is_valid() for part in self.parts]  # all of them, so that each reports its faults
        return all(judged)

    @property
    def sections(self) -> dict[str, Any]:
        gates = [row for row in rows_of(self.gates) if row.get("rule")]
        return {
            "scoring": without_blanks(self.form.scoring() | {"gates": gates}),
            "maturity_levels": self._levels(),
            "municipality_attributes": [_with_values(row) for row in rows_of(self.attributes, self.move)],
            "review_reason_codes": rows_of(self.reasons, self.move),
        }

    def _levels(self) -> list[dict[str, Any]]:
        """The levels from the lowest on: each ends where the next one starts, the last where the highest ended before."""
        rows = sorted(rows_of(self.levels), key=lambda row: _number(row.get("start", "")))
        ends = [str(level.get("to", "")) for level in self.stored_levels]
        top = max([WHOLE, *(end for end in ends if _number(end).is_finite())], key=_number)
        starts = [row.get("start", "") for row in rows]
        return [
            {"level": number, **without_blanks(_named(row) | {"to": end})}
            for number, (row, end) in enumerate(zip(rows, [*starts[1:], top], strict=True), start=1)
        ] if rows else []  # fmt: skip


def _named(row: dict[str, Any]) -> dict[str, Any]:
    return {("from" if key == "start" else key): value for key, value in row.items()}


def _number(text: str) -> Decimal:
    """The number of a text; what is none goes last."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return Decimal("Infinity")
    return number if number.is_finite() else Decimal("Infinity")


def _with_values(row: dict[str, Any]) -> dict[str, Any]:
    values = [value.strip() for value in row.pop("values", "").split(",") if value.strip()]
    return row | ({"values": values} if values else {})


def _attributes(document: dict[str, Any]) -> list[dict[str, Any]]:
    rows = _list(document.get("municipality_attributes"))
    return [row | {"values": ", ".join(map(str, row.get("values", [])))} for row in rows]


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
