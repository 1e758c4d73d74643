"""Reads the manual of the help."""
