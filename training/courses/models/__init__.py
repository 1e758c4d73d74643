"""Courses with their versions and files, drafts, and the norms that lessons cite."""

from training.courses.models.courses import Course, CourseFile, CourseVersion, Route
from training.courses.models.drafts import CourseDraft, DraftFile
from training.courses.models.norms import Norm, NormArticle

__all__ = ["Course", "CourseDraft", "CourseFile", "CourseVersion", "DraftFile", "Norm", "NormArticle", "Route"]
