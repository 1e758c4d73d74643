"""Which indicators the portal counts, all or in part (core.indicators.sources)."""

from core.indicators.sources import sources

# Whose sources the rules name (docs/followup.md); some do not exist yet.
OF_PORTAL = frozenset(
    {"IND-01", "IND-02", "IND-16", "IND-19", "IND-20", "IND-21", "IND-22", "IND-23", "IND-24", "IND-25"}
)
# The portal counts their numerator only: it does not know how many people work in a town hall.
TYPED_BELOW = frozenset({"IND-19"})


def counted_by_portal() -> frozenset[str]:
    """Return the indicators that nobody types and no file brings."""
    return frozenset(one.code for one in sources()) - TYPED_BELOW


def without_source() -> frozenset[str]:
    """Return those that the portal is to count, and does not yet: «fuente todavía no existe»."""
    return OF_PORTAL - {one.code for one in sources()}
