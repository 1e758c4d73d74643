"""Cohorts of a course with their live sessions, and who is enrolled in them."""

from training.cohorts.models.cohorts import Cohort, CohortInstructor, CohortInvitation, LiveSession
from training.cohorts.models.enrolments import Attendance, AttendanceCode, Enrolment, MakeUp

__all__ = [
    "Attendance", "AttendanceCode", "Cohort", "CohortInstructor", "CohortInvitation", "Enrolment", "LiveSession", "MakeUp",
]  # fmt: skip
