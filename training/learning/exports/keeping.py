"""What stays together on paper: a line that leads to what follows, and what is short enough not to be cut in two."""

from itertools import pairwise
from math import ceil
from typing import Any

LETTERS_OF_A_LINE = 80
MOST_LINES = 24  # about half a page: more than that may be cut
FEW_LINES = 8  # of a list: of a longer one some items may go on over the page
LONGEST_LEAD = 250  # letters
_LED_TO = ("table", "list", "quote", "code")


def is_whole(blocks: list[dict[str, Any]], most: int = MOST_LINES) -> bool:
    return sum(map(_lines, blocks)) <= most


def marked(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Say of each paragraph whether it leads: all bold it is a title, and a short one may announce what is under it."""
    for block, following in pairwise(blocks):
        if block["kind"] == "paragraph":
            block["leads"] = _is_title(block) or _announces(block, following)
    return blocks


def _is_title(block: dict[str, Any]) -> bool:
    return all(run.get("strong") or not run.get("text", "-").strip() for run in block["runs"])


def _announces(block: dict[str, Any], following: dict[str, Any]) -> bool:
    said = text_of(block["runs"])
    return said.rstrip().endswith(":") or (following["kind"] in _LED_TO and len(said) <= LONGEST_LEAD)


def text_of(runs: list[dict[str, Any]]) -> str:
    return "".join(run.get("text", "") for run in runs)


def _lines(block: dict[str, Any]) -> int:
    kind = block["kind"]
    if kind == "list":
        return sum(_lines(one) for item in block["items"] for one in item)
    if kind == "quote":
        return sum(map(_lines, block["blocks"]))
    if kind == "code":
        return sum(_lines_of_text(line) for line in block["text"].split("\n"))
    if kind == "table" or any("image" in run for run in block["runs"]):
        return MOST_LINES + 1  # of a height that nobody knows here
    return _lines_of_text(text_of(block["runs"]))


def _lines_of_text(text: str) -> int:
    return ceil(len(text) / LETTERS_OF_A_LINE) or 1
