from django.apps import AppConfig


class CitizensConfig(AppConfig):
    name = "citizens"
    verbose_name = "ciudadanía"

    def ready(self) -> None:
        from citizens.actions import mail_kinds
        from mail.choices import register

        register(*mail_kinds.KINDS)
