from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0006_what_waits_between_two_requests")]

    operations = [
        migrations.AddField(
            model_name="datasetfile",
            name="format",
            field=models.PositiveSmallIntegerField(default=1, verbose_name="formato"),
            preserve_default=False,
        ),
    ]
