"""The act of a town hall's signature as a tagged PDF."""

from typing import Any

from diagnostics.exports.printed import FOLDER, tagged_pdf

PAGE = FOLDER / "act.typ"


def act_pdf(act: dict[str, Any]) -> bytes:
    """Return the PDF (tagged, in Spanish, PDF/UA-1) of an act in words (queries.acts.act_in_words)."""
    return tagged_pdf(PAGE, act)
