"""Agendas, their challenges, and who gives them priority."""

from cocreation.agendas.models.agendas import Agenda, Challenge, ModerationRule, Stage
from cocreation.agendas.models.priorities import Participant, Support, Vote

__all__ = ["Agenda", "Challenge", "ModerationRule", "Participant", "Stage", "Support", "Vote"]
