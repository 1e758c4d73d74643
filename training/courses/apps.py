from django.apps import AppConfig


class CoursesConfig(AppConfig):
    name = "training.courses"
    verbose_name = "cursos"

    def ready(self) -> None:
        from accounts.permissions import Permission
        from core import acts, menus
        from training.courses.choices import ACTS
        from training.courses.models import CourseDraft, CourseVersion

        acts.register(acts.Acts(words=ACTS, named={CourseVersion: ("title", "version"), CourseDraft: ("title",)}))
        menus.register(
            menus.Link(
                "courses", "Cursos", "courses:course-manage-list", 42, menu=menus.Menu.MORE,
                permissions=(Permission.EDIT_COURSES,),
            )
        )  # fmt: skip
