from django.apps import AppConfig


class WorkshopsConfig(AppConfig):
    name = "cocreation.workshops"
    verbose_name = "talleres"
