from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "followup.indicators"
    verbose_name = "indicadores"

    def ready(self) -> None:
        from core import acts
        from followup.indicators.choices import ACTS
        from followup.indicators.models import IndicatorSheet

        acts.register(acts.Acts(words=ACTS, named={IndicatorSheet: ("code", "version")}))
