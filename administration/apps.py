from django.apps import AppConfig


class AdministrationConfig(AppConfig):
    name = "administration"
    verbose_name = "administración"

    def ready(self) -> None:
        from accounts.permissions import Permission
        from core.menus import Link, Menu, register

        register(
            Link(
                "mails",
                "Correos",
                "administration:mail-list",
                70,
                menu=Menu.MORE,
                permissions=(Permission.SEND_MAILS_AGAIN,),
            ),
            Link("log", "Bitácora", "administration:log-list", 90, menu=Menu.MORE, permissions=(Permission.VIEW_LOG,)),
        )
