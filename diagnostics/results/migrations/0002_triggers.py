"""Database triggers: published rows never change."""

from django.db import migrations

from core.immutability import immutable


class Migration(migrations.Migration):
    dependencies = [("results", "0001_initial")]
    operations = [
        immutable(f"results_{table}") for table in ("publication", "publishedmunicipality", "erratum", "correction")
    ]
