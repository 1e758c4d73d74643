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
            name="Dimension",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=40, verbose_name="código")),
                ("position", models.PositiveSmallIntegerField(verbose_name="orden")),
            ],
            options={
                "verbose_name": "dimensión",
                "verbose_name_plural": "dimensiones",
                "ordering": ["position"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Instrument",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=40, unique=True, verbose_name="código")),
            ],
            options={
                "verbose_name": "instrumento",
                "verbose_name_plural": "instrumentos",
            },
        ),
        migrations.CreateModel(
            name="InstrumentVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.CharField(max_length=14, verbose_name="versión")),
                ("name", models.CharField(max_length=300, verbose_name="nombre")),
                (
                    "status",
                    models.CharField(
                        choices=[("draft", "Borrador"), ("frozen", "Congelado")],
                        default="draft",
                        max_length=10,
                        verbose_name="estado",
                    ),
                ),
                ("content", models.JSONField(verbose_name="contenido")),
                ("content_sha256", models.CharField(max_length=64, verbose_name="huella del contenido")),
                ("loaded_at", models.DateTimeField(verbose_name="cargado")),
                ("frozen_at", models.DateTimeField(null=True, verbose_name="congelado")),
                (
                    "instrument",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="instruments.instrument",
                        verbose_name="instrumento",
                    ),
                ),
            ],
            options={
                "verbose_name": "versión de instrumento",
                "verbose_name_plural": "versiones de instrumentos",
            },
        ),
        migrations.CreateModel(
            name="Indicator",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=40, verbose_name="código")),
                ("position", models.PositiveSmallIntegerField(verbose_name="orden")),
                (
                    "dimension",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="indicators",
                        to="instruments.dimension",
                        verbose_name="dimensión",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="instruments.instrumentversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "indicador",
                "verbose_name_plural": "indicadores",
                "ordering": ["position"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="EditionDraft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="nombre de trabajo")),
                ("document", models.JSONField(default=dict, verbose_name="documento")),
                ("version", models.PositiveIntegerField(default=1, verbose_name="versión")),
                ("changed_at", models.DateTimeField(verbose_name="cambiado")),
                ("discarded_at", models.DateTimeField(null=True, verbose_name="descartado")),
                (
                    "changed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "base",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="instruments.instrumentversion",
                    ),
                ),
                (
                    "published",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="drafts",
                        to="instruments.instrumentversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "borrador de edición",
                "verbose_name_plural": "borradores de ediciones",
                "ordering": ["-changed_at", "-pk"],
            },
        ),
        migrations.AddField(
            model_name="dimension",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="%(class)ss",
                to="instruments.instrumentversion",
            ),
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=40, verbose_name="código")),
                ("position", models.PositiveSmallIntegerField(verbose_name="orden")),
                (
                    "type",
                    models.CharField(
                        choices=[
                            ("scale", "Escala"),
                            ("yes_no", "Sí o no"),
                            ("multi", "Selección múltiple"),
                            ("choice", "Selección única"),
                            ("numeric", "Numérica"),
                        ],
                        max_length=10,
                        verbose_name="tipo",
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="questions",
                        to="instruments.indicator",
                        verbose_name="indicador",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="instruments.instrumentversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "pregunta",
                "verbose_name_plural": "preguntas",
                "ordering": ["position"],
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="instrumentversion",
            constraint=models.UniqueConstraint(fields=("instrument", "version"), name="one_edition_per_version"),
        ),
        migrations.AddConstraint(
            model_name="instrumentversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("frozen_at", None), ("status", "draft")),
                    models.Q(("frozen_at__isnull", False), ("status", "frozen")),
                    _connector="OR",
                ),
                name="frozen_has_its_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="indicator",
            constraint=models.UniqueConstraint(fields=("version", "code"), name="one_indicator_per_code"),
        ),
        migrations.AddConstraint(
            model_name="editiondraft",
            constraint=models.CheckConstraint(
                condition=models.Q(("published", None), ("discarded_at", None), _connector="OR"),
                name="published_draft_is_not_discarded",
            ),
        ),
        migrations.AddConstraint(
            model_name="dimension",
            constraint=models.UniqueConstraint(fields=("version", "code"), name="one_dimension_per_code"),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.UniqueConstraint(fields=("version", "code"), name="one_question_per_code"),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.CheckConstraint(
                condition=models.Q(("type__in", ["scale", "yes_no", "multi", "choice", "numeric"])),
                name="question_type_is_known",
            ),
        ),
    ]
