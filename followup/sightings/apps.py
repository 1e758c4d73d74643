from django.apps import AppConfig


class SightingsConfig(AppConfig):
    name = "followup.sightings"
    verbose_name = "relatos de compromisos"

    def ready(self) -> None:
        from core.receipts.registry import ReceiptKind, register
        from core.slots import register_fragment
        from followup.sightings.choices import SIGHTING

        self.register_words()
        self.register_work()
        self.register_files()
        register(ReceiptKind(SIGHTING, f"{self.name}.views.receipts.opened_sighting"))
        register_fragment("commitment", "Contar qué vi y leer lo que contó la gente", "sightings:summary")

    def register_words(self) -> None:
        from core import acts
        from core.process import steps
        from core.versioned_text import registry as texts
        from followup.sightings.choices import (
            ACT_DETAILS,
            ACTS,
            NOTICE_TEXTS,
            PROCESS,
            SIGHTINGS,
            Finding,
            SightingState,
        )
        from followup.sightings.models import Sighting
        from notices import choices as notices

        steps.register(PROCESS)
        named = {Sighting: ("commitment__code", "number")}
        values = dict(SightingState.choices) | dict(Finding.choices)
        acts.register(acts.Acts(words=ACTS, named=named, values=values, details=ACT_DETAILS))
        notices.register(SIGHTINGS)
        texts.register(*NOTICE_TEXTS)

    def register_work(self) -> None:
        from accounts.permissions import Permission
        from core.menus import Link, register
        from core.task_log import registry
        from followup.sightings.queries.work import count_waiting

        tasks = {
            "warn_of_late_sightings": "Avisar de relatos con el término vencido",
            "forget_sightings": "Borrar textos de relatos que nadie puede leer",
        }
        registry.register(*(registry.KnownTask(f"{self.name}.tasks.{name}", label) for name, label in tasks.items()))
        register(
            Link(
                "sightings", "Relatos", "sightings:queue", 64, count=count_waiting, count_label="relatos por atender",
                permissions=(Permission.MODERATE_CONTRIBUTIONS, Permission.ANSWER_FEEDBACK), views=("sightings:work",),
                unless=(  # they find it under «Seguimiento»
                    Permission.VIEW_BOARD, Permission.APPROVE_MEASUREMENTS, Permission.MANAGE_COMMITMENTS,
                    Permission.WRITE_MEASUREMENTS, Permission.WRITE_COMMITMENTS, Permission.ACCEPT_COMMITMENTS,
                ),
            )
        )  # fmt: skip

    def register_files(self) -> None:
        from files.queries import FileSource, register
        from followup.sightings.models import Photo
        from followup.sightings.queries.reading import owners_of_photos

        register(FileSource(Photo, owners_of_photos))
