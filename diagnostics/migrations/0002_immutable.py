"""Frozen editions, score runs and publications never change, in the database too."""

from django.db import migrations

from core.immutability import immutable

OF_A_FROZEN_EDITION = (
    "EXISTS (SELECT 1 FROM diagnostics_instrumentversion v WHERE v.id = OLD.version_id AND v.status = 'frozen')"
)


class Migration(migrations.Migration):
    dependencies = [("diagnostics", "0001_initial")]
    operations = [
        immutable("diagnostics_instrumentversion", when="OLD.status = 'frozen'"),
        *(
            immutable(f"diagnostics_{part}", when=OF_A_FROZEN_EDITION, also_insert=True)
            for part in ("dimension", "indicator", "question")
        ),
        immutable("diagnostics_scorerun"),
        immutable("diagnostics_municipalscore"),
        immutable("diagnostics_publication"),
    ]
