from django.apps import AppConfig


class LearningConfig(AppConfig):
    name = "training.learning"
    verbose_name = "estudio"

    def ready(self) -> None:
        from core import acts
        from core.process import steps
        from core.versioned_text import registry as texts
        from training.cohorts.queries import activity
        from training.learning.choices import ACTS, PROCESS
        from training.learning.choices.telling import NOTICE_TEXTS
        from training.learning.models import LessonQuestion
        from training.learning.presenters.courses import next_step_for
        from training.learning.queries.progress import completed
        from training.learning.queries.reading import last_visits
        from training.quizzes.queries import onward

        steps.register(PROCESS)
        texts.register(*NOTICE_TEXTS)
        details = {"late": "después del plazo", "lesson": "lección", "module": "módulo"}
        acts.register(acts.Acts(words=ACTS, named={LessonQuestion: ("lesson",)}, details=details))
        activity.last_activity.fill(last_visits)
        activity.completed.fill(completed)
        onward.next_step.fill(next_step_for)
        self.register_links()
        self.register_fragments()

    def register_links(self) -> None:
        from accounts.actions.sign_in import on_sign_in
        from accounts.permissions import Permission
        from core.menus import Link, Menu, register
        from training.learning.context import learns, remember
        from training.learning.queries.questions import count_questions_waiting

        on_sign_in.fill(remember)
        register(
            Link(
                "learning", "Mis cursos", "learning:home", 67, Menu.MORE, views=("learning:course", "learning:lesson"),
                shown=learns,
            ),
            Link(
                "lesson_questions", "Preguntas", "learning:question-list", 68, count=count_questions_waiting,
                permissions=(Permission.MANAGE_COHORTS, Permission.TEACH_COURSES), count_label="preguntas por responder",
                views=("learning:question-answer",),
            ),
        )  # fmt: skip

    def register_fragments(self) -> None:
        from core.slots import help_items, register_fragment
        from training.learning.presenters.bridges import lessons_as_help

        help_items.fill(lessons_as_help)
        register_fragment("question", "Lección que sirve para esta pregunta", "learning:lessons-for-question")
        for slot in ("municipality-result", "own-courses"):
            register_fragment(slot, "Cursos para lo que más le pesa a su municipio", "learning:courses-for-place")
