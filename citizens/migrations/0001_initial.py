import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
from django.conf import settings
from django.db import migrations, models

import accounts.models.people


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("territory", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Feedback",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=19, unique=True, verbose_name="número")),
                ("form_sha256", models.CharField(editable=False, max_length=64, null=True, unique=True)),
                ("topic", models.CharField(max_length=120, verbose_name="sobre")),
                ("title", models.CharField(max_length=200, verbose_name="título")),
                ("path", models.CharField(max_length=300, verbose_name="página")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("wrong", "Un dato está mal"),
                            ("unclear", "No entiendo algo"),
                            ("idea", "Propongo una mejora"),
                        ],
                        max_length=10,
                        verbose_name="tipo",
                    ),
                ),
                ("text", models.TextField(verbose_name="texto")),
                (
                    "email",
                    accounts.models.people.LowercaseEmailField(blank=True, max_length=254, verbose_name="correo"),
                ),
                ("received_at", models.DateTimeField(verbose_name="recibida")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Espera respuesta"),
                            ("answered", "Respondida"),
                            ("declined", "No publicada"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="estado",
                    ),
                ),
                ("answer", models.TextField(blank=True, verbose_name="respuesta")),
                (
                    "rule",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("insult", "Insulta o amenaza a alguien."),
                            ("personal_data", "Trae datos personales de alguien."),
                            ("advertising", "Es publicidad o propaganda."),
                            ("repeated", "Repite otra opinión ya recibida."),
                            ("off_topic", "No trata de este portal ni de lo que publica."),
                        ],
                        max_length=20,
                        verbose_name="regla",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="razón")),
                ("answered_as", models.CharField(blank=True, max_length=200, verbose_name="quién responde")),
                ("state_since", models.DateTimeField(null=True, verbose_name="en este estado desde")),
                (
                    "closed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="feedback",
                        to="territory.municipality",
                        verbose_name="municipio",
                    ),
                ),
            ],
            options={
                "verbose_name": "opinión",
                "verbose_name_plural": "opiniones",
                "indexes": [
                    models.Index(fields=["state", "-state_since"], name="feedback_answers"),
                    models.Index(
                        condition=models.Q(("state", "waiting")), fields=["received_at"], name="feedback_waiting"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("municipality__isnull", False), ("topic__startswith", "municipality:")),
                            models.Q(
                                models.Q(("topic__startswith", "municipality:"), _negated=True),
                                ("municipality__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="feedback_names_its_municipality",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["wrong", "unclear", "idea"])), name="feedback_kind_is_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            django.db.models.lookups.GreaterThanOrEqual(
                                django.db.models.functions.text.Length("text"), 10
                            ),
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("text"), 2000
                            ),
                        ),
                        name="feedback_text_fits",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("email", django.db.models.functions.text.Lower("email"))),
                        name="feedback_email_is_lower_case",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("path__startswith", "/"), models.Q(("path__startswith", "//"), _negated=True)
                        ),
                        name="feedback_path_is_of_the_portal",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("answer", ""),
                                ("answered_as", ""),
                                ("closed_by", None),
                                ("reason", ""),
                                ("rule", ""),
                                ("state", "waiting"),
                                ("state_since", None),
                            ),
                            models.Q(
                                ("answer__gt", ""),
                                ("answered_as__gt", ""),
                                ("closed_by__isnull", False),
                                ("reason", ""),
                                ("rule", ""),
                                ("state", "answered"),
                                ("state_since__isnull", False),
                            ),
                            models.Q(
                                ("answered_as__gt", ""),
                                ("closed_by__isnull", False),
                                ("reason__gt", ""),
                                ("rule__in", ["insult", "personal_data", "advertising", "repeated", "off_topic"]),
                                ("state", "declined"),
                                ("state_since__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="feedback_is_waiting_answered_or_declined",
                    ),
                ],
            },
        ),
    ]
