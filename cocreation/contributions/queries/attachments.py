"""Files of contributions: which ones anybody may open, and what holds a stored file."""

from collections.abc import Collection, Iterator
from datetime import date

from django.db.models import Max, QuerySet

from cocreation.agendas.models import Agenda
from cocreation.contributions.choices.process import PUBLIC
from cocreation.contributions.models import Attachment, Contribution


def public_files(contribution: Contribution) -> list[Attachment]:
    """Return the files that anybody may read with a contribution that is public. One query."""
    found = list(contribution.attachments.filter(withheld_at=None)) if contribution.is_public else []
    for one in found:
        one.contribution = contribution
    return found


def public_file(code: str, number: str, pk: int) -> Attachment | None:
    """Return a file that anybody may open."""
    rows = Attachment.objects.public().filter(contribution__agenda__code__iexact=code)
    return rows.filter(contribution__code__iexact=number, pk=pk).first()


def never_read(ended_before: date) -> QuerySet[Attachment]:
    """Return the files that nobody may read, of agendas whose last stage closed before that day."""
    agendas = Agenda.objects.annotate(last=Max("stages__closes_on")).filter(last__lt=ended_before).values("pk")
    of_ended = Attachment.objects.filter(contribution__agenda__in=agendas)
    return of_ended.exclude(withheld_at=None, contribution__state__in=PUBLIC).order_by("pk")


def owners_of_files(names: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield (file name, its contribution in words) for these stored files."""
    rows = Attachment.objects.filter(file__in=names).order_by("pk")
    for name, agenda, code, number in rows.values_list(
        "file", "contribution__agenda__code", "contribution__code", "number"
    ):
        yield name, f"{agenda}, {code}: archivo {number}"
