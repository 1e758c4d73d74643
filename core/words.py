"""Numbers beside their nouns, lists, days in words, and words compared as people do."""

import unicodedata
from datetime import date

from django.utils.formats import date_format


def counted(number: int, one: str, many: str) -> str:
    """Return «1 municipio», «10 municipios»."""
    return f"{number} {one if number == 1 else many}"


def folded(text: str) -> str:
    """Return the text without accents, capitals and spare spaces: what people mean when they type a name."""
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    return " ".join(bare.casefold().split())


def long_day(day: date, *, with_year: bool = False) -> str:
    """Return «lunes 8 de marzo», or «lunes 8 de marzo de 2027»."""
    return date_format(day, r"l j \d\e F \d\e Y" if with_year else r"l j \d\e F")


def joined(items: list[str]) -> str:
    """«a», «a y b», «a, b e Itagüí»: the joint is «e» before the sound i."""
    if len(items) < 2:
        return "".join(items)
    last = items[-1]
    sound = last.lower().lstrip("«¿")
    joint = "e" if sound.startswith(("i", "í", "hi")) and not sound.startswith(("ia", "ie", "hie", "hia")) else "y"
    return f"{', '.join(items[:-1])} {joint} {last}"


def first_ones(names: list[str], limit: int) -> str:
    """The first names of a list, and how many more there are."""
    return ", ".join(names) if len(names) <= limit else f"{', '.join(names[:limit])} y {len(names) - limit} más"
