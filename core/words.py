"""Numbers beside their nouns."""


def counted(number: int, one: str, many: str) -> str:
    """Return «1 municipio», «10 municipios»."""
    return f"{number} {one if number == 1 else many}"
