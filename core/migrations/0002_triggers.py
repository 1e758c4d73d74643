"""Makes the audit log append-only in the database."""

from django.db import migrations

from core.immutability import immutable


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]
    operations = [immutable("core_auditentry")]
