from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "diagnostics.review"
    verbose_name = "revisión"

    def ready(self) -> None:
        from accounts.permissions import Permission
        from core import acts, menus
        from diagnostics.assessments.models import Evidence
        from diagnostics.review.choices import ACT_DETAILS, ACTS, MESSAGE, REOPENED, Ruling, Stance
        from diagnostics.review.queries.log import hidden_acts
        from files.actions.link_checks import LinkSource, register
        from notices import choices as notices

        values = dict(Stance.choices) | dict(Ruling.choices)
        acts.register(acts.Acts(words=ACTS, values=values, details=ACT_DETAILS, hidden=hidden_acts))
        permissions = (Permission.REVIEW_ANSWERS,)
        menus.register(menus.Link("review", "Revisión", "review:review-list", 30, permissions=permissions))
        notices.register(MESSAGE, REOPENED)
        register(LinkSource(Evidence, module="diagnostics.review.actions.maintenance"))
