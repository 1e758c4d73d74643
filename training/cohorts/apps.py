from django.apps import AppConfig


class CohortsConfig(AppConfig):
    name = "training.cohorts"
    verbose_name = "grupos de los cursos"
