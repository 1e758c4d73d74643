"""What people hand in for the assignments of modules."""

from training.assignments.models.works import Work

__all__ = ["Work"]
