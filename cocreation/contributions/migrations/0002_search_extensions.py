"""The extensions by which PostgreSQL finds similar texts. Without the right to create them the plain way of SQLite is used."""

from django.db import migrations, transaction
from django.db.utils import DatabaseError


def create(apps, schema_editor) -> None:
    if schema_editor.connection.vendor != "postgresql":
        return
    for name in ("pg_trgm", "unaccent"):
        try:
            with transaction.atomic(schema_editor.connection.alias):
                schema_editor.execute(f"CREATE EXTENSION IF NOT EXISTS {name}")
        except DatabaseError:  # no permission, or not installed on the server
            continue


class Migration(migrations.Migration):
    dependencies = [("contributions", "0001_initial")]
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
