"""Triggers: closed layers, score runs, extensions and earlier revisions are immutable."""

from django.db import migrations

from core.immutability import immutable

OF = "SELECT 1 FROM assessments_assessment a WHERE a.id = OLD.assessment_id"
# Only an assessment filled in the portal was submitted; the layers of rounds held elsewhere are loaded from files.
REVIEWED_IS_CLOSED = (
    f"OLD.layer = 'reviewed' AND EXISTS ({OF} AND a.submitted_at IS NOT NULL AND a.state NOT IN ('in_review'))"
)
FINAL_IS_CLOSED = (
    f"OLD.layer = 'final' AND EXISTS ({OF} AND (a.state = 'published'"
    " OR (a.submitted_at IS NOT NULL AND a.state NOT IN ('in_review', 'reply_open', 'reply_decision'))))"
)
OWN_IS_CLOSED = (
    "OLD.layer = 'self_assessed' AND OLD.reopened_at IS NULL"
    " AND (NEW.value <> OLD.value OR NEW.not_applicable <> OLD.not_applicable OR NEW.na_reason <> OLD.na_reason)"
    f" AND EXISTS ({OF} AND a.submitted_at IS NOT NULL AND a.state NOT IN ('not_started', 'self_assessment'))"
)


class Migration(migrations.Migration):
    dependencies = [("assessments", "0001_initial")]
    operations = [
        immutable("assessments_answer", when=REVIEWED_IS_CLOSED, also_insert=True, label="no_late_review"),
        immutable("assessments_answer", when=FINAL_IS_CLOSED, also_insert=True, label="no_late_final"),
        immutable("assessments_answer", when=OWN_IS_CLOSED, events=("UPDATE",), label="no_late_own"),
        *(
            immutable(f"assessments_{table}")
            for table in ("answerrevision", "evidencerevision", "extension", "scorerun", "municipalscore")
        ),
    ]
