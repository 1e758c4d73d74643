from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Outbox",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=120, unique=True, verbose_name="qué se dice y a quién")),
                ("kind", models.CharField(max_length=40, verbose_name="clase")),
                ("subject_id", models.BigIntegerField(verbose_name="sobre")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Por enviar"),
                            ("claimed", "En envío"),
                            ("sent", "Enviado"),
                            ("refused", "No admitido"),
                            ("unsure", "No se sabe si salió"),
                            ("dropped", "Ya no hace falta"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="estado",
                    ),
                ),
                ("created_at", models.DateTimeField(verbose_name="momento")),
                ("due_at", models.DateTimeField(verbose_name="sale desde")),
                ("waits_until", models.DateTimeField(verbose_name="espera hasta")),
                ("claimed_at", models.DateTimeField(blank=True, null=True, verbose_name="envío empezado")),
                ("settled_at", models.DateTimeField(blank=True, null=True, verbose_name="terminado")),
            ],
            options={
                "verbose_name": "correo",
                "verbose_name_plural": "correos",
                "indexes": [
                    models.Index(condition=models.Q(("state", "waiting")), fields=["due_at"], name="outbox_waiting"),
                    models.Index(
                        condition=models.Q(("state__in", ["claimed", "unsure"])),
                        fields=["claimed_at"],
                        name="outbox_unsettled",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("key", ""), _negated=True), models.Q(("kind", ""), _negated=True)),
                        name="outbox_names_itself",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("claimed_at", None), ("settled_at", None), ("state", "waiting")),
                            models.Q(
                                ("claimed_at__isnull", False),
                                ("settled_at", None),
                                ("state__in", ["claimed", "unsure"]),
                            ),
                            models.Q(
                                ("claimed_at", None),
                                ("settled_at__isnull", False),
                                ("state__in", ["sent", "refused", "dropped"]),
                            ),
                            _connector="OR",
                        ),
                        name="outbox_moments_fit_the_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("due_at__gte", models.F("created_at")), ("waits_until__gte", models.F("due_at"))
                        ),
                        name="outbox_moments_in_order",
                    ),
                ],
            },
        ),
    ]
