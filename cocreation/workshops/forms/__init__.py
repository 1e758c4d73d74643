"""Forms of workshops: the call, the seats, what came out of it, and cards."""

from cocreation.workshops.forms.cards import CardForm, KitForm
from cocreation.workshops.forms.outcome import AttendanceForm, EvaluationForm, MinutesForm
from cocreation.workshops.forms.workshops import RegistrationForm, WorkshopForm

__all__ = [
    "AttendanceForm", "CardForm", "EvaluationForm", "KitForm", "MinutesForm", "RegistrationForm", "WorkshopForm",
]  # fmt: skip
