"""Database triggers: signed, sent and decided rows never change."""

from django.db import migrations

from core.immutability import immutable


class Migration(migrations.Migration):
    dependencies = [("review", "0001_initial")]
    operations = [
        immutable("review_signature"),
        immutable("review_replydecision"),
        immutable("review_message", when="OLD.sent_at IS NOT NULL"),
    ]
