"""Judges uploaded files: their real type, whether they are harmful, and whether they seem to hold personal data."""

from files.loaders.uploads.judge import ACCEPTED_NAMES, FileRefused, Judged, anonymous, clean_name, judge

__all__ = ["ACCEPTED_NAMES", "FileRefused", "Judged", "anonymous", "clean_name", "judge"]
