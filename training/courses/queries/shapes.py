"""What a page needs of lists and tables besides their Markdown: checklists with their boxes only, rows that stack on a phone."""

from collections.abc import Iterator

from markdown_it.token import Token

from training.grading import markdown

BOXES = ("☐", "☑", "☒")
LONGEST_HALF = 40  # letters of a cell that still reads well in half the width of a phone


def mark_checklists(tokens: list[Token]) -> None:
    """A list whose every item begins with a box has no bullets: `role` takes them away, and says that it is a list."""
    for index, token in enumerate(tokens):
        if token.type == "bullet_list_open" and all(one.content.startswith(BOXES) for one in _items(tokens, index)):
            token.attrSet("role", "list")


def _items(tokens: list[Token], opening: int) -> Iterator[Token]:
    """Yield the first text of each item of a list; an item that begins with something else yields its opening."""
    level = tokens[opening].level
    for index in range(opening + 1, len(tokens)):
        token = tokens[index]
        if token.level == level:
            return
        if token.type == "list_item_open" and token.level == level + 1:
            first = tokens[index + 2] if index + 2 < len(tokens) else token
            yield first if first.type == "inline" else token


def stack_tables(tokens: list[Token]) -> None:
    """Each cell says its column, the first one heads its row, and long columns take a whole line: `table.stack` shows them so."""
    heads: list[str] = []
    rows: list[list[int]] = []  # of the table that is open: where its cells begin
    for index, token in enumerate(tokens):
        if token.type == "table_open":
            heads, rows = [], []
        elif token.type == "th_open":
            token.attrSet("scope", "col")
            heads.append(markdown.plain(tokens[index + 1]))
        elif token.type == "tr_open" and heads:
            rows.append([])
        elif token.type == "td_open":
            rows[-1].append(index)
        elif token.type == "table_close":
            _label(tokens, heads, rows)


def _label(tokens: list[Token], heads: list[str], rows: list[list[int]]) -> None:
    columns = [[row[place] for row in rows] for place in range(len(heads))]
    halves = _halves([any(len(markdown.plain(tokens[one + 1])) > LONGEST_HALF for one in cells) for cells in columns])
    for place, cells in enumerate(columns):
        for index in cells:
            opening, text, closing = tokens[index : index + 3]
            if not text.content:
                continue
            if place == 0:
                opening.tag = closing.tag = "th"
                opening.attrSet("scope", "row")
            elif place not in halves:
                opening.attrSet("class", "wide")
            if heads[place]:
                opening.attrSet("data-label", heads[place])


def _halves(are_long: list[bool]) -> set[int]:
    """Return the places of the columns that share a line with the next one; the first column is never among them."""
    found: set[int] = set()
    for place in range(1, len(are_long) - 1):
        if place not in found and not (are_long[place] or are_long[place + 1]):
            found |= {place, place + 1}
    return found
