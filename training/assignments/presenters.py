"""What pages show of an assignment."""

from typing import NamedTuple

from django.utils.safestring import SafeString

from training.courses.models import CourseVersion
from training.courses.queries.rendering import html_of
from training.courses.queries.versions import addresses_of
from training.grading.document import Assignment


class Statement(NamedTuple):
    """`template`: address of the document to fill in; "" without one. `template_name`: as it is downloaded."""

    html: SafeString
    template: str
    template_name: str


def statement_of(version: CourseVersion, module: str, assignment: Assignment) -> Statement:
    addresses = addresses_of(version)
    html = html_of(assignment.text, addresses, folder=module)
    return Statement(html, addresses.get(assignment.template, ""), assignment.template.rpartition("/")[2])
