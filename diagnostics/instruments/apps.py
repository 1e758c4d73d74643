from django.apps import AppConfig


class InstrumentsConfig(AppConfig):
    name = "diagnostics.instruments"
    verbose_name = "instrumentos"

    def ready(self) -> None:
        from accounts.permissions import Permission
        from core import acts, menus
        from diagnostics.instruments.choices import ACT_DETAILS, ACTS

        acts.register(acts.Acts(words=ACTS, details=ACT_DETAILS))
        permissions = (Permission.EDIT_INSTRUMENTS,)
        menus.register(
            menus.Link(
                "editions", "Ediciones", "instruments:edition-list", 40, menu=menus.Menu.MORE, permissions=permissions
            )
        )
