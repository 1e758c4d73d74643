"""Workshops, who comes to them, and the cards that people fill in there."""

from cocreation.workshops.models.cards import CardEntry, CardKit, KitCard
from cocreation.workshops.models.people import AttendanceCell, Evaluation, Registration
from cocreation.workshops.models.workshops import Workshop

__all__ = ["AttendanceCell", "CardEntry", "CardKit", "Evaluation", "KitCard", "Registration", "Workshop"]
