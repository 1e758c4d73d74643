"""Commitments on pages of the portal above."""

from typing import Any

from django import template

from followup.commitments.models import Commitment
from followup.commitments.queries.standing import Stood
from followup.pages.presenters.listing import Line

register = template.Library()


@register.inclusion_tag("followup/pages/components/row.html")
def commitment_row(pair: tuple[Stood, Commitment], says_demo: bool) -> dict[str, Any]:
    """{% commitment_row pair says_demo %} draws one commitment of a list, as /compromisos/ does."""
    on, row = pair
    return {"line": Line(row, on), "says_demo": says_demo}
