"""Validation of what people type, by audience."""
