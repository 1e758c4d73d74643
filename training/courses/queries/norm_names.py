"""How texts name norms and their articles."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping

from training.courses.models import Norm
from training.grading.articles import Mention, annexes_in, articles_in, is_within

_OF = re.compile(r"\s+(?:de la|del|de)\s+")
_SOME_NORM = re.compile(
    r"(?:ley|decreto|resolución|acuerdo|ordenanza|circular|conpes)(?: [^\W\d]+)? \d|constitución|código"
)


class NormNames:
    """The whole citation of a question of the diagnosis, or words within a text."""

    def __init__(self, norms: Iterable[Norm]):
        self.codes: set[str] = set()
        self._by_name: dict[str, str] = {}
        for norm in norms:
            self.codes.add(norm.code)
            for name in (norm.name, *norm.cited_as):
                self._by_name[_bare(name)] = norm.code
        longest_first = sorted(self._by_name, key=len, reverse=True)
        self._pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first)) or '(?!)'})(?!\w)")

    def of_citation(self, said: str) -> str:
        return self._by_name.get(_bare(said), "")

    def in_texts(self, *texts: str) -> set[str]:
        return {self._by_name[name] for text in texts for name in self._pattern.findall(_bare(text))}

    def articles_in(self, *texts: str) -> Mapping[str, set[str]]:
        """Return the articles that texts cite, by the code of their norm: «9», «48-59» for a range, «Anexo 2».

        Articles are of the norm that follows («artículo 9 de la Ley 1712»), else of the one named last in the same paragraph, or
        in the same row of a table («Ley 1712, artículos 9 y 11»).
        """
        found: dict[str, set[str]] = defaultdict(set)
        for paragraph in _paragraphs(texts):
            named = [(one.start(), self._by_name[one.group()]) for one in self._pattern.finditer(paragraph)]
            for mention in (*articles_in(paragraph), *annexes_in(paragraph)):
                code = self._norm_of(mention, paragraph, named)
                if code:
                    found[code].add(mention.article)
        return found

    def _norm_of(self, mention: Mention, paragraph: str, named: list[tuple[int, str]]) -> str:
        of = _OF.match(paragraph, mention.end)
        follows = of and self._pattern.match(paragraph, of.end())
        if follows:
            return self._by_name[follows.group()]
        if of and _SOME_NORM.match(paragraph, of.end()):
            return ""  # a norm that the table does not have
        return next((code for start, code in reversed(named) if start < mention.start), "")


def is_cited(article: str, cited: Collection[str], known: Collection[str]) -> bool:
    """Return whether an article of the table is among those cited: itself, or within a range that has no row of its own."""
    return article in cited or is_within(article, [one for one in cited if one not in known])


def _paragraphs(texts: Iterable[str]) -> Iterator[str]:
    """Paragraphs, and the rows of tables, in bare words."""
    for text in texts:
        for paragraph in re.split(r"\n\s*\n|\n(?=\s*\|)", text):
            yield _bare(paragraph)


def _bare(text: str) -> str:
    return " ".join(text.replace("*", "").casefold().split())
