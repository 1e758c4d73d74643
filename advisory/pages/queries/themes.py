"""The dimensions of the diagnosis, by which practices are found, and the words of their questions."""

from dataclasses import dataclass

from diagnostics.results.queries.published import edition, version_in_use


@dataclass(frozen=True)
class Dimensions:
    """`names`: by code; `dimension_of`: by question; `have_pages`: whether each question has its public page."""

    names: dict[str, str]
    dimension_of: dict[str, str]
    texts: dict[str, str]
    have_pages: bool

    def questions(self, dimension: str) -> list[str]:
        return [code for code, of in self.dimension_of.items() if of == dimension]


def dimensions() -> Dimensions:
    """Return those of the instrument in use; empty without one. One query, two before a round is published."""
    shown = edition()
    version = version_in_use(shown)
    if version is None:
        return Dimensions({}, {}, {}, False)
    themes = version.parsed.dimensions
    of = {question.code: theme.code for theme in themes for part in theme.indicators for question in part.questions}
    texts = {question.code: question.text for question in version.parsed.questions}
    return Dimensions({theme.code: theme.name for theme in themes}, of, texts, shown is not None)
