import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import accounts.models.people


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("mail", "0001_initial"),
        ("territory", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Notification",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        max_length=20,
                        verbose_name="tipo",
                    ),
                ),
                ("key", models.CharField(max_length=120, verbose_name="hecho")),
                ("title", models.CharField(max_length=200, verbose_name="título")),
                ("body", models.TextField(blank=True, verbose_name="texto")),
                ("url", models.CharField(max_length=300, verbose_name="página")),
                ("created_at", models.DateTimeField(verbose_name="momento")),
                ("read_at", models.DateTimeField(blank=True, null=True, verbose_name="leído")),
                (
                    "delivery",
                    models.CharField(
                        choices=[
                            ("at_once", "Correo al momento"),
                            ("digest", "Resumen semanal"),
                            ("portal", "Solo en el portal"),
                        ],
                        default="portal",
                        max_length=10,
                        verbose_name="entrega",
                    ),
                ),
                (
                    "digest",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="mail.outbox",
                        verbose_name="resumen",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notifications",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="persona",
                    ),
                ),
            ],
            options={
                "verbose_name": "aviso",
                "verbose_name_plural": "avisos",
                "indexes": [
                    models.Index(fields=["user", "-created_at"], name="notification_inbox"),
                    models.Index(condition=models.Q(("read_at", None)), fields=["user"], name="notification_unread"),
                    models.Index(
                        condition=models.Q(("delivery", "digest"), ("digest", None), ("read_at", None)),
                        fields=["user"],
                        name="notification_for_digest",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("user", "key"), name="notification_told_once"),
                    models.CheckConstraint(
                        condition=models.Q(("delivery__in", ["at_once", "digest", "portal"])),
                        name="notification_delivery_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("digest", None), ("delivery", "digest"), _connector="OR"),
                        name="notification_in_a_digest_when_wanted",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("url__startswith", "/"), models.Q(("url__startswith", "//"), _negated=True)
                        ),
                        name="notification_url_is_of_the_portal",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("key", ""), _negated=True), models.Q(("title", ""), _negated=True)
                        ),
                        name="notification_says_something",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NotificationPreference",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        max_length=20,
                        verbose_name="tipo",
                    ),
                ),
                (
                    "delivery",
                    models.CharField(
                        choices=[
                            ("at_once", "Correo al momento"),
                            ("digest", "Resumen semanal"),
                            ("portal", "Solo en el portal"),
                        ],
                        max_length=10,
                        verbose_name="entrega",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="preferences",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="persona",
                    ),
                ),
            ],
            options={
                "verbose_name": "preferencia de avisos",
                "verbose_name_plural": "preferencias de avisos",
                "constraints": [
                    models.UniqueConstraint(fields=("user", "kind"), name="preference_once_per_kind"),
                    models.CheckConstraint(
                        condition=models.Q(("delivery__in", ["at_once", "digest", "portal"])),
                        name="preference_delivery_is_known",
                    ),
                ],
            },
        ),
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
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="notices.delivery"
                    ),
                ),
                (
                    "news",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deliveries",
                        to="notices.news",
                    ),
                ),
                (
                    "subscription",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deliveries",
                        to="notices.subscription",
                    ),
                ),
            ],
            options={
                "verbose_name": "correo a quien sigue",
                "verbose_name_plural": "correos a quienes siguen",
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
