from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "diagnostics.review"
    verbose_name = "revisión"

    def ready(self) -> None:
        from core import acts
        from diagnostics.assessments.models import Evidence
        from diagnostics.review.choices import ACTS
        from diagnostics.review.queries.log import hidden_acts
        from files.actions.link_checks import LinkSource, register

        acts.register(acts.Acts(words=ACTS, hidden=hidden_acts))
        register(LinkSource(Evidence, module="diagnostics.review.actions.upkeep"))
