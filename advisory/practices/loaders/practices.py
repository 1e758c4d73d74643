"""Rows of a file of practices → clean fields, with errors that name the line (docs/advice.md)."""

import re
from collections.abc import Container
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from advisory.practices.choices import (
    COMPULSORY,
    DECIMALS,
    DIGITS,
    LONGEST_CODE,
    LONGEST_OFFICE,
    LONGEST_PERIOD,
    LONGEST_TAG,
    LONGEST_TEXT,
    LONGEST_THEME,
    LONGEST_TITLE,
    LONGEST_UNIT,
    MOST_ADDRESSES,
    MOST_TAGS,
    TAKEN_CODES,
    CostBand,
    Licence,
)
from advisory.practices.exports.columns import without_apostrophe
from advisory.practices.loaders.tables import read_rows
from advisory.practices.models.soundness import faults_of
from core.documents.fields import CODE, code_key
from core.tables import Row, refuse_all
from core.words import one_line, visible
from diagnostics.scoring.values import may_be_thousands
from files.loaders.links import clean_link
from territory.choices import place_code

MOST_PRACTICES = 5000
LINES = {
    "title": LONGEST_TITLE, "theme": LONGEST_THEME, "result_unit": LONGEST_UNIT, "result_period": LONGEST_PERIOD,
    "before_period": LONGEST_PERIOD, "contact_office": LONGEST_OFFICE,
}  # fmt: skip
TEXTS = ("problem", "what_was_done", "conditions", "what_failed")
_NUMBER = re.compile(rf"-?[0-9]{{1,{DIGITS - DECIMALS}}}(\.[0-9]{{1,{DECIMALS}}})?")
_LICENCES = {re.sub(r"[\s-]", "", value).casefold(): value for value in Licence.values}


@dataclass(frozen=True)
class PracticeFields:
    """One row. `municipality`: DIVIPOLA. `said`: the fields of PracticeText, complete."""

    line: int
    code: str
    municipality: str
    said: dict[str, Any]


def read_practices(text: str, *, name: str, municipalities: Container[str]) -> list[PracticeFields]:
    """Return the practices of a file, CSV or YAML by its name. Raises Refusal listing every fault with its line."""
    rows = read_rows(text, name=name)
    problems: list[str] = []
    found: list[PracticeFields] = []
    seen: dict[str, int] = {}
    if len(rows) > MOST_PRACTICES:
        problems.append(f"el archivo tiene {len(rows)} prácticas y se admiten hasta {MOST_PRACTICES}")
    for row in rows[:MOST_PRACTICES]:
        reader = _Reader(row, municipalities)
        fields = reader.read()
        if before := seen.get(code_key(fields.code)):
            reader.faults.append(f"el código «{fields.code}» ya está en la línea {before}")
        seen.setdefault(code_key(fields.code), row.line)
        problems += [f"línea {row.line}: {fault}" for fault in reader.faults]
        found.append(fields)
    if not rows:
        problems.append("el archivo no tiene prácticas")
    refuse_all(problems, name=name)
    return found


