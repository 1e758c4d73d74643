from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "followup.indicators"
    verbose_name = "indicadores"

    def ready(self) -> None:
        from core import acts
        from core.process import steps
        from followup.indicators.choices import ACTS, PROCESS, MeasurementState
        from followup.indicators.models import IndicatorSheet, Measurement, ReportingPeriod, Target

        steps.register(PROCESS)
        acts.register(
            acts.Acts(
                words=ACTS, values=dict(MeasurementState.choices),
                named={
                    IndicatorSheet: ("code", "version"),
                    Measurement: ("indicator__code", "period__code", "municipality__name"),
                    ReportingPeriod: ("code",),
                    Target: ("indicator__code", "period__code", "municipality__name"),
                },
            )
        )  # fmt: skip
