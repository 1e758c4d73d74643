"""The day by which an opinion is answered; those that came before get the same term as new ones."""

from django.db import migrations, models
from django.utils import timezone

from core.process import working_days

TERM = 15


def give_a_day(apps, schema_editor):
    feedback = apps.get_model("citizens", "Feedback")
    rows = list(feedback.objects.filter(answer_by=None).only("received_at"))
    for row in rows:
        row.answer_by = working_days.add(timezone.localdate(row.received_at), TERM)
    feedback.objects.bulk_update(rows, ["answer_by"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("citizens", "0002_error_reports")]

    operations = [
        migrations.AddField(
            "feedback", "answer_by", models.DateField(null=True, verbose_name="se responde a más tardar")
        ),
        migrations.RunPython(give_a_day, migrations.RunPython.noop),
        migrations.AlterField("feedback", "answer_by", models.DateField(verbose_name="se responde a más tardar")),
    ]
