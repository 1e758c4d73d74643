"""Texts that people edit: immutable versions, differences word by word, and the defaults that stand until somebody edits."""
