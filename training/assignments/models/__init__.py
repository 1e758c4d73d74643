"""What people hand in for the assignments of modules, and how it was judged."""

from training.assignments.models.judgements import Judgement, Mark
from training.assignments.models.works import Delivery, Work, WorkFile

__all__ = ["Delivery", "Judgement", "Mark", "Work", "WorkFile"]
