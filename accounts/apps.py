from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "cuentas"

    def ready(self) -> None:
        from accounts.actions import mail_kinds
        from mail.choices import register

        register(*mail_kinds.KINDS)
