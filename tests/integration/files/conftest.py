"""A second user of what the app `files` shares, in a table that exists here only."""

from collections.abc import Collection

import pytest
from django.db import connection, models
from django.test.utils import isolate_apps

from files import queries
from files.models import LinkChecked, Reservable, StoredContent
from files.queries import FileSource


@pytest.fixture
def permits(db, monkeypatch) -> type[models.Model]:
    """A model with files of its own, registered as an app registers its."""
    with isolate_apps("files"):

        class Permit(StoredContent, Reservable, LinkChecked):
            FOLDER = "permits"

            class Meta:
                app_label = "files"
                constraints = [*StoredContent.Meta.constraints, *Reservable.Meta.constraints]

    make_table(Permit)

    def owners(names: Collection[str]) -> list[tuple[str, str]]:
        return [(row.file.name, f"Permiso {row.pk}") for row in Permit.objects.filter(file__in=names)]

    monkeypatch.setattr(queries, "SOURCES", [*queries.SOURCES, FileSource(Permit, owners)])
    return Permit


def make_table(model: type[models.Model]) -> None:
    """Make a table inside the transaction of the test, which SQLite refuses to a schema editor that is entered."""
    editor = connection.SchemaEditorClass(connection, collect_sql=True, atomic=False)
    editor.deferred_sql = []
    editor.create_model(model)
    with connection.cursor() as cursor:
        for statement in editor.collected_sql:
            cursor.execute(statement)
