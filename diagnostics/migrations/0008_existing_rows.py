"""Terms of the diagnoses, marks of their reviews and documents of the publications that were there before."""

import hashlib
import json

from django.db import migrations


def due_dates(apps, editor) -> None:
    """Give the diagnoses of open rounds the term that the round has."""
    for assessment in apps.get_model("diagnostics", "Assessment").objects.select_related("round").iterator():
        assessment.state_since = assessment.changed_at or assessment.round.opened_at
        if assessment.state in ("not_started", "self_assessment"):
            assessment.due_on = assessment.round.closes_on
        assessment.save(update_fields=["state_since", "due_on"])


def documents_of_earlier_publications(apps, editor) -> None:
    """Keep what public pages read of rounds published before they were frozen: the final answers as they are."""
    model = apps.get_model
    for publication in model("diagnostics", "Publication").objects.select_related("run"):
        for total in model("diagnostics", "MunicipalScore").objects.filter(run=publication.run):
            rows = model("diagnostics", "Answer").objects.filter(
                assessment__round=publication.round_id,
                assessment__municipality=total.municipality_id,
                layer=publication.run.layer,
            )
            names = ("question__code", "value", "not_applicable", "na_accepted", "evidence_accepted")
            answers = {
                code: {"value": value, "not_applicable": is_na and accepted, "evidence_accepted": proof, "evidence": []}
                for code, value, is_na, accepted, proof in rows.values_list(*names)
            }
            document = {"state": "published", "withdrawn_because": "", "facts": {}, "signed_at": "", "answers": answers}
            text = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
            model("diagnostics", "PublishedMunicipality").objects.create(
                publication=publication, municipality_id=total.municipality_id, document=document,
                sha256=hashlib.sha256(text.encode()).hexdigest(),
            )  # fmt: skip


def marks_of_open_reviews(apps, editor) -> None:
    """Keep what reviewers accepted; what they did not accept needs a reason from now on, and is marked anew."""
    model = apps.get_model
    accepted = model("diagnostics", "EvidenceUse").objects.filter(
        answer__layer__in=["reviewed", "final"], answer__evidence_accepted="si"
    )
    accepted.update(state="accepted")
    marks = model("diagnostics", "AnswerReview").objects.filter(answer__assessment__state="in_review")
    marks.exclude(evidence_accepted="si").exclude(na_accepted=True).delete()
    for mark in marks.filter(evidence_accepted="si"):
        proofs = mark.answer.evidence_uses.values_list("option", "evidence")
        mark.proofs = {f"{option}:{evidence}": "accepted" for option, evidence in proofs}
        mark.save(update_fields=["proofs"])


class Migration(migrations.Migration):
    dependencies = [("diagnostics", "0007_review_reply_publication")]
    operations = [
        migrations.RunPython(due_dates, migrations.RunPython.noop),
        migrations.RunPython(marks_of_open_reviews, migrations.RunPython.noop),
        migrations.RunPython(documents_of_earlier_publications, migrations.RunPython.noop),
    ]
