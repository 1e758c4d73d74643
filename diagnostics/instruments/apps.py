from django.apps import AppConfig


class InstrumentsConfig(AppConfig):
    name = "diagnostics.instruments"
    verbose_name = "instrumentos"

    def ready(self) -> None:
        from accounts.permissions import Permission
        from core import acts, menus
        from diagnostics.instruments.choices import ACT_DETAILS, ACTS
        from diagnostics.instruments.models import EditionDraft, InstrumentVersion

        named = {InstrumentVersion: ("instrument__code", "version"), EditionDraft: ("name",)}
        acts.register(acts.Acts(words=ACTS, named=named, details=ACT_DETAILS))
        permissions = (Permission.EDIT_INSTRUMENTS,)
        menus.register(
            menus.Link(
                "editions", "Ediciones", "instruments:edition-list", 40, menu=menus.Menu.MORE, permissions=permissions
            )
        )
