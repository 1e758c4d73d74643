"""Priorities of an agenda: pure arithmetic, without Django, as diagnostics.scoring is (docs/ranking.md)."""
