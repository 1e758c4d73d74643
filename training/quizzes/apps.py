from django.apps import AppConfig


class QuizzesConfig(AppConfig):
    name = "training.quizzes"
    verbose_name = "pruebas"
