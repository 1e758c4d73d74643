from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="DeletedFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100, unique=True, verbose_name="archivo")),
                ("deleted_at", models.DateTimeField(verbose_name="borrado")),
            ],
            options={
                "verbose_name": "archivo borrado",
                "verbose_name_plural": "archivos borrados",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("name__gt", "")), name="deleted_file_has_a_name")
                ],
            },
        ),
    ]
