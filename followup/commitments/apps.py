from django.apps import AppConfig


class CommitmentsConfig(AppConfig):
    name = "followup.commitments"
    verbose_name = "compromisos"
    indicator_sources = {"IND-22": "followup.commitments.queries.indicators.agenda_commitments_in_time"}

    def ready(self) -> None:
        from core import acts
        from followup.commitments.choices import ACT_DETAILS, ACTS
        from followup.commitments.models import Commitment

        acts.register(acts.Acts(words=ACTS, named={Commitment: ("code", "title")}, details=ACT_DETAILS))
