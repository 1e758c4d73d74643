"""One-line notation of conditions: «dato has_council = sí o TRA-04 contiene a».

A fact of the municipality is prefixed with «dato»; a question is named by its code. The connectives are «y» and «o»; where
both occur, parentheses are compulsory. Values with spaces or signs are quoted.
"""

import re
from typing import Any

SIGNS = {"eq": "=", "ne": "≠", "gte": "≥", "gt": ">", "lte": "≤", "lt": "<", "in": "en", "contains": "contiene"}
_OPERATORS = {sign: op for op, sign in SIGNS.items()} | {"!=": "ne", "<>": "ne", ">=": "gte", "<=": "lte", "==": "eq"}
_JOINTS = {"any": " o ", "all": " y "}
_TOKEN = re.compile(r'\s*(?:"([^"]*)"|«([^»]*)»|(>=|<=|!=|<>|==|[=≠≥≤<>(),])|([^\s=≠≥≤<>!(),"«»]+))')
_PLAIN = re.compile(r"[A-Za-zÀ-ÿ0-9._-]+")
_WORDS = {"y", "o", "en", "contiene", "dato", "sí", "si", "no"}
_LONGEST, _DEEPEST = 2000, 10


class UnreadableCondition(ValueError):
    """The line is not a condition; the message says where it stops making sense."""


def write(condition: dict[str, Any] | None) -> str:
    """Format a condition as one line; "" for none."""
    return _write(condition, inner=False) if condition else ""


def _write(condition: dict[str, Any], *, inner: bool) -> str:
    for joint, sign in _JOINTS.items():
        if joint in condition:
            parts = condition[joint]
            line = sign.join(_write(part, inner=True) for part in parts)
            return f"({line})" if inner and len(parts) > 1 else line
    subject = f"dato {_text(condition['attr'])}" if "attr" in condition else _text(condition["question"])
    value = condition["value"]
    said = f"({', '.join(map(_value, value))})" if isinstance(value, list) else _value(value)
    return f"{subject} {SIGNS[condition['op']]} {said}"


def _value(value: Any) -> str:
    return ("sí" if value else "no") if isinstance(value, bool) else _text(str(value))


def _text(text: str) -> str:
    return text if _PLAIN.fullmatch(text) and text.lower() not in _WORDS else f'"{text}"'


def read(line: str) -> dict[str, Any] | None:
    """Parse a line, its values as text or boolean; None for an empty line. Raises UnreadableCondition."""
    if len(line) > _LONGEST:
        raise UnreadableCondition(f"la condición tiene más de {_LONGEST} letras")
    tokens = _tokens(line)
    if not tokens:
        return None
    reader = _Reader(tokens)
    condition = reader.joined(0)
    reader.end()
    return condition


def _tokens(line: str) -> list[tuple[str, bool]]:
    """Return pairs of text and whether it was quoted."""
    found, place, line = [], 0, line.rstrip()
    while place < len(line):
        match = _TOKEN.match(line, place)
        if match is None:
            raise UnreadableCondition(f"no se entiende «{line[place:].strip()[:20]}»")
        quoted = match.group(1) if match.group(1) is not None else match.group(2)
        found.append((quoted, True) if quoted is not None else (match.group(3) or match.group(4), False))
        place = match.end()
    return found


class _Reader:
    def __init__(self, tokens: list[tuple[str, bool]]):
        self.tokens, self.place = tokens, 0

    def peek(self) -> str:
        """The next word or sign in lower case; "" at the end and for quoted text."""
        text, is_quoted = self.tokens[self.place] if self.place < len(self.tokens) else ("", True)
        return "" if is_quoted else text.lower()

    def take(self, wanted: str) -> str:
        if self.place >= len(self.tokens):
            raise UnreadableCondition(f"la condición se acaba y faltaba {wanted}")
        self.place += 1
        return self.tokens[self.place - 1][0]

    def expect(self, sign: str) -> None:
        if self.peek() != sign:
            raise UnreadableCondition(f"se esperaba «{sign}» {self._before()}")
        self.place += 1

    def end(self) -> None:
        if self.place < len(self.tokens):
            raise UnreadableCondition(f"sobra «{self.tokens[self.place][0][:20]}» {self._before()}")

    def _before(self) -> str:
        return f"después de «{self.tokens[self.place - 1][0][:20]}»" if self.place else "al comienzo"

    def joined(self, depth: int) -> dict[str, Any]:
        if depth > _DEEPEST:
            raise UnreadableCondition("hay demasiados paréntesis")
        parts, joint = [self.part(depth)], ""
        while self.peek() in ("y", "o"):
            if joint and self.peek() != joint:
                raise UnreadableCondition("se mezclan «y» y «o»: ponga paréntesis para decir qué va junto")
            joint = self.take("")[:1].lower()
            parts.append(self.part(depth))
        return {("all" if joint == "y" else "any"): parts} if joint else parts[0]

    def part(self, depth: int) -> dict[str, Any]:
        if self.peek() == "(":
            self.expect("(")
            inner = self.joined(depth + 1)
            self.expect(")")
            return inner
        return self.atom()

    def atom(self) -> dict[str, Any]:
        key = "question"
        if self.peek() == "dato":
            self.expect("dato")
            key = "attr"
        if self.peek() in ("(", ")", ",", *_OPERATORS):
            raise UnreadableCondition(f"falta el código antes de «{self.peek()}»")
        subject = self.take("el código de una pregunta o un dato")
        sign = self.take(f"un signo (= ≠ ≥ > ≤ <, en, contiene) después de «{subject[:40]}»").lower()
        if sign not in _OPERATORS:
            raise UnreadableCondition(f"después de «{subject[:40]}» va un signo: = ≠ ≥ > ≤ <, en, contiene")
        return {key: subject, "op": _OPERATORS[sign], "value": self.values() if sign == "en" else self.value()}

    def value(self) -> str | bool:
        if self.peek() in ("(", ")", ",", *_OPERATORS):
            raise UnreadableCondition(f"falta un valor {self._before()}")
        word = self.peek()
        text = self.take("un valor")
        return word in ("sí", "si") if word in ("sí", "si", "no") else text

    def values(self) -> list[str | bool]:
        self.expect("(")
        found = [self.value()]
        while self.peek() == ",":
            self.expect(",")
            found.append(self.value())
        self.expect(")")
        return found
