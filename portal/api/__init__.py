"""The public API of published data (docs/api.md)."""
