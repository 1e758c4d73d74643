from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "core"

    def ready(self) -> None:
        from django.core import checks
        from django.core.validators import MaxLengthValidator

        from core import acts
        from core.indicators.sources import declared_once_and_found
        from core.models import TaskRun, VersionedText
        from core.task_log import signals  # noqa: F401  connects itself to Celery
        from core.task_log.registry import KnownTask
        from core.task_log.registry import register as register_tasks
        from core.versioned_text.registry import defaults_are_sound
        from core.web.checks import broker_apart, failure_pages, operator_named, static_files

        # Of every text that is too long, whatever its form.
        MaxLengthValidator.message = "Escriba hasta %(limit_value)d letras; lleva %(show_value)d."
        words = {
            "open_data.written": "Archivos de datos abiertos escritos",
            "task.dismissed": "Tarea que falló quitada de la lista",
            "task.run_again": "Tarea ejecutada otra vez",
            "text.edited": "Texto del portal cambiado",
            "text.restored": "Texto del portal recuperado",
        }
        acts.register(acts.Acts(words=words, named={TaskRun: ("name",), VersionedText: ("name",)}))
        register_tasks(
            KnownTask("core.tasks.write_open_data", "Escribir los datos abiertos de una publicación"),
            KnownTask("core.tasks.write_missing_open_data", "Escribir los datos abiertos que falten"),
            KnownTask("core.tasks.check_open_data", "Comprobar los archivos de datos abiertos"),
            KnownTask("core.tasks.forget_set_aside", "Borrar lo que esperaba a alguien que no volvió"),
            KnownTask("core.tasks.keep_task_log", "Ordenar la lista de tareas"),
        )
        checks.register(defaults_are_sound)
        checks.register(declared_once_and_found)
        for check in (broker_apart, failure_pages, operator_named, static_files):
            checks.register(check, deploy=True)
