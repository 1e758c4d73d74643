"""When the norms changed, for what is kept of pages that print them."""

from training.courses.models import Norm

FIELDS = ("code", "name", "status", "note", "checked_on", "cited_as", "articles__number", "articles__certainty")


def norms_edition() -> str:
    """Return a text that changes when a norm does. One query."""
    return str(list(Norm.objects.order_by("code", "articles__pk").values_list(*FIELDS)))
