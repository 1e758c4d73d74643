"""The audit log is append-only also with its new column."""

from django.db import migrations

from core.immutability import immutable


class Migration(migrations.Migration):
    dependencies = [("core", "0003_auditentry_reason")]
    operations = [immutable("core_auditentry")]
