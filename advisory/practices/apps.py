from django.apps import AppConfig


class PracticesConfig(AppConfig):
    name = "advisory.practices"
    verbose_name = "buenas prácticas"

    def ready(self) -> None:
        from accounts.permissions import Permission
        from advisory.practices.choices import (
            ACT_DETAILS,
            ACTS,
            NOTICE_TEXTS,
            OWN,
            PRACTICE,
            PROCESS,
            STEPS,
            TO_REVIEW,
            PracticeState,
        )
        from advisory.practices.models import Practice
        from advisory.practices.queries.public import practice_origins
        from core import acts, menus
        from core.process import steps
        from core.trace import registry as traces
        from core.versioned_text import registry as texts
        from notices import choices as notices

        steps.register(PROCESS)
        values = dict(PracticeState.choices)
        acts.register(acts.Acts(words=ACTS, named={Practice: ("code", "title")}, details=ACT_DETAILS, values=values))
        traces.register(traces.TracedKind(PRACTICE, STEPS, practice_origins))
        notices.register(OWN, TO_REVIEW)
        texts.register(*NOTICE_TEXTS)
        menus.register(
            menus.Link(
                "practices", "Prácticas", "practices:work-list", 99, menu=menus.Menu.MORE,
                permissions=(Permission.WRITE_PRACTICES, Permission.REVIEW_PRACTICES),
                views=tuple(f"practices:{name}" for name in ("work", "new", "edit", "review", "publish", "confirm", "withdraw")),
            )
        )  # fmt: skip
