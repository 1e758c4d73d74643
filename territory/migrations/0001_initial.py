import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="BoundarySource",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("attribution", models.CharField(max_length=300, verbose_name="fuente")),
                ("licence", models.CharField(blank=True, max_length=200, verbose_name="licencia")),
                ("sha256", models.CharField(max_length=64, verbose_name="huella del archivo")),
                ("loaded_at", models.DateTimeField(verbose_name="cargado")),
                ("width", models.PositiveSmallIntegerField()),
                ("height", models.PositiveSmallIntegerField()),
            ],
            options={
                "verbose_name": "fuente de los límites",
                "verbose_name_plural": "fuentes de los límites",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("attribution", ""), _negated=True), name="boundary_source_is_attributed"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Municipality",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("divipola", models.CharField(max_length=20, unique=True, verbose_name="código DIVIPOLA")),
                ("name", models.CharField(max_length=120, verbose_name="nombre")),
                ("official_name", models.CharField(blank=True, max_length=160, verbose_name="nombre oficial")),
                ("slug", models.SlugField(max_length=80, unique=True, verbose_name="dirección")),
                ("sort_key", models.CharField(editable=False, max_length=120)),
                ("order", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="orden de norte a sur")),
                ("population", models.PositiveIntegerField(blank=True, null=True, verbose_name="población")),
                (
                    "population_year",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="año de la población"),
                ),
                ("facts", models.JSONField(default=dict, verbose_name="otros datos")),
                ("neighbours", models.ManyToManyField(blank=True, to="territory.municipality", verbose_name="vecinos")),
            ],
            options={
                "verbose_name": "municipio",
                "verbose_name_plural": "municipios",
            },
        ),
        migrations.CreateModel(
            name="Boundary",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("path", models.TextField()),
                ("label_x", models.PositiveSmallIntegerField()),
                ("label_y", models.PositiveSmallIntegerField()),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="boundaries",
                        to="territory.boundarysource",
                    ),
                ),
                (
                    "municipality",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="boundary",
                        to="territory.municipality",
                    ),
                ),
            ],
            options={
                "verbose_name": "límite",
                "verbose_name_plural": "límites",
            },
        ),
        migrations.AddConstraint(
            model_name="municipality",
            constraint=models.CheckConstraint(
                condition=models.Q(("divipola", ""), _negated=True), name="municipality_has_code"
            ),
        ),
        migrations.AddConstraint(
            model_name="municipality",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True), name="municipality_has_name"
            ),
        ),
    ]
