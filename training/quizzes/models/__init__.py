"""Attempts at the quizzes of modules, and the answers given in them."""

from training.quizzes.models.attempts import Attempt, AttemptAnswer

__all__ = ["Attempt", "AttemptAnswer"]
