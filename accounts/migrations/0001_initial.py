import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import accounts.models.people


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("territory", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "email",
                    accounts.models.people.LowercaseEmailField(
                        error_messages={"unique": "Ya hay una cuenta con ese correo."},
                        max_length=254,
                        unique=True,
                        verbose_name="correo",
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="nombre")),
                ("is_active", models.BooleanField(default=True, verbose_name="activa")),
                (
                    "date_joined",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="fecha de creación"),
                ),
            ],
            options={
                "verbose_name": "persona",
                "verbose_name_plural": "personas",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("email", django.db.models.functions.text.Lower("email"))),
                        name="user_email_is_lower_case",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("email", accounts.models.people.LowercaseEmailField(max_length=254, verbose_name="correo")),
                ("name", models.CharField(blank=True, max_length=120, verbose_name="nombre")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("contributor", "Diligenciador/a"),
                            ("liaison", "Enlace municipal"),
                            ("approver", "Alcaldía o delegado/a"),
                            ("reviewer", "Revisión metropolitana"),
                            ("coordinator", "Coordinación metropolitana"),
                            ("advisor", "Especialista"),
                            ("facilitator", "Facilitación"),
                            ("instructor", "Docente"),
                            ("admin", "Administración técnica"),
                            ("citizen", "Ciudadanía"),
                        ],
                        max_length=20,
                        verbose_name="rol",
                    ),
                ),
                ("token_sha256", models.CharField(editable=False, max_length=64, unique=True)),
                ("mailed_token_sha256", models.CharField(editable=False, max_length=64, null=True, unique=True)),
                ("created_at", models.DateTimeField(verbose_name="creada")),
                ("expires_at", models.DateTimeField(verbose_name="vence")),
                ("mailed_at", models.DateTimeField(blank=True, null=True, verbose_name="correo enviado")),
                (
                    "mail_problem",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("refused", "No admitido por el servidor de correo"),
                            ("unsure", "No se sabe si el correo salió"),
                        ],
                        max_length=10,
                        verbose_name="problema del correo",
                    ),
                ),
                ("accepted_at", models.DateTimeField(blank=True, null=True, verbose_name="aceptada")),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="anulada")),
                (
                    "invited_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="invita",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.municipality",
                        verbose_name="municipio",
                    ),
                ),
            ],
            options={
                "verbose_name": "invitación",
                "verbose_name_plural": "invitaciones",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("municipality__isnull", False), ("role__in", ("contributor", "liaison", "approver"))
                            ),
                            models.Q(
                                ("municipality__isnull", True),
                                (
                                    "role__in",
                                    [
                                        "reviewer",
                                        "coordinator",
                                        "advisor",
                                        "facilitator",
                                        "instructor",
                                        "admin",
                                        "citizen",
                                    ],
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="invitation_role_fits_place",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("role", "citizen"), _negated=True), name="invitation_not_for_citizens"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("email", django.db.models.functions.text.Lower("email"))),
                        name="invitation_email_is_lower_case",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("mail_problem", ""),
                            models.Q(("mail_problem__in", ["refused", "unsure"]), ("mailed_at", None)),
                            _connector="OR",
                        ),
                        name="invitation_mail_problem_is_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("accepted_at__isnull", True), ("municipality__isnull", False), ("revoked_at__isnull", True)
                        ),
                        fields=("email", "role", "municipality"),
                        name="invitation_pending_once_per_municipality",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("accepted_at__isnull", True), ("municipality__isnull", True), ("revoked_at__isnull", True)
                        ),
                        fields=("email", "role"),
                        name="invitation_pending_once_metropolitan",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("contributor", "Diligenciador/a"),
                            ("liaison", "Enlace municipal"),
                            ("approver", "Alcaldía o delegado/a"),
                            ("reviewer", "Revisión metropolitana"),
                            ("coordinator", "Coordinación metropolitana"),
                            ("advisor", "Especialista"),
                            ("facilitator", "Facilitación"),
                            ("instructor", "Docente"),
                            ("admin", "Administración técnica"),
                            ("citizen", "Ciudadanía"),
                        ],
                        max_length=20,
                        verbose_name="rol",
                    ),
                ),
                ("began_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="desde")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="hasta")),
                ("end_reason", models.CharField(blank=True, max_length=300, verbose_name="razón del retiro")),
                (
                    "municipality",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="territory.municipality",
                        verbose_name="municipio",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="persona",
                    ),
                ),
            ],
            options={
                "verbose_name": "rol de una persona",
                "verbose_name_plural": "roles de las personas",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("municipality__isnull", False), ("role__in", ("contributor", "liaison", "approver"))
                            ),
                            models.Q(
                                ("municipality__isnull", True),
                                (
                                    "role__in",
                                    [
                                        "reviewer",
                                        "coordinator",
                                        "advisor",
                                        "facilitator",
                                        "instructor",
                                        "admin",
                                        "citizen",
                                    ],
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="membership_role_fits_place",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True), ("municipality__isnull", False)),
                        fields=("user", "role", "municipality"),
                        name="membership_once_per_municipality",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True), ("municipality__isnull", True)),
                        fields=("user", "role"),
                        name="membership_once_metropolitan",
                    ),
                ],
            },
        ),
    ]
