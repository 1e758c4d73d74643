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
            name="News",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=120, unique=True, verbose_name="hecho")),
                ("subject", models.CharField(max_length=200, verbose_name="asunto")),
                ("lines", models.JSONField(default=list, verbose_name="texto")),
                ("path", models.CharField(max_length=300, verbose_name="página")),
                ("created_at", models.DateTimeField(verbose_name="momento")),
            ],
            options={
                "verbose_name": "novedad",
                "verbose_name_plural": "novedades",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("path__startswith", "/"), models.Q(("path__startswith", "//"), _negated=True)
                        ),
                        name="news_path_is_of_the_portal",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("key", ""), _negated=True), models.Q(("subject", ""), _negated=True)
                        ),
                        name="news_says_something",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Subscription",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("email", accounts.models.people.LowercaseEmailField(max_length=254, verbose_name="correo")),
                ("whole_valley", models.BooleanField(default=False, verbose_name="todo el valle")),
                ("asked_at", models.DateTimeField(verbose_name="pedida")),
                ("confirmed_at", models.DateTimeField(blank=True, null=True, verbose_name="confirmada")),
                (
                    "municipalities",
                    models.ManyToManyField(related_name="+", to="territory.municipality", verbose_name="municipios"),
                ),
            ],
            options={
                "verbose_name": "suscripción",
                "verbose_name_plural": "suscripciones",
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token_sha256", models.CharField(editable=False, max_length=64, null=True, unique=True)),
                ("created_at", models.DateTimeField(verbose_name="momento")),
                (
                    "replaced_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="citizens.delivery"
                    ),
                ),
                (
                    "news",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deliveries",
                        to="citizens.news",
                    ),
                ),
                (
                    "subscription",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deliveries",
                        to="citizens.subscription",
                    ),
                ),
            ],
            options={
                "verbose_name": "correo a quien sigue",
                "verbose_name_plural": "correos a quienes siguen",
            },
        ),
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
                        condition=models.Q(("topic__regex", "^(portal|(municipality|question):.+)$")),
                        name="feedback_topic_is_known",
                    ),
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
        migrations.AddConstraint(
            model_name="subscription",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("email", django.db.models.functions.text.Lower("email")), models.Q(("email", ""), _negated=True)
                ),
                name="subscription_has_an_address",
            ),
        ),
        migrations.AddConstraint(
            model_name="subscription",
            constraint=models.UniqueConstraint(
                condition=models.Q(("confirmed_at__isnull", False)),
                fields=("email",),
                name="subscription_once_confirmed",
            ),
        ),
        migrations.AddConstraint(
            model_name="subscription",
            constraint=models.UniqueConstraint(
                condition=models.Q(("confirmed_at__isnull", True)), fields=("email",), name="subscription_once_waiting"
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(
                condition=models.Q(("replaced_by", None)), fields=("subscription", "news"), name="delivery_told_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(("replaced_by", None), ("token_sha256__isnull", False), _connector="OR"),
                name="delivery_replaced_keeps_its_links",
            ),
        ),
    ]
