"""The public API: what is published, for programs (docs/api.md)."""