class _Reader:
    """Reads one row, and keeps what is wrong with it."""

    def __init__(self, row: Row, known: Container[str]) -> None:
        self.row, self.known, self.faults = row, known, list[str]()

    def read(self) -> PracticeFields:
        said: dict[str, Any] = {
            name: self._fitting(name, one_line(self._cell(name)), most) for name, most in LINES.items()
        }
        said |= {name: self._fitting(name, self._cell(name), LONGEST_TEXT) for name in TEXTS}
        said |= {
            "cost_band": self._choice("cost_band", CostBand.values), "licence": self._licence(),
            "months": self._whole("months"), "from_level": self._whole("from_level"), "to_level": self._whole("to_level"),
            "result_number": self._number("result_number"), "before_number": self._number("before_number"),
            "evidence": self._addresses(), "tags": self._tags(), "question": self._question(),
        }  # fmt: skip
        fields = PracticeFields(self.row.line, self._code(), self._place(), said)
        if not self.faults:
            self._check_together(said)
        return fields

    def _check_together(self, said: dict[str, Any]) -> None:
        if not said["title"]:
            self.faults.append("falta «title»")
        lacking = [f"«{name}» ({words})" for name, words in COMPULSORY.items() if said[name] in ("", None)]
        if lacking:
            self.faults.append(f"falta {', '.join(lacking)}")
        self.faults += [
            f"«{name}»: {fault[0].lower()}{fault[1:].rstrip('.')}" for name, fault in faults_of(said).items()
        ]

    def _cell(self, column: str) -> str:
        return without_apostrophe(visible(self.row[column].replace("\r\n", "\n")).strip())

    def _fitting(self, column: str, text: str, most: int) -> str:
        if len(text) > most:
            self.faults.append(f"«{column}» tiene {len(text)} letras y caben {most}")
        return text

    def _code(self) -> str:
        code = self._cell("code")
        if not code:
            self.faults.append("falta «code»")
        elif not CODE.fullmatch(code) or len(code) > LONGEST_CODE or code_key(code) in TAKEN_CODES:
            self.faults.append(
                f"«{code[:40]}» no sirve de código: letras sin tilde, cifras, punto y guion, hasta {LONGEST_CODE}"
            )
        return code

    def _place(self) -> str:
        code = place_code(self._cell("municipality"), self.known)
        if code not in self.known:
            self.faults.append(f"«municipality»: el portal no conoce el municipio «{code[:40]}»")
        return code

    def _choice(self, column: str, among: list[str]) -> str:
        text = self._cell(column)
        if text and text not in among:
            self.faults.append(f"«{column}» dice «{text[:40]}»; se esperaba {' o '.join(among)}")
            return ""
        return text

    def _licence(self) -> str:
        text = self._cell("licence")
        found = _LICENCES.get(re.sub(r"[\s-]", "", text).casefold()) if text else Licence.BY.value
        if found is None:
            self.faults.append(f"«licence» dice «{text[:40]}»; se esperaba {' o '.join(Licence.values)}")
        return found or ""

    def _whole(self, column: str) -> int | None:
        text = self._cell(column)
        if text and not re.fullmatch(r"[0-9]{1,3}", text):
            self.faults.append(f"«{column}» debe ser un número entero, y dice «{text[:40]}»")
            return None
        return int(text) if text else None

    def _number(self, column: str) -> Decimal | None:
        text = self._cell(column)
        if not text:
            return None
        if not _NUMBER.fullmatch(text):
            self.faults.append(
                f"«{column}» debe ser un número con punto decimal y hasta {DECIMALS} decimales, sin miles, y dice «{text[:40]}»"
            )
            return None
        if may_be_thousands(text.lstrip("-")):
            whole = text.replace(".", "")
            self.faults.append(f"«{column}» dice «{text}», que se lee de dos maneras; escriba {whole} o {text}0")
            return None
        return Decimal(text)

    def _addresses(self) -> list[str]:
        parts = re.split(r"[\s|]+|;(?=https?://|\s)", self._cell("evidence"))
        parts = [part for part in parts if part]
        links = [clean_link(part) for part in parts]
        self.faults += [
            f"«evidence»: «{part[:60]}» no es una dirección completa, desde https://"
            for part, link in zip(parts, links, strict=True)
            if not link
        ]
        if len(parts) > MOST_ADDRESSES:
            self.faults.append(f"«evidence» tiene {len(parts)} direcciones y se admiten {MOST_ADDRESSES}")
        return list(dict.fromkeys(links))

    def _tags(self) -> list[str]:
        tags = [tag for part in re.split(r"[;|,\n]", self._cell("tags")) if (tag := one_line(part))]
        if len(tags) > MOST_TAGS:
            self.faults.append(f"«tags» tiene {len(tags)} etiquetas y se admiten {MOST_TAGS}")
        self.faults += [
            f"la etiqueta «{tag[:40]}…» es muy larga: caben {LONGEST_TAG} letras"
            for tag in tags
            if len(tag) > LONGEST_TAG
        ]
        return list(dict.fromkeys(tags))

    def _question(self) -> str:
        text = self._cell("question")
        if text and not CODE.fullmatch(text):
            self.faults.append(f"«question» dice «{text[:40]}» y no es el código de una pregunta")
        return text
