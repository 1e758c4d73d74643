"""Judging uploaded files: what their bytes are, whether they could do harm, whether they seem to hold personal data."""

from files.loaders.uploads.judge import ACCEPTED_NAMES, FileRefused, Judged, judge

__all__ = ["ACCEPTED_NAMES", "FileRefused", "Judged", "judge"]
