import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="momento")),
                ("verb", models.CharField(max_length=60, verbose_name="acto")),
                ("target_type", models.CharField(max_length=60, verbose_name="tipo de objeto")),
                ("target_id", models.CharField(max_length=60, verbose_name="objeto")),
                ("reason", models.CharField(blank=True, max_length=2000, verbose_name="razón")),
                ("data", models.JSONField(default=dict, verbose_name="datos")),
                ("place", models.CharField(blank=True, max_length=80, verbose_name="municipio")),
                ("process", models.CharField(blank=True, max_length=80, verbose_name="proceso")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="quién",
                    ),
                ),
            ],
            options={
                "verbose_name": "asiento de la bitácora",
                "verbose_name_plural": "bitácora",
                "indexes": [models.Index(fields=["target_type", "target_id", "at"], name="audit_target")],
            },
        ),
        migrations.CreateModel(
            name="DatasetFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("dataset", models.CharField(max_length=80, verbose_name="conjunto de datos")),
                ("version", models.PositiveSmallIntegerField(verbose_name="versión")),
                ("name", models.CharField(max_length=80, verbose_name="nombre")),
                ("sha256", models.CharField(max_length=64, verbose_name="huella SHA-256")),
                ("size", models.PositiveIntegerField(verbose_name="tamaño en bytes")),
            ],
            options={
                "verbose_name": "archivo de datos abiertos",
                "verbose_name_plural": "archivos de datos abiertos",
                "constraints": [
                    models.UniqueConstraint(fields=("dataset", "version", "name"), name="one_open_file_of_a_name"),
                    models.CheckConstraint(condition=models.Q(("size__gt", 0)), name="open_file_is_not_empty"),
                    models.CheckConstraint(condition=models.Q(("sha256__gt", "")), name="open_file_has_its_hash"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("dataset__gt", ""),
                            ("name__gt", ""),
                            models.Q(("dataset__contains", "/"), _negated=True),
                            models.Q(("name__contains", "/"), _negated=True),
                        ),
                        name="open_file_name_is_no_path",
                    ),
                ],
            },
        ),
    ]
