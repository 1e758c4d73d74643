"""Numbers beside their nouns, and words compared as people do."""

import unicodedata


def counted(number: int, one: str, many: str) -> str:
    """Return «1 municipio», «10 municipios»."""
    return f"{number} {one if number == 1 else many}"


def plain(text: str) -> str:
    """Return the text without accents, capitals and spare spaces: what people mean when they type a name."""
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    return " ".join(bare.casefold().split())
