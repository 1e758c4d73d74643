"""The open data of one agenda: the page that lists the files, and the files."""

from functools import cached_property

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import public
from cocreation.agendas.models import Agenda, PriorityResult
from cocreation.agendas.queries.priorities import supporters_of
from cocreation.contributions.queries.quality import Measure, quality_of
from cocreation.pages.exports import files
from cocreation.pages.exports.open_data import ANSWERS, COMMENTS, CONTRIBUTIONS, OF_TALK, QUALITY, TABLES, VOTES
from cocreation.pages.presenters.data import listed
from cocreation.pages.queries import open_data
from cocreation.pages.queries.agendas import is_over
from cocreation.pages.queries.published import result_of
from core.datasets.fields import Resource
from core.datasets.files import LICENCE
from core.web.page_cache import A_MINUTE, cached_page
from core.web.public_limit import limited
from core.words import moment_in_full

ROWS = {
    CONTRIBUTIONS.key: open_data.contribution_rows, COMMENTS.key: open_data.comment_rows, ANSWERS.key: open_data.answer_rows,
}  # fmt: skip
MISSING = dict.fromkeys(
    files.NAMES_OF_RESULT, "El resultado todavía no está congelado: ese archivo aparece cuando cierra la votación."
) | dict.fromkeys(files.NAMES_AT_CLOSING, "La hoja de calidad aparece cuando cierra la agenda.")


@require_safe
@public
@cached_page
def data(request: HttpRequest, code: str) -> HttpResponse:
    made = FilesOf(_agenda(code))
    shown = listed((name, made.source.saved_as(name), made[name]) for name in made.names)
    context = {
        "agenda": made.agenda, "result": made.result, "files": shown, "tables": TABLES, "licence": LICENCE,
        "measures": made.measures, "asked_at": moment_in_full(timezone.now()),
    }  # fmt: skip
    return render(request, "cocreation/pages/data.html", context)


@require_safe
@public
@limited
def file(request: HttpRequest, code: str, name: str) -> HttpResponse:
    made = FilesOf(_agenda(code))
    if name not in made.names:
        raise Http404(MISSING.get(name, "No hay un archivo con ese nombre."))
    saved_as = made.source.saved_as(name)
    return HttpResponse(
        made[name],
        headers={
            "Content-Type": files.type_of(name), "Content-Disposition": f'attachment; filename="{saved_as}"',
            "Cache-Control": A_MINUTE, "Access-Control-Allow-Origin": "*", "X-Content-Type-Options": "nosniff",
        },
    )  # fmt: skip


def _agenda(code: str) -> Agenda:
    return get_object_or_404(Agenda.objects.published().prefetch_related("stages"), code=code)


class FilesOf:
    """The files of one agenda by name, each table read once."""

    def __init__(self, agenda: Agenda) -> None:
        self.agenda, self.result = agenda, result_of(agenda)
        self.source = files.Source(agenda, reverse("agenda_pages:data", args=[agenda.code]))
        self._rows: dict[str, list[open_data.Row]] = {}
        self.is_over = is_over(agenda, timezone.localdate())

    @property
    def names(self) -> list[str]:
        """Those there are by now."""
        of_result = [] if self.result else files.NAMES_OF_RESULT
        found = [name for name in files.NAMES if name not in of_result]
        return found + list(files.NAMES_AT_CLOSING if self.is_over else ())

    @cached_property
    def measures(self) -> list[Measure]:
        """The quality sheet; empty until the agenda has closed."""
        return quality_of(self.agenda, timezone.localdate()) if self.is_over else []

    def __getitem__(self, name: str) -> bytes:
        if self.result and name in files.NAMES_OF_RESULT:
            return self._of_result(self.result, name)
        if name == files.TALK:
            return self.source.talk({table.key: self._talk(table) for table in OF_TALK})
        table = files.KEYS[name]
        if table is QUALITY:
            return self.source.csv(table, open_data.quality_rows(self.measures))
        return self.source.csv(table, self._talk(table))

    def _talk(self, table: Resource) -> list[open_data.Row]:
        if table.key not in self._rows:
            self._rows[table.key] = ROWS[table.key](self.agenda)
        return self._rows[table.key]

    def _of_result(self, result: PriorityResult, name: str) -> bytes:
        if name == files.RESULT:
            return result.content.encode()
        if name == files.SUPPORTS:
            return files.supports_file(result, self.agenda, supporters_of(self.agenda))
        if name == files.SCRIPT:
            return files.script()
        rows = open_data.vote_rows(result) if name == VOTES.file else open_data.ranking_rows(result)
        return self.source.csv(files.KEYS[name], rows)
