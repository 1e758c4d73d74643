from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "cuentas"

    def ready(self) -> None:
        from accounts.choices import ACTS
        from accounts.models import Notification
        from core import acts

        acts.register(acts.Acts(words=ACTS, named={Notification: ("title",)}))
