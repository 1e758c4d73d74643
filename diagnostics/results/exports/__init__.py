"""Rows → files for people and other systems."""

from diagnostics.results.exports.scores import DEMO, scores_csv, scores_json

__all__ = ["DEMO", "scores_csv", "scores_json"]
