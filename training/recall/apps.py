from django.apps import AppConfig


class RecallConfig(AppConfig):
    name = "training.recall"
    verbose_name = "repasos"
