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
            name="ConflictDeclaration",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("declared_at", models.DateTimeField(verbose_name="declarada")),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="declarations", to="assessments.round"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="declarations",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "declaración de conflictos de interés",
                "verbose_name_plural": "declaraciones de conflictos de interés",
            },
        ),
        migrations.CreateModel(
            name="DeclaredConflict",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(max_length=300, verbose_name="por qué")),
                (
                    "declaration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="conflicts",
                        to="review.conflictdeclaration",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="territory.municipality"
                    ),
                ),
            ],
            options={
                "verbose_name": "conflicto declarado",
                "verbose_name_plural": "conflictos declarados",
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "party",
                    models.CharField(
                        choices=[
                            ("municipality", "Municipio"),
                            ("mayor", "Alcaldía"),
                            ("review", "Revisión"),
                            ("decision", "Decisión"),
                            ("publication", "Publicación"),
                            ("nobody", "Nadie"),
                        ],
                        max_length=12,
                        verbose_name="quién",
                    ),
                ),
                ("is_request", models.BooleanField(default=False, verbose_name="solicitud de aclaración")),
                ("text", models.CharField(max_length=2000, verbose_name="mensaje")),
                ("written_at", models.DateTimeField(verbose_name="escrito")),
                ("sent_at", models.DateTimeField(null=True, verbose_name="enviado")),
                (
                    "answer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="messages", to="assessments.answer"
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "mensaje",
                "verbose_name_plural": "mensajes",
                "ordering": ["written_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Reply",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "stance",
                    models.CharField(
                        choices=[
                            ("agree", "De acuerdo"),
                            ("partly", "En parte de acuerdo"),
                            ("disagree", "En desacuerdo"),
                        ],
                        max_length=8,
                        verbose_name="postura",
                    ),
                ),
                ("wanted", models.CharField(max_length=400, null=True, verbose_name="valor que pide")),
                ("argument", models.CharField(blank=True, max_length=2000, verbose_name="argumento")),
                ("version", models.PositiveIntegerField(default=1, verbose_name="versión")),
                ("written_at", models.DateTimeField(verbose_name="escrita")),
                ("sent_at", models.DateTimeField(null=True, verbose_name="enviada")),
                (
                    "answer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reply", to="assessments.answer"
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "réplica",
                "verbose_name_plural": "réplicas",
            },
        ),
        migrations.CreateModel(
            name="ReplyDecision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("value", models.CharField(max_length=400, null=True, verbose_name="valor")),
                ("evidence_accepted", models.CharField(blank=True, max_length=400, verbose_name="evidencia aceptada")),
                ("na_accepted", models.BooleanField(default=False, verbose_name="no aplica aceptado")),
                ("reason_code", models.CharField(blank=True, max_length=10, verbose_name="razón")),
                ("reason", models.CharField(blank=True, max_length=2000, verbose_name="en una frase")),
                (
                    "ruling",
                    models.CharField(
                        choices=[
                            ("accepted", "Se acepta la réplica"),
                            ("kept", "Se mantiene la revisión"),
                            ("other", "Otro resultado"),
                        ],
                        max_length=8,
                        verbose_name="decisión",
                    ),
                ),
                ("decided_at", models.DateTimeField(verbose_name="decidida")),
                (
                    "decided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "reply",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="decision", to="review.reply"
                    ),
                ),
            ],
            options={
                "verbose_name": "decisión de una réplica",
                "verbose_name_plural": "decisiones de réplicas",
            },
        ),
        migrations.CreateModel(
            name="ReplyEvidence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("option", models.CharField(blank=True, max_length=40, verbose_name="opción")),
                ("place", models.CharField(blank=True, max_length=200, verbose_name="página o celda")),
                ("dated_on", models.DateField(verbose_name="fecha del documento")),
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
                    "evidence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reply_uses",
                        to="assessments.evidence",
                    ),
                ),
                (
                    "reply",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="evidence_uses", to="review.reply"
                    ),
                ),
            ],
            options={
                "verbose_name": "evidencia de una réplica",
                "verbose_name_plural": "evidencias de réplicas",
            },
        ),
        migrations.CreateModel(
            name="SecondReview",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("value", models.CharField(max_length=400, null=True, verbose_name="valor")),
                ("evidence_accepted", models.CharField(blank=True, max_length=400, verbose_name="evidencia aceptada")),
                ("na_accepted", models.BooleanField(default=False, verbose_name="no aplica aceptado")),
                ("reason_code", models.CharField(blank=True, max_length=10, verbose_name="razón")),
                ("reason", models.CharField(blank=True, max_length=2000, verbose_name="en una frase")),
                ("marked_at", models.DateTimeField(null=True, verbose_name="marcada")),
                (
                    "answer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="second_review",
                        to="assessments.answer",
                    ),
                ),
                (
                    "marked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "segunda lectura",
                "verbose_name_plural": "segundas lecturas",
            },
        ),
        migrations.CreateModel(
            name="Signature",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("signer_name", models.CharField(max_length=150, verbose_name="nombre")),
                (
                    "signer_role",
                    models.CharField(
                        choices=[("mayor", "Alcalde o alcaldesa"), ("delegate", "Delegado o delegada")],
                        max_length=8,
                        verbose_name="calidad",
                    ),
                ),
                ("signer_position", models.CharField(max_length=150, verbose_name="cargo")),
                ("code", models.CharField(max_length=19, unique=True, verbose_name="código de verificación")),
                ("document", models.JSONField(verbose_name="lo firmado")),
                ("sha256", models.CharField(max_length=64, verbose_name="huella SHA-256")),
                ("signed_at", models.DateTimeField(verbose_name="firmado")),
                (
                    "assessment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signature",
                        to="assessments.assessment",
                    ),
                ),
                (
                    "signed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "acta de firma",
                "verbose_name_plural": "actas de firma",
            },
        ),
        migrations.CreateModel(
            name="AnswerReview",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("value", models.CharField(max_length=400, null=True, verbose_name="valor")),
                ("evidence_accepted", models.CharField(blank=True, max_length=400, verbose_name="evidencia aceptada")),
                ("na_accepted", models.BooleanField(default=False, verbose_name="no aplica aceptado")),
                ("reason_code", models.CharField(blank=True, max_length=10, verbose_name="razón")),
                ("reason", models.CharField(blank=True, max_length=2000, verbose_name="en una frase")),
                ("proofs", models.JSONField(default=dict, verbose_name="evidencias miradas")),
                ("is_adjusted", models.BooleanField(default=False, verbose_name="ajustada")),
                ("version", models.PositiveIntegerField(default=1, verbose_name="versión")),
                ("marked_at", models.DateTimeField(verbose_name="marcada")),
                (
                    "answer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="review", to="assessments.answer"
                    ),
                ),
                (
                    "marked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "revisión de respuesta",
                "verbose_name_plural": "revisiones de respuestas",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason__gt", ""), ("reason_code__gt", "")),
                            ("is_adjusted", False),
                            _connector="OR",
                        ),
                        name="adjustment_has_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("value", None), ("is_adjusted", True), _connector="OR"),
                        name="other_value_is_an_adjustment",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="conflictdeclaration",
            constraint=models.UniqueConstraint(fields=("round", "user"), name="one_declaration_per_round"),
        ),
        migrations.AddConstraint(
            model_name="declaredconflict",
            constraint=models.UniqueConstraint(
                fields=("declaration", "municipality"), name="one_conflict_per_municipality"
            ),
        ),
        migrations.AddConstraint(
            model_name="declaredconflict",
            constraint=models.CheckConstraint(condition=models.Q(("reason__gt", "")), name="conflict_says_why"),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(("party__in", ["municipality", "review"])), name="both_sides_write_and_nobody_else"
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_request", False), ("party", "review"), _connector="OR"),
                name="only_the_review_asks_for_clarification",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_request", True), ("sent_at", models.F("written_at")), _connector="OR"),
                name="only_requests_wait_to_be_sent",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_request", True)), fields=("answer",), name="one_clarification_per_answer"
            ),
        ),
        migrations.AddConstraint(
            model_name="reply",
            constraint=models.CheckConstraint(
                condition=models.Q(("stance__in", ["agree", "partly", "disagree"])), name="stance_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="reply",
            constraint=models.CheckConstraint(
                condition=models.Q(("stance", "agree"), ("sent_at", None), ("argument__gt", ""), _connector="OR"),
                name="contested_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="replydecision",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason__gt", ""), ("reason_code__gt", "")), name="decision_has_a_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="replydecision",
            constraint=models.CheckConstraint(
                condition=models.Q(("ruling__in", ["accepted", "kept", "other"])), name="ruling_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="replyevidence",
            constraint=models.UniqueConstraint(fields=("reply", "evidence", "option"), name="reply_evidence_used_once"),
        ),
        migrations.AddConstraint(
            model_name="replyevidence",
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
                name="replyevidence_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="secondreview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("marked_at", None), ("marked_by", None)),
                    models.Q(("marked_at__isnull", False), ("marked_by__isnull", False)),
                    _connector="OR",
                ),
                name="second_review_has_its_reader",
            ),
        ),
        migrations.AddConstraint(
            model_name="signature",
            constraint=models.CheckConstraint(
                condition=models.Q(("signer_name__gt", ""), ("signer_position__gt", "")), name="signer_has_a_name"
            ),
        ),
        migrations.AddConstraint(
            model_name="signature",
            constraint=models.CheckConstraint(
                condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")), name="signature_has_its_hash"
            ),
        ),
    ]
