"""Grading: what a course is as a document, what an answer is worth, what is missing, how a text reads. No Django, no database."""
