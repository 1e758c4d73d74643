from django.apps import AppConfig


class MinutesConfig(AppConfig):
    """Minutes of the sessions in which the metropolitan team goes through the board of follow-up."""

    name = "followup.minutes"
    verbose_name = "actas de seguimiento"

    def ready(self) -> None:
        from core import acts
        from followup.minutes.choices import ACT_DETAILS, ACTS
        from followup.minutes.models import Minutes

        acts.register(acts.Acts(words=ACTS, named={Minutes: ("number", "held_on")}, details=ACT_DETAILS))
