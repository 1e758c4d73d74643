import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("assessments", "0001_initial"),
        ("territory", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Publication",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveSmallIntegerField(default=1, verbose_name="versión")),
                ("report", models.JSONField(default=list, verbose_name="informe de publicación")),
                ("published_at", models.DateTimeField(verbose_name="publicado")),
                (
                    "published_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="publications", to="assessments.round"
                    ),
                ),
                (
                    "run",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="publication",
                        to="assessments.scorerun",
                    ),
                ),
            ],
            options={
                "verbose_name": "publicación",
                "verbose_name_plural": "publicaciones",
                "ordering": ["-published_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Erratum",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(max_length=2000, verbose_name="razón")),
                (
                    "publication",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="erratum", to="results.publication"
                    ),
                ),
            ],
            options={
                "verbose_name": "fe de erratas",
                "verbose_name_plural": "fes de erratas",
            },
        ),
        migrations.CreateModel(
            name="PublishedMunicipality",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("document", models.JSONField(verbose_name="lo publicado")),
                ("sha256", models.CharField(max_length=64, verbose_name="huella SHA-256")),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="territory.municipality"
                    ),
                ),
                (
                    "publication",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="municipalities",
                        to="results.publication",
                    ),
                ),
            ],
            options={
                "verbose_name": "municipio publicado",
                "verbose_name_plural": "municipios publicados",
            },
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("value", models.CharField(blank=True, max_length=400, verbose_name="valor")),
                ("not_applicable", models.BooleanField(default=False, verbose_name="no aplica")),
                ("evidence_accepted", models.CharField(blank=True, max_length=400, verbose_name="evidencia aceptada")),
                (
                    "answer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="corrections", to="assessments.answer"
                    ),
                ),
                (
                    "erratum",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="corrections", to="results.erratum"
                    ),
                ),
            ],
            options={
                "verbose_name": "corrección",
                "verbose_name_plural": "correcciones",
                "constraints": [
                    models.UniqueConstraint(fields=("erratum", "answer"), name="one_correction_per_answer")
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="publication",
            constraint=models.UniqueConstraint(fields=("round", "version"), name="one_publication_per_version"),
        ),
        migrations.AddConstraint(
            model_name="erratum",
            constraint=models.CheckConstraint(condition=models.Q(("reason__gt", "")), name="erratum_says_why"),
        ),
        migrations.AddConstraint(
            model_name="publishedmunicipality",
            constraint=models.UniqueConstraint(
                fields=("publication", "municipality"), name="municipality_published_once"
            ),
        ),
    ]
