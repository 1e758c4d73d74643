"""A layer never changes once it is closed, nor what was signed, said, decided and published, in the database too."""

from django.db import migrations

from core.immutability import immutable

OF = "SELECT 1 FROM diagnostics_assessment a WHERE a.id = OLD.assessment_id"
# A diagnosis that came through the portal was submitted; the layers of rounds held elsewhere are loaded from files.
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
    dependencies = [("diagnostics", "0008_existing_rows")]
    operations = [
        immutable("diagnostics_answer", when=REVIEWED_IS_CLOSED, also_insert=True, label="no_late_review"),
        immutable("diagnostics_answer", when=FINAL_IS_CLOSED, also_insert=True, label="no_late_final"),
        immutable("diagnostics_answer", when=OWN_IS_CLOSED, events=("UPDATE",), label="no_late_own"),
        # SQLite lost these when their columns changed.
        immutable("diagnostics_publication"),
        immutable("diagnostics_evidencerevision"),
        *(
            immutable(f"diagnostics_{table}")
            for table in (
                "answerrevision",
                "signature",
                "extension",
                "replydecision",
                "publishedmunicipality",
                "erratum",
                "correction",
            )
        ),
        immutable("diagnostics_message", when="OLD.sent_at IS NOT NULL"),
    ]
