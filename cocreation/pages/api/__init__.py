"""The public API of agendas (docs/api.md)."""
