"""The public pages of training that search engines are told of."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils import timezone

from training.courses.models import CourseVersion


def training_addresses() -> Iterator[tuple[str, date | None]]:
    """Yield the path of each page and the day on which it last changed, as far as it is known. One query."""
    yield reverse("training:catalogue"), None
    yield reverse("training:question-list"), None
    yield reverse("training:data"), None
    yield reverse("courses:norm-list"), None
    yield reverse("certificates:verify"), None
    rows = CourseVersion.objects.current().order_by("course__code").values_list("course__code", "published_at")
    for code, at in rows:
        yield reverse("training:course", args=[code]), timezone.localdate(at)
