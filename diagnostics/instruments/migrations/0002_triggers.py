"""Triggers: frozen editions are immutable."""

from django.db import migrations

from core.immutability import immutable

OF_A_FROZEN_EDITION = (
    "EXISTS (SELECT 1 FROM instruments_instrumentversion v WHERE v.id = OLD.version_id AND v.status = 'frozen')"
)


class Migration(migrations.Migration):
    dependencies = [("instruments", "0001_initial")]
    operations = [
        immutable("instruments_instrumentversion", when="OLD.status = 'frozen'"),
        *(
            immutable(f"instruments_{part}", when=OF_A_FROZEN_EDITION, also_insert=True)
            for part in ("dimension", "indicator", "question")
        ),
    ]
