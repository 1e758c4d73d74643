import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0002_triggers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="evidence",
            name="declared_clean_at",
            field=models.DateTimeField(null=True, verbose_name="declarada sin datos personales"),
        ),
        migrations.AddField(
            model_name="evidence",
            name="declared_clean_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="evidencerevision",
            name="personal_data",
            field=models.JSONField(null=True, verbose_name="datos personales hallados"),
        ),
    ]
