from django.apps import AppConfig


class AdministrationConfig(AppConfig):
    name = "administration"
    verbose_name = "administración"

    def ready(self) -> None:
        from accounts.permissions import Permission
        from administration.actions import failures
        from administration.choices import TASK_FAILED, TASK_FAILED_TEXT
        from administration.queries.state import alerts_today
        from core.menus import Link, Menu, register
        from core.task_log import registry
        from core.versioned_text import registry as texts
        from diagnostics.results.queries.today import more_alerts
        from notices import choices as notices

        notices.register(TASK_FAILED)
        texts.register(TASK_FAILED_TEXT)
        registry.TASK_FAILED.fill(failures.tell)
        more_alerts.fill(alerts_today)
        register(
            Link(
                "portal",
                "Portal",
                "administration:state",
                70,
                menu=Menu.MORE,
                permissions=(Permission.VIEW_PORTAL_STATE,),
            ),
            Link("log", "Bitácora", "administration:log-list", 90, menu=Menu.MORE, permissions=(Permission.VIEW_LOG,)),
        )
