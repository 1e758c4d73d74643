from django.apps import AppConfig


class TrainingPagesConfig(AppConfig):
    name = "training.pages"
    label = "training_pages"
    verbose_name = "formación"
