"""Courses and their questions as files that leave."""
