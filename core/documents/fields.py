"""Reading fields of a mapping: each method says what it expects and refuses anything else with its place."""

import re
from decimal import Decimal
from typing import Any

from core.documents.nodes import Mapping, Place, Scalar, Sequence, place_of
from core.refusals import Refusal
from core.words import one_line

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
REQUIRED: Any = object()


class Fault(Refusal):
    """What is wrong at one place of a document."""

    def __init__(self, place: Place, words: str):
        super().__init__(f"{place}: {words}.")
        self.place, self.words = place, words


def refuse(place: Place, words: str) -> None:
    raise Fault(place, words)


class Fields:
    """The fields of one mapping; readers must end with `done`, which refuses unknown keys."""

    def __init__(self, node: Any, what: str):
        if not isinstance(node, Mapping):
            refuse(place_of(node), f"se esperaba {what} con sus claves")
        self.node: Mapping = node
        self.what = what
        self.asked: set[str] = set()

    def get(self, key: str, default: Any = REQUIRED) -> Any:
        """Return the raw node of a key; an absent or null one gives the default, or is refused without one."""
        self.asked.add(key)
        value = self.node.get(key)
        if value is None or (isinstance(value, Scalar) and value.kind == "null"):
            if default is REQUIRED:
                refuse(self.node.place, f"falta «{key}» en {self.what}")
            return default
        return value

    def place(self, key: str) -> Place:
        return self.node.places.get(key, self.node.place)

    def text(self, key: str, default: Any = REQUIRED, limit: int = 4000) -> str:
        value = self.get(key, default)
        if value is default:
            return value
        if not isinstance(value, Scalar):
            refuse(self.place(key), f"«{key}» debe ser un texto")
        clean = one_line(value)
        if default is REQUIRED and not clean:
            refuse(self.place(key), f"«{key}» está vacío")
        if len(clean) > limit:
            refuse(self.place(key), f"«{key}» tiene {len(clean)} letras; el máximo es {limit}")
        return clean

    def code(self, key: str = "code") -> str:
        value = self.text(key)
        if not CODE.fullmatch(value):
            refuse(
                self.place(key), f"«{value[:40]}» no sirve de código: letras sin tilde, cifras, punto y guion, hasta 40"
            )
        return value

    def choice(self, key: str, among: list[str], default: Any = REQUIRED) -> str:
        value = self.text(key, default)
        if value is not default and value not in among:
            refuse(self.place(key), f"«{key}» dice «{value[:40]}»; se esperaba {' o '.join(among)}")
        return value

    def boolean(self, key: str, default: Any = REQUIRED) -> bool:
        value = self.get(key, default)
        if value is default:
            return value
        if not isinstance(value, Scalar) or value.kind != "bool":
            refuse(self.place(key), f"«{key}» debe ser true o false")
        return value.lower() in ("true", "yes", "on")

    def number(self, key: str, default: Any = REQUIRED, low: int = 0, high: int | None = None) -> str:
        """Return the canonical decimal text of a number between `low` and `high`."""
        value = self.get(key, default)
        if value is default:
            return value
        return decimal_text(value, self.place(key), f"«{key}»", low, high)

    def integer(self, key: str, default: Any = REQUIRED, low: int = 0, high: int = 1_000_000) -> int:
        value = self.number(key, default, low, high)
        if value is default:
            return value
        if "." in value:
            refuse(self.place(key), f"«{key}» debe ser un número entero")
        return int(value)

    def items(self, key: str, default: Any = REQUIRED, least: int = 1) -> list[Any]:
        value = self.get(key, default)
        if value is default:
            return value
        if not isinstance(value, Sequence):
            refuse(self.place(key), f"«{key}» debe ser una lista")
        if len(value) < least:
            refuse(self.place(key), f"«{key}» debe tener al menos {least} elemento{'s' if least > 1 else ''}")
        return value

    def texts(self, key: str, default: Any = REQUIRED) -> list[str]:
        value = self.items(key, default, least=0)
        if value is default:
            return value
        for item in value:
            if not isinstance(item, Scalar):
                refuse(place_of(item, self.place(key)), f"«{key}» debe ser una lista de textos")
        return [one_line(item) for item in value]

    def exactly(self, key: str, *expected: str) -> None:
        """Check a key that states what the engine does anyway: it may be absent, but not different."""
        value = self.text(key, None)
        if value is not None and value not in expected:
            refuse(self.place(key), f"«{key}» dice «{value[:40]}» y este motor solo calcula con «{expected[0]}»")

    def ignored(self, *keys: str) -> None:
        """Accept keys that are kept for people and read by no rule."""
        self.asked.update(keys)

    def done(self) -> None:
        for key in self.node:
            if key not in self.asked:
                refuse(self.place(key), f"no se conoce la clave «{key[:40]}» en {self.what}")


Seen = dict[tuple[str, str], tuple[str, str]]  # code and place, by ("", code) and by (kind, code_key)


def decimal_text(value: Any, place: Place, name: str, low: int | None = 0, high: int | None = None) -> str:
    """Return the canonical decimal text of a scalar; refuses anything but a plain number within its bounds."""
    if not isinstance(value, Scalar) or not re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]{1,9})?", value):
        # In a file the mark is the point; parts of a draft were typed in the browser or a spreadsheet.
        expected = "un número, con coma si tiene decimales" if place.part[0] else "un número con punto decimal"
        refuse(place, f"{name} debe ser {expected}, y dice «{str(value)[:40]}»")
    number = Decimal(value)
    if low is not None and number < low:
        refuse(place, f"{name} no puede ser menor que {low}, y dice {value}")
    if high is not None and number > high:
        refuse(place, f"{name} no puede ser mayor que {high}, y dice {value}")
    return f"{number.normalize():f}"


def as_json(node: Any) -> Any:
    """Return a node as plain JSON data (texts stay texts): for parts that no rule reads."""
    if isinstance(node, Mapping):
        return {key: as_json(value) for key, value in node.items()}
    if isinstance(node, Sequence):
        return [as_json(item) for item in node]
    if node is None or node.kind == "null":
        return None
    return " ".join(node.split())


def unique(codes: list[tuple[str, Place]], what: str, seen: Seen | None = None) -> None:
    """Refuse a code that is repeated, or differs from another of the kind by capitals only; `codes` are (code, place)."""
    seen = {} if seen is None else seen
    for code, place in codes:
        if fault := code_fault(code, seen, what, of=f" de {what}", at="la "):
            refuse(place, fault)
        remember(code, seen, what, str(place))


def code_key(code: str) -> str:
    """Return what must differ between two codes: people and spreadsheets do not keep capitals."""
    return code.casefold()


def code_fault(code: str, seen: Seen, kind: str, *, of: str = "", at: str = "") -> str:
    """Return why a code cannot stand beside those `seen`, "" if it can: it is one of them, or one of a kind but for capitals."""
    if same := seen.get(("", code)):
        return f"el código {code}{of} ya está en {at}{same[1]}"
    if alike := seen.get((kind, code_key(code))):
        return f"el código {code}{of} solo se diferencia por las mayúsculas de {alike[0]}, en {at}{alike[1]}; use otro"
    return ""


def remember(code: str, seen: Seen, kind: str, place: str) -> None:
    seen["", code] = seen[kind, code_key(code)] = code, place
