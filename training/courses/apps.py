from django.apps import AppConfig


class CoursesConfig(AppConfig):
    name = "training.courses"
    verbose_name = "cursos"

    def ready(self) -> None:
        from core import acts
        from training.courses.choices import ACTS
        from training.courses.models import CourseVersion

        acts.register(acts.Acts(words=ACTS, named={CourseVersion: ("title", "version")}))
