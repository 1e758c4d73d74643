"""Makes the versions of texts immutable in the database."""

from django.db import migrations

from core.immutability import immutable


class Migration(migrations.Migration):
    dependencies = [("core", "0003_task_log_and_texts")]
    operations = [immutable("core_textversion")]
