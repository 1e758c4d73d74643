"""A second user of what the app `files` shares, in a table that exists here only."""

import sys
from collections.abc import Collection
from types import SimpleNamespace

import pytest
from django.db import connection, models
from django.test.utils import isolate_apps

from files import queries
from files.actions import link_checks
from files.actions.link_checks import LinkSource
from files.models import LinkChecked, Reservable, StoredContent
from files.queries import FileSource


@pytest.fixture
def permits(db, monkeypatch) -> type[models.Model]:
    """A model with files and links of its own, registered as an app registers its. `heard`: what it was told of its links."""
    with isolate_apps("files"):

        class Permit(StoredContent, Reservable, LinkChecked):
            FOLDER = "permits"
            heard: list[tuple[str, int]] = []

            class Meta:
                app_label = "files"
                constraints = [*StoredContent.Meta.constraints, *Reservable.Meta.constraints]

    make_table(Permit)

    def owners(names: Collection[str]) -> list[tuple[str, str]]:
        return [(row.file.name, f"Permiso {row.pk}") for row in Permit.objects.filter(file__in=names)]

    monkeypatch.setattr(queries, "SOURCES", [*queries.SOURCES, FileSource(Permit, owners)])
    reactions = SimpleNamespace(
        lock=lambda rows: rows.select_for_update().first(),
        on_link_broken=lambda row, at: Permit.heard.append(("broken", row.pk)),
        on_link_restored=lambda row, at: Permit.heard.append(("restored", row.pk)),
    )
    monkeypatch.setitem(sys.modules, "permits", reactions)
    monkeypatch.setitem(link_checks.SOURCES, "files.permit", LinkSource(Permit, module="permits"))
    return Permit


def make_table(model: type[models.Model]) -> None:
    """Make a table inside the transaction of the test, which SQLite refuses to a schema editor that is entered."""
    editor = connection.SchemaEditorClass(connection, collect_sql=True, atomic=False)
    editor.deferred_sql = []
    editor.create_model(model)
    with connection.cursor() as cursor:
        for statement in editor.collected_sql:
            cursor.execute(statement)
