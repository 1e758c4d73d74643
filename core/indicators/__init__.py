"""Figures that the portal counts itself: each app declares the ones that it is the source of."""
