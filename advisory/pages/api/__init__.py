"""The public API of practices."""
