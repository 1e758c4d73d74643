from django.apps import AppConfig
from django.core import checks
from django.db import DatabaseError


class CitizensConfig(AppConfig):
    name = "citizens"
    verbose_name = "ciudadanía"

    def ready(self) -> None:
        from accounts.permissions import Permission
        from accounts.queries import personal
        from citizens.actions import mail_kinds
        from citizens.choices import (
            ACT_DETAILS,
            ACTS,
            NOTICE_TEXTS,
            PROCESS,
            REPORT_PROCESS,
            REPORTED,
            TEXTS,
            DeclineRule,
            FeedbackKind,
            FeedbackState,
        )
        from citizens.models import ErrorReport, Feedback
        from citizens.queries.personal import rows_of
        from core import acts, menus
        from core.process import steps
        from core.task_log import registry
        from core.versioned_text import registry as texts
        from mail.choices import register
        from notices import choices as notices

        steps.register(PROCESS)
        registry.register(
            registry.KnownTask("citizens.tasks.forget_addresses", "Borrar correos de opiniones sin respuesta")
        )
        steps.register(REPORT_PROCESS)
        notices.register(REPORTED)
        values = dict(FeedbackState.choices) | dict(FeedbackKind.choices) | dict(DeclineRule.choices)
        acts.register(
            acts.Acts(
                words=ACTS, named={Feedback: ("title",), ErrorReport: ("code",)}, values=values, details=ACT_DETAILS
            )
        )
        queue = "citizens:feedback-queue"
        menus.register(menus.Link("opinions", "Opiniones", queue, 60, permissions=(Permission.ANSWER_FEEDBACK,)))
        menus.register(
            menus.Link(
                "reports", "Errores reportados", "citizens:report-queue", 75, menu=menus.Menu.MORE,
                permissions=(Permission.ANSWER_REPORTS,),
            )
        )  # fmt: skip
        personal.register(personal.Part("opiniones", "Opiniones y errores reportados", rows_of))
        register(*mail_kinds.KINDS)
        texts.register(*TEXTS, *NOTICE_TEXTS)
        checks.register(stored_topics_are_registered, checks.Tags.database)


def stored_topics_are_registered(app_configs, databases=None, **kwargs) -> list[checks.CheckMessage]:
    """Stored messages must have a registered kind of topic. A warning, as for notifications (notices.W001)."""
    from citizens.models import Feedback
    from notices.queries.topics import TOPIC_KINDS

    if not databases:
        return []
    try:
        unknown = sorted(Feedback.objects.about_other_kinds(TOPIC_KINDS).values_list("topic", flat=True).distinct())
    except DatabaseError:
        return []  # before the first migration there is no table
    return [
        checks.Warning(f"No app registers the kind of the topic {topic!r}, which messages have.", id="citizens.W001")
        for topic in unknown
    ]
