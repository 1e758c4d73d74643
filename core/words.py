"""Spanish wording: numbers with their nouns, lists, days; and text folded for comparison."""

import unicodedata
from datetime import date

from django.utils.formats import date_format


def counted(number: int, one: str, many: str) -> str:
    """«1 municipio», «10 municipios»."""
    return f"{number} {one if number == 1 else many}"


def folded(text: str) -> str:
    """Return the text without accents, capitals and extra spaces, to compare names as people type them."""
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    return " ".join(bare.casefold().split())


def long_day(day: date, *, with_year: bool = False) -> str:
    """«lunes 8 de marzo», or «lunes 8 de marzo de 2027»."""
    return date_format(day, r"l j \d\e F \d\e Y" if with_year else r"l j \d\e F")


def joined(items: list[str]) -> str:
    """«a», «a y b», «a, b e Itagüí»: the conjunction is «e» before the sound i."""
    if len(items) < 2:
        return "".join(items)
    last = items[-1]
    sound = last.lower().lstrip("«¿")
    joint = "e" if sound.startswith(("i", "í", "hi")) and not sound.startswith(("ia", "ie", "hie", "hia")) else "y"
    return f"{', '.join(items[:-1])} {joint} {last}"


def first_ones(names: list[str], limit: int) -> str:
    """«a, b y 3 más»: the first names of a list, and the count of the others."""
    return ", ".join(names) if len(names) <= limit else f"{', '.join(names[:limit])} y {len(names) - limit} más"
