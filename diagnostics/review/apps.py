from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "diagnostics.review"
    verbose_name = "revisión"

    def ready(self) -> None:
        from core import acts
        from diagnostics.review.choices import ACTS
        from diagnostics.review.queries.log import hidden_acts

        acts.register(acts.Acts(words=ACTS, hidden=hidden_acts))
