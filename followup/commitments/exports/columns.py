"""The columns of the file of commitments, and how its cells are written (docs/followup.md)."""

import re
from dataclasses import dataclass

# What `import_commitments` reads; the first ones of the CSV that `export_commitments` writes.
COLUMNS = (
    "code", "title", "origin", "municipalities", "office", "contact", "agreed_on", "start", "end", "original_end", "cadence",
    "milestones", "closing", "closed_on", "reason",
)  # fmt: skip
# Those of the commitment sheets of OGP, in its words; then ours.
OF_OGP = (
    "description", "start_date", "end_date", "lead_institution", "supporting_institutions", "verifiable", "ambition",
    "completion", "early_results",
)  # fmt: skip
OURS = (
    "state",
    "derived",
    "why",
    "mark",
    "changes",
    "tags",
    "indicator",
    "last_news_on",
    "last_news",
    "is_demo",
    "page",
)
EXPORTED_ONLY = (*OF_OGP, *OURS)  # an exported file comes in again; these are made anew
NO_REASON = "El archivo con que se cargó no dice por qué cambió."  # of a second version whose row left «reason» empty

_MARKS = re.compile(r"[\\|~]")
_ESCAPED = re.compile(r"\\([\\|~])")
_APOSTROPHE = re.compile(r"""^'(?=[=+\-@\t\r\n])|(?<=[;,\t\r\n])'(?="*[=+\-@])""")  # core.downloads.no_formula


@dataclass(frozen=True)
class OriginFields:
    """What a commitment was born from. `municipality`: DIVIPOLA, of a gap only."""

    kind: str
    process: str
    key: str
    municipality: str = ""

    def __str__(self) -> str:
        return ":".join(filter(None, (self.kind, self.process, self.municipality, self.key)))


def milestones_cell(milestones: list[tuple[str, str, str]]) -> str:
    """«título~fecha~día con evidencia» joined by «|»; the three marks are written with a backslash inside a title."""
    return "|".join(f"{escaped(title)}~{due_on}~{done_on}" for title, due_on, done_on in milestones)


def escaped(title: str) -> str:
    return _MARKS.sub(r"\\\g<0>", title)


def unescaped(title: str) -> str:
    return _ESCAPED.sub(r"\1", title)


def split_at(mark: str, text: str) -> list[str]:
    """Split at a mark that has no backslash before it, or a whole number of pairs of them."""
    parts, start, position = [], 0, 0
    while position < len(text):
        if text[position] == "\\":
            position += 1
        elif text[position] == mark:
            parts.append(text[start:position])
            start = position + 1
        position += 1
    return [*parts, text[start:]]


def without_apostrophe(text: str) -> str:
    """Undo what keeps a spreadsheet from running a cell of an exported file."""
    return _APOSTROPHE.sub("", text)
