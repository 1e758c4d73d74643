"""Forms of cohorts, for staff and for who takes a course."""
