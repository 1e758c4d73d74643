from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "followup.indicators"
    verbose_name = "indicadores"

    def ready(self) -> None:
        from core import acts
        from core.process import steps
        from core.task_log import registry
        from core.versioned_text import registry as texts
        from followup.indicators.choices import ACTS, PROCESS, MeasurementState
        from followup.indicators.choices.telling import APPROVING, NOTICE_TEXTS, WRITING
        from followup.indicators.models import IndicatorSheet, Measurement, ReportingPeriod, Target
        from notices import choices as notices

        steps.register(PROCESS)
        registry.register(
            registry.KnownTask(
                f"{self.name}.tasks.count_indicators", "Contar los indicadores de los que el portal es la fuente"
            )
        )
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
        notices.register(WRITING, APPROVING)
        texts.register(*NOTICE_TEXTS)
