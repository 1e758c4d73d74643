"""Decisions name the proofs that they accept; those written before accepted the proofs that the answer already had."""

from django.db import migrations, models

from core.immutability import immutable

ACCEPTED, PERSONAL_DATA, OTHER = "accepted", "contains_personal_data", "other"
LOCK = immutable("review_replydecision")


def accept(apps, editor) -> None:
    """What a decision gave points for was accepted by it; only evidence of the reply was marked so."""
    Use = apps.get_model("assessments", "EvidenceUse")
    decisions = apps.get_model("review", "ReplyDecision").objects.filter(ruling__in=[ACCEPTED, OTHER])
    for decision in decisions.exclude(evidence_accepted="").select_related("reply__answer__review"):
        answer = decision.reply.answer
        new = dict(decision.reply.evidence_uses.values_list("evidence", "state"))
        marked = answer.review.proofs
        if decision.ruling == OTHER:
            if ACCEPTED in {*new.values(), *marked.values()}:
                continue
            decision.proofs = {key: ACCEPTED for key, state in marked.items() if state != PERSONAL_DATA}
            decision.save(update_fields=["proofs"])
        final = Use.objects.filter(
            answer__assessment=answer.assessment_id, answer__question=answer.question_id, answer__layer="final"
        )
        final.exclude(evidence__in=new).exclude(state=PERSONAL_DATA).update(state=ACCEPTED)


class Migration(migrations.Migration):
    dependencies = [("assessments", "0002_triggers"), ("review", "0002_triggers")]
    operations = [
        migrations.AddField(
            "replydecision", "proofs", models.JSONField(default=dict, verbose_name="evidencias miradas")
        ),
        migrations.RunPython(LOCK.reverse_code, migrations.RunPython.noop),
        migrations.RunPython(accept, migrations.RunPython.noop),
        # SQLite dropped the triggers with the change of the table.
        LOCK,
    ]
