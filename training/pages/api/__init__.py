"""The public API of courses (docs/api.md)."""
