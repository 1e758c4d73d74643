"""What an evidence once consisted of never changes, in the database too."""

from django.db import migrations

from core.immutability import immutable


class Migration(migrations.Migration):
    dependencies = [("diagnostics", "0003_filling_together")]
    operations = [immutable("diagnostics_evidencerevision")]
