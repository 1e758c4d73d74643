from django.apps import AppConfig


class AssignmentsConfig(AppConfig):
    name = "training.assignments"
    verbose_name = "tareas de los cursos"
