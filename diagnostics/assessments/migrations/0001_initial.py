import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import files.models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("instruments", "0001_initial"),
        ("territory", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Assessment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("not_started", "Sin iniciar"),
                            ("self_assessment", "Autoevaluación en curso"),
                            ("sign_off", "En aprobación de la alcaldía"),
                            ("in_review", "En revisión metropolitana"),
                            ("clarification", "Con solicitudes de aclaración"),
                            ("reply_open", "Derecho de réplica abierto"),
                            ("reply_decision", "Réplica en decisión"),
                            ("final_ready", "Resultado definitivo"),
                            ("published", "Publicado"),
                            ("withdrawn", "Sin participación"),
                        ],
                        default="not_started",
                        max_length=20,
                        verbose_name="estado",
                    ),
                ),
                ("state_since", models.DateTimeField(null=True, verbose_name="en este estado desde")),
                ("due_on", models.DateField(null=True, verbose_name="vence")),
                (
                    "days_left",
                    models.PositiveSmallIntegerField(null=True, verbose_name="días hábiles que le quedaban"),
                ),
                (
                    "disputed_points",
                    models.DecimalField(decimal_places=4, default=0, max_digits=7, verbose_name="puntos en disputa"),
                ),
                (
                    "returned_because",
                    models.CharField(blank=True, max_length=500, verbose_name="por qué la alcaldía lo devolvió"),
                ),
                (
                    "withdrawn_because",
                    models.CharField(blank=True, max_length=500, verbose_name="por qué no participa"),
                ),
                ("attributes", models.JSONField(default=dict, verbose_name="datos del municipio")),
                ("attributes_version", models.PositiveIntegerField(default=0)),
                ("attributes_frozen_at", models.DateTimeField(null=True, verbose_name="datos congelados")),
                ("submitted_at", models.DateTimeField(null=True, verbose_name="enviado")),
                ("review_closed_at", models.DateTimeField(null=True, verbose_name="revisión cerrada")),
                ("changed_at", models.DateTimeField(null=True, verbose_name="último movimiento")),
                ("applicable_count", models.PositiveSmallIntegerField(default=0, verbose_name="preguntas que aplican")),
                ("answered_count", models.PositiveSmallIntegerField(default=0, verbose_name="respondidas")),
                (
                    "unproven_count",
                    models.PositiveSmallIntegerField(default=0, verbose_name="respuestas sin evidencia"),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assessments",
                        to="territory.municipality",
                        verbose_name="municipio",
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "diagnóstico municipal",
                "verbose_name_plural": "diagnósticos municipales",
            },
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "layer",
                    models.CharField(
                        choices=[
                            ("self_assessed", "Autoevaluación"),
                            ("reviewed", "Revisión"),
                            ("final", "Definitiva"),
                        ],
                        max_length=14,
                        verbose_name="capa",
                    ),
                ),
                ("value", models.CharField(blank=True, max_length=400, verbose_name="valor")),
                ("not_applicable", models.BooleanField(default=False, verbose_name="no aplica")),
                ("na_reason", models.CharField(blank=True, max_length=1000, verbose_name="por qué no aplica")),
                ("na_accepted", models.BooleanField(default=False, verbose_name="no aplica aceptado")),
                ("evidence_accepted", models.CharField(blank=True, max_length=400, verbose_name="evidencia aceptada")),
                (
                    "previous_claim",
                    models.CharField(
                        blank=True,
                        choices=[("same", "Sigue igual"), ("changed", "Cambió"), ("gone", "Ya no")],
                        max_length=10,
                        verbose_name="frente al ciclo anterior",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, verbose_name="versión")),
                ("written_from", models.CharField(blank=True, max_length=36, verbose_name="página que la escribió")),
                ("reopened_at", models.DateTimeField(null=True, verbose_name="reabierta")),
                (
                    "reopening",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("link_broken", "El enlace dejó de abrir"),
                            ("expired", "La evidencia venció"),
                            ("clarified", "La revisión pidió una aclaración"),
                        ],
                        max_length=12,
                        verbose_name="por qué se reabrió",
                    ),
                ),
                ("changed_at", models.DateTimeField(verbose_name="cambiada")),
                (
                    "changed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="instruments.question",
                        verbose_name="pregunta",
                    ),
                ),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="assessments.assessment",
                        verbose_name="diagnóstico",
                    ),
                ),
            ],
            options={
                "verbose_name": "respuesta",
                "verbose_name_plural": "respuestas",
            },
        ),
        migrations.CreateModel(
            name="DimensionAssignment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("assigned_at", models.DateTimeField(verbose_name="asignada")),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="assignments",
                        to="assessments.assessment",
                    ),
                ),
                (
                    "assigned_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "dimension",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
                        to="instruments.dimension",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "reparto de una dimensión",
                "verbose_name_plural": "reparto de dimensiones",
            },
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("url", models.URLField(blank=True, max_length=1000, null=True, verbose_name="enlace")),
                (
                    "file",
                    models.FileField(
                        blank=True,
                        storage=files.models.private_storage,
                        upload_to=files.models.random_name,
                        verbose_name="archivo",
                    ),
                ),
                ("file_name", models.CharField(blank=True, max_length=200, verbose_name="nombre del archivo")),
                ("media_type", models.CharField(blank=True, max_length=100, verbose_name="tipo")),
                ("size", models.PositiveIntegerField(null=True, verbose_name="tamaño en bytes")),
                ("sha256", models.CharField(blank=True, max_length=64, verbose_name="huella SHA-256")),
                ("title", models.CharField(blank=True, max_length=200, verbose_name="título")),
                ("period_from", models.DateField(blank=True, null=True, verbose_name="trata desde")),
                ("period_to", models.DateField(blank=True, null=True, verbose_name="trata hasta")),
                (
                    "visibility",
                    models.CharField(
                        choices=[("public", "Pública"), ("reviewers_only", "Solo para la revisión")],
                        default="public",
                        max_length=14,
                        verbose_name="quién la ve",
                    ),
                ),
                (
                    "reserve_ground",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("classified", "Clasificada: derechos de personas o secretos (Ley 1712 de 2014, art. 18)"),
                            ("reserved", "Reservada: daño a un interés público (Ley 1712 de 2014, art. 19)"),
                        ],
                        max_length=10,
                        verbose_name="por qué no es pública",
                    ),
                ),
                ("reserve_reason", models.CharField(blank=True, max_length=500, verbose_name="razón de la reserva")),
                ("personal_data", models.JSONField(default=dict, verbose_name="datos personales hallados")),
                ("expires_on", models.DateField(blank=True, null=True, verbose_name="vence")),
                ("expiry_noted", models.DateField(null=True, verbose_name="vencimiento avisado")),
                ("checked_at", models.DateTimeField(null=True, verbose_name="enlace revisado")),
                ("check_claimed_at", models.DateTimeField(null=True, verbose_name="revisión encargada")),
                (
                    "check_failures",
                    models.PositiveSmallIntegerField(default=0, verbose_name="fallos seguidos del enlace"),
                ),
                (
                    "check_result",
                    models.CharField(blank=True, max_length=200, verbose_name="resultado de la última revisión"),
                ),
                ("withheld_at", models.DateTimeField(null=True, verbose_name="oculta por datos personales")),
                ("revision", models.PositiveSmallIntegerField(default=1, verbose_name="revisión")),
                ("version", models.PositiveIntegerField(default=1, verbose_name="versión")),
                ("added_at", models.DateTimeField(verbose_name="agregada")),
                (
                    "added_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence",
                        to="assessments.assessment",
                    ),
                ),
            ],
            options={
                "verbose_name": "evidencia",
                "verbose_name_plural": "evidencias",
            },
        ),
        migrations.CreateModel(
            name="EvidenceRevision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("url", models.URLField(blank=True, max_length=1000, null=True, verbose_name="enlace")),
                (
                    "file",
                    models.FileField(
                        blank=True,
                        storage=files.models.private_storage,
                        upload_to=files.models.random_name,
                        verbose_name="archivo",
                    ),
                ),
                ("file_name", models.CharField(blank=True, max_length=200, verbose_name="nombre del archivo")),
                ("media_type", models.CharField(blank=True, max_length=100, verbose_name="tipo")),
                ("size", models.PositiveIntegerField(null=True, verbose_name="tamaño en bytes")),
                ("sha256", models.CharField(blank=True, max_length=64, verbose_name="huella SHA-256")),
                ("number", models.PositiveSmallIntegerField(verbose_name="revisión")),
                ("reason", models.CharField(max_length=300, verbose_name="por qué se cambió")),
                ("was_withheld", models.BooleanField(default=False, verbose_name="estaba oculta por datos personales")),
                ("replaced_at", models.DateTimeField(verbose_name="cambiada")),
                (
                    "evidence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="revisions", to="assessments.evidence"
                    ),
                ),
                (
                    "replaced_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "revisión anterior de una evidencia",
                "verbose_name_plural": "revisiones anteriores de evidencias",
                "ordering": ["-number"],
            },
        ),
        migrations.CreateModel(
            name="EvidenceUse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("option", models.CharField(blank=True, max_length=40, verbose_name="opción")),
                ("place", models.CharField(blank=True, max_length=200, verbose_name="página o celda")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "Por revisar"),
                            ("accepted", "Aceptada"),
                            ("insufficient", "Insuficiente"),
                            ("out_of_period", "Fuera de periodo"),
                            ("broken_link", "No abre"),
                            ("contains_personal_data", "Con datos personales"),
                        ],
                        default="pending",
                        max_length=22,
                        verbose_name="estado",
                    ),
                ),
                (
                    "answer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="evidence_uses",
                        to="assessments.answer",
                    ),
                ),
                (
                    "evidence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="uses", to="assessments.evidence"
                    ),
                ),
            ],
            options={
                "verbose_name": "uso de evidencia",
                "verbose_name_plural": "usos de evidencia",
            },
        ),
        migrations.CreateModel(
            name="Extension",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("not_started", "Sin iniciar"),
                            ("self_assessment", "Autoevaluación en curso"),
                            ("sign_off", "En aprobación de la alcaldía"),
                            ("in_review", "En revisión metropolitana"),
                            ("clarification", "Con solicitudes de aclaración"),
                            ("reply_open", "Derecho de réplica abierto"),
                            ("reply_decision", "Réplica en decisión"),
                            ("final_ready", "Resultado definitivo"),
                            ("published", "Publicado"),
                            ("withdrawn", "Sin participación"),
                        ],
                        max_length=20,
                        verbose_name="estado",
                    ),
                ),
                ("due_before", models.DateField(verbose_name="vencía")),
                ("due_on", models.DateField(verbose_name="vence")),
                ("reason", models.CharField(max_length=500, verbose_name="razón")),
                ("granted_at", models.DateTimeField(verbose_name="concedida")),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="extensions",
                        to="assessments.assessment",
                    ),
                ),
                (
                    "granted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "prórroga",
                "verbose_name_plural": "prórrogas",
                "ordering": ["granted_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Round",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=40, unique=True, verbose_name="código")),
                ("name", models.CharField(max_length=120, verbose_name="nombre")),
                (
                    "status",
                    models.CharField(
                        choices=[("open", "Abierto"), ("published", "Publicado")],
                        default="open",
                        max_length=10,
                        verbose_name="estado",
                    ),
                ),
                ("is_demo", models.BooleanField(default=False, verbose_name="datos de demostración")),
                ("opens_on", models.DateField(blank=True, null=True, verbose_name="abre")),
                ("closes_on", models.DateField(blank=True, null=True, verbose_name="cierra")),
                ("cutoff_on", models.DateField(blank=True, null=True, verbose_name="fecha de corte")),
                ("opened_at", models.DateTimeField(verbose_name="creado")),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rounds",
                        to="instruments.instrumentversion",
                        verbose_name="instrumento",
                    ),
                ),
            ],
            options={
                "verbose_name": "ciclo",
                "verbose_name_plural": "ciclos",
            },
        ),
        migrations.AddField(
            model_name="assessment",
            name="round",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="assessments",
                to="assessments.round",
                verbose_name="ciclo",
            ),
        ),
        migrations.CreateModel(
            name="ScoreRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "layer",
                    models.CharField(
                        choices=[
                            ("self_assessed", "Autoevaluación"),
                            ("reviewed", "Revisión"),
                            ("final", "Definitiva"),
                        ],
                        max_length=14,
                        verbose_name="capa",
                    ),
                ),
                (
                    "mode",
                    models.CharField(
                        choices=[("official", "Oficial"), ("provisional", "Provisional")],
                        max_length=12,
                        verbose_name="modo",
                    ),
                ),
                ("engine_version", models.CharField(max_length=14, verbose_name="versión del motor")),
                ("inputs_sha256", models.CharField(max_length=64, verbose_name="huella de las entradas")),
                ("computed_at", models.DateTimeField(verbose_name="calculado")),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="runs",
                        to="assessments.round",
                        verbose_name="ciclo",
                    ),
                ),
            ],
            options={
                "verbose_name": "cálculo",
                "verbose_name_plural": "cálculos",
                "ordering": ["-computed_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="MunicipalScore",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("score", models.DecimalField(decimal_places=8, max_digits=11, null=True, verbose_name="puntaje")),
                (
                    "displayed",
                    models.DecimalField(decimal_places=2, max_digits=5, null=True, verbose_name="puntaje publicado"),
                ),
                ("coverage", models.DecimalField(decimal_places=2, max_digits=3, null=True, verbose_name="cobertura")),
                ("level", models.PositiveSmallIntegerField(null=True, verbose_name="nivel")),
                ("level_before_gates", models.PositiveSmallIntegerField(null=True, verbose_name="nivel sin puertas")),
                ("partial", models.BooleanField(default=False, verbose_name="resultado parcial")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("scored", "Con puntaje"),
                            ("unanswered", "Sin respuesta"),
                            ("not_applicable", "No aplica"),
                            ("unscored", "Informativa"),
                        ],
                        max_length=14,
                        verbose_name="estado",
                    ),
                ),
                ("gates", models.JSONField(default=list, verbose_name="puertas")),
                ("dimensions", models.JSONField(default=dict, verbose_name="dimensiones")),
                ("detail", models.JSONField(default=dict, verbose_name="detalle")),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="scores", to="territory.municipality"
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="totals", to="assessments.scorerun"
                    ),
                ),
            ],
            options={
                "verbose_name": "resultado municipal",
                "verbose_name_plural": "resultados municipales",
            },
        ),
        migrations.CreateModel(
            name="AnswerRevision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(verbose_name="versión")),
                ("value", models.CharField(blank=True, max_length=400, verbose_name="valor")),
                ("not_applicable", models.BooleanField(default=False, verbose_name="no aplica")),
                ("na_reason", models.CharField(blank=True, max_length=1000, verbose_name="por qué no aplica")),
                ("written_at", models.DateTimeField(verbose_name="escrita")),
                (
                    "answer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="revisions", to="assessments.answer"
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "versión de una respuesta",
                "verbose_name_plural": "versiones de respuestas",
                "ordering": ["version"],
                "constraints": [
                    models.UniqueConstraint(fields=("answer", "version"), name="one_text_per_version_of_an_answer")
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.UniqueConstraint(fields=("assessment", "question", "layer"), name="one_answer_per_layer"),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.CheckConstraint(
                condition=models.Q(("layer__in", ["self_assessed", "reviewed", "final"])), name="answer_layer_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.CheckConstraint(
                condition=models.Q(("na_accepted", False), ("not_applicable", True), _connector="OR"),
                name="accepted_na_is_declared",
            ),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("layer", "self_assessed"), _negated=True),
                    models.Q(("evidence_accepted", ""), ("na_accepted", False)),
                    _connector="OR",
                ),
                name="nobody_accepts_their_own_answer",
            ),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reopened_at", None), ("reopening", "")),
                    models.Q(
                        ("layer", "self_assessed"),
                        ("reopened_at__isnull", False),
                        ("reopening__in", ["link_broken", "expired", "clarified"]),
                    ),
                    _connector="OR",
                ),
                name="only_own_answers_reopen_with_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.CheckConstraint(
                condition=models.Q(("previous_claim__in", ["", "same", "changed", "gone"])), name="claim_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="dimensionassignment",
            constraint=models.UniqueConstraint(
                fields=("assessment", "dimension", "user"), name="dimension_assigned_once_per_person"
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("file", ""), ("url__regex", "^https?://")),
                    models.Q(
                        ("file__gt", ""),
                        ("file_name__gt", ""),
                        ("media_type__gt", ""),
                        ("sha256__regex", "^[0-9a-f]{64}$"),
                        ("size__gt", 0),
                        ("url", None),
                    ),
                    _connector="OR",
                ),
                name="evidence_is_a_link_or_a_file",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.UniqueConstraint(fields=("assessment", "url"), name="one_evidence_per_link"),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reserve_ground", ""), ("reserve_reason", ""), ("visibility", "public")),
                    models.Q(
                        ("reserve_ground__in", ["classified", "reserved"]),
                        ("reserve_reason__gt", ""),
                        ("visibility", "reviewers_only"),
                    ),
                    _connector="OR",
                ),
                name="reserved_evidence_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("period_from", None),
                    ("period_to", None),
                    ("period_to__gte", models.F("period_from")),
                    _connector="OR",
                ),
                name="evidence_period_runs_forwards",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidencerevision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("file", ""), ("url__regex", "^https?://")),
                    models.Q(
                        ("file__gt", ""),
                        ("file_name__gt", ""),
                        ("media_type__gt", ""),
                        ("sha256__regex", "^[0-9a-f]{64}$"),
                        ("size__gt", 0),
                        ("url", None),
                    ),
                    _connector="OR",
                ),
                name="evidencerevision_is_a_link_or_a_file",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidencerevision",
            constraint=models.UniqueConstraint(fields=("evidence", "number"), name="one_content_per_revision"),
        ),
        migrations.AddConstraint(
            model_name="evidenceuse",
            constraint=models.UniqueConstraint(fields=("answer", "evidence", "option"), name="evidence_used_once"),
        ),
        migrations.AddConstraint(
            model_name="evidenceuse",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "pending",
                            "accepted",
                            "insufficient",
                            "out_of_period",
                            "broken_link",
                            "contains_personal_data",
                        ],
                    )
                ),
                name="evidenceuse_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="extension",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason__gt", "")), name="assessments_extension_says_why"
            ),
        ),
        migrations.AddConstraint(
            model_name="extension",
            constraint=models.CheckConstraint(
                condition=models.Q(("due_on__gt", models.F("due_before"))), name="assessments_extension_gives_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("opens_on", None), ("closes_on", None), ("closes_on__gte", models.F("opens_on")), _connector="OR"
                ),
                name="round_closes_after_it_opens",
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["open", "published"])), name="round_status_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.UniqueConstraint(fields=("round", "municipality"), name="one_assessment_per_round"),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "not_started",
                            "self_assessment",
                            "sign_off",
                            "in_review",
                            "clarification",
                            "reply_open",
                            "reply_decision",
                            "final_ready",
                            "published",
                            "withdrawn",
                        ],
                    )
                ),
                name="assessment_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "withdrawn"), _negated=True), ("withdrawn_because__gt", ""), _connector="OR"
                ),
                name="withdrawal_says_why",
            ),
        ),
        migrations.AddIndex(
            model_name="scorerun",
            index=models.Index(fields=["round", "layer", "mode", "-computed_at"], name="newest_run"),
        ),
        migrations.AddConstraint(
            model_name="municipalscore",
            constraint=models.UniqueConstraint(fields=("run", "municipality"), name="one_total_per_run"),
        ),
        migrations.AddConstraint(
            model_name="municipalscore",
            constraint=models.CheckConstraint(
                condition=models.Q(("score", None), models.Q(("score__gte", 0), ("score__lte", 100)), _connector="OR"),
                name="total_within_scale",
            ),
        ),
    ]
