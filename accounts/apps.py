from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "cuentas"

    def ready(self) -> None:
        from accounts.actions import mail_kinds
        from accounts.choices import ACTS
        from accounts.models import Notification
        from core import acts
        from mail.choices import register

        acts.register(acts.Acts(words=ACTS, named={Notification: ("title",)}))
        register(*mail_kinds.KINDS)
