"""The public API of follow-up (docs/api.md)."""
