from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "diagnostics.review"
    verbose_name = "revisión"

    def ready(self) -> None:
        from accounts.permissions import Permission
        from accounts.queries import personal
        from core import acts, menus
        from core.task_log import registry
        from core.versioned_text import registry as texts
        from diagnostics.assessments.models import Evidence
        from diagnostics.review.choices import ACT_DETAILS, ACT_DETAILS_OF, ACTS, Ruling, Stance
        from diagnostics.review.choices.notifications import MESSAGE, NOTICE_TEXTS, REOPENED
        from diagnostics.review.queries.log import hidden_acts
        from diagnostics.review.queries.personal import rows_of
        from files.actions.link_checks import LinkSource, register
        from notices import choices as notices

        values = dict(Stance.choices) | dict(Ruling.choices)
        acts.register(
            acts.Acts(words=ACTS, values=values, details=ACT_DETAILS, of_verb=ACT_DETAILS_OF, hidden=hidden_acts)
        )
        registry.register(
            registry.KnownTask("diagnostics.review.tasks.note_expiries", "Anotar las evidencias que vencieron"),
            registry.KnownTask(
                "diagnostics.review.tasks.end_old_reopenings", "Cerrar las respuestas reabiertas sin uso"
            ),
            registry.KnownTask("diagnostics.review.tasks.end_terms", "Cerrar los plazos que terminaron"),
        )
        permissions = (Permission.REVIEW_ANSWERS,)
        menus.register(menus.Link("review", "Revisión", "review:review-list", 30, permissions=permissions))
        personal.register(
            personal.Part("diagnosticos", "Diagnósticos: lo que tuvo a su cargo, declaró y firmó", rows_of)
        )
        notices.register(MESSAGE, REOPENED)
        texts.register(*NOTICE_TEXTS)
        register(LinkSource(Evidence, module="diagnostics.review.actions.maintenance"))
