"""Advice and the learning network: a folder of apps, no app itself (docs/advice.md)."""
