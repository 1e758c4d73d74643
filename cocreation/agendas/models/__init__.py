"""Agendas with their stages and challenges, who takes part, and their votes and supports of challenges."""

from cocreation.agendas.models.agendas import Agenda, Challenge, ChallengePilot, ModerationRule, Stage, StageReport
from cocreation.agendas.models.people import Contact, Participant
from cocreation.agendas.models.priorities import Support, Vote

__all__ = [
    "Agenda", "Challenge", "ChallengePilot", "Contact", "ModerationRule", "Participant", "Stage", "StageReport", "Support",
    "Vote",
]  # fmt: skip
