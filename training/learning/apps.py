from django.apps import AppConfig


class LearningConfig(AppConfig):
    name = "training.learning"
    verbose_name = "estudio"
