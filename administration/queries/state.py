"""The state of the portal: each part in one sentence, with what stands behind it."""

import platform
import shutil
import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

import celery
import django
from django.conf import settings
from django.db import connection
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.text import capfirst

from accounts.access import can
from accounts.permissions import Permission
from core.models import TaskRun
from core.task_log.queries import TaskState, task_state
from core.words import counted, joined
from diagnostics.results.queries.today import ToDo
from files.actions.link_checks import links_waiting
from mail.queries import MailCounts, UnsettledMail, mail_counts, mail_goes_nowhere, refused_mails

MAILS_LATE = timedelta(minutes=30)
ENOUGH_SPACE, LITTLE_SPACE = 0.10, 0.03  # share of a disk that is free
LEAST_SPACE = 300 * 1024 * 1024  # bytes


class Light(StrEnum):
    """How a part is: it works, needs a look, fails, or is not used in this installation."""

    OK = "ok"
    LOOK = "look"
    BAD = "bad"
    OFF = "off"

    @property
    def word(self) -> str:
        return {"ok": "Bien", "look": "Atención", "bad": "Falla", "off": "No se usa"}[self]


@dataclass(frozen=True)
class Part:
    """`sentence`: what is the matter, or that nothing is; `fault`: the same, short, for the head of the page.

    `lacks`: what this installation does not do, short, for the same place.
    """

    name: str
    light: Light
    sentence: str
    fault: str = ""
    lacks: str = ""


@dataclass(frozen=True)
class Disk:
    """Sizes in bytes."""

    used_for: str
    free: int
    total: int

    @property
    def light(self) -> Light:
        share = self.free / self.total if self.total else 0
        if share < LITTLE_SPACE or self.free < LEAST_SPACE:
            return Light.BAD
        return Light.LOOK if share < ENOUGH_SPACE else Light.OK


@dataclass(frozen=True)
class PortalState:
    parts: list[Part]
    tasks: TaskState
    mails: MailCounts
    refused: list[UnsettledMail]
    disks: list[Disk]
    database_size: int | None
    versions: list[tuple[str, str]]

    @property
    def headline(self) -> str:
        faults = [part.fault for part in self.parts if part.fault]
        said = [f"{capfirst(joined(some))}." for some in (faults, self.lacks) if some]
        return " ".join(said) or "Todo funciona."

    @property
    def lacks(self) -> list[str]:
        return [part.lacks for part in self.parts if part.lacks]

    @property
    def is_all_well(self) -> bool:
        return self.light == Light.OK and not self.lacks

    @property
    def light(self) -> Light:
        lights = [part.light for part in self.parts]
        return next((one for one in (Light.BAD, Light.LOOK) if one in lights), Light.OK)


def portal_state(at: datetime) -> PortalState:
    """Some fifteen queries, whatever there is: of tasks, mails, links and the size of the database."""
    tasks, mails, links, disks = task_state(at), mail_counts(at), links_waiting(at), _disks()
    parts = [_tasks(tasks), _clock(tasks), _mails(mails, at), _links(links), _space(disks)]
    return PortalState(parts, tasks, mails, refused_mails(at), disks, _database_size(), _versions())


def alerts_today(reader, at: datetime) -> list[ToDo]:
    """Return what of the portal needs its keepers: tasks that failed, mails that wait or may be lost. Two queries."""
    if not can(reader, Permission.VIEW_PORTAL_STATE):
        return []
    found, state = [], reverse("administration:state")
    failed = TaskRun.objects.failed().count()
    if failed:
        title = counted(failed, "tarea del portal falló", "tareas del portal fallaron")
        found.append(ToDo(title, "Cada una dice por qué, y se puede pedir otra vez.", state, "Ver las tareas"))
    mails = mail_counts(at)
    part = _mails(mails, at)
    if part.fault:
        settles = mails.unsettled and can(reader, Permission.SEND_MAILS_AGAIN)
        url, press = (reverse("administration:mail-list"), "Ver los correos") if settles else (state, "Ver el portal")
        title = f"{part.fault[0].upper()}{part.fault[1:]}"
        found.append(ToDo(title, part.sentence.removeprefix(f"{title}. "), url, press))
    return found


def _tasks(tasks: TaskState) -> Part:
    name, failed, waiting = "Tareas", tasks.counts["failed"], tasks.counts["waiting"]
    if failed:
        said = f"{counted(failed, 'tarea falló', 'tareas fallaron')}"
        return Part(name, Light.BAD, f"{said}. Abajo está la razón de cada una.", said)
    if tasks.waits_too_long:
        said = f"{counted(waiting, 'tarea espera', 'tareas esperan')}"
        return Part(
            name, Light.BAD, f"{said}, la primera hace más de media hora. Puede que ningún proceso las ejecute.",
            f"{said} hace más de media hora",
        )  # fmt: skip
    if not tasks.has_worker:
        return Part(name, Light.OK, "Ninguna falló. Aquí cada tarea se ejecuta en el momento en que se pide.")
    running = tasks.counts["running"]
    return Part(name, Light.OK, f"Ninguna falló. {running} en curso y {waiting} en espera.")


def _clock(tasks: TaskState) -> Part:
    name = "Tareas de cada día"
    if not tasks.has_worker:
        return Part(
            name, Light.OFF,
            "Esta instalación no tiene quién las pida: los recordatorios y los resúmenes no salen solos.",
            lacks="los recordatorios no salen solos",
        )  # fmt: skip
    if tasks.beat_at is None:
        said = "El reloj del portal todavía no ha pedido ninguna."
        return Part(name, Light.LOOK, said, "el reloj del portal no ha pedido tareas")
    if tasks.late:
        worst = max(tasks.late, key=lambda task: task.late_by or timedelta(0))
        late = _span(worst.late_by or timedelta(0))
        said = f"El reloj del portal lleva {late} sin pedir «{worst.label}»"
        more = f" y {counted(len(tasks.late) - 1, 'tarea más', 'tareas más')}" if len(tasks.late) > 1 else ""
        said = f"{said}{more}. Puede que se haya detenido."
        return Part(name, Light.BAD, said, f"el reloj del portal lleva {late} de retraso")
    return Part(name, Light.OK, "El reloj del portal pide cada una a su hora.")


def _mails(mails: MailCounts, at: datetime) -> Part:
    name = "Correos"
    if mail_goes_nowhere():
        said = "Esta instalación no los entrega a ningún servidor: nadie los recibe."
        return Part(name, Light.OFF, said, lacks="los correos no le llegan a nadie")
    if mails.unsettled:
        count = counted(mails.unsettled, "correo", "correos")
        said = f"no se sabe si {'salió' if mails.unsettled == 1 else 'salieron'}"
        return Part(name, Light.LOOK, f"De {count} {said}. Decida en «Correos» si van otra vez.", f"de {count} {said}")
    if mails.oldest and at - mails.oldest > MAILS_LATE:
        said = f"{counted(mails.waiting, 'correo espera', 'correos esperan')} hace {_span(at - mails.oldest)}"
        return Part(name, Light.BAD, f"{said}. Puede que el servidor de correo no responda.", said)
    if mails.refused:
        said = f"{counted(mails.refused, 'correo no fue admitido', 'correos no fueron admitidos')} en 30 días"
        return Part(name, Light.LOOK, f"{said}. Abajo está a quién iban.", said)
    if mails.waiting:
        return Part(name, Light.OK, f"{counted(mails.waiting, 'correo sale', 'correos salen')} en unos minutos.")
    return Part(name, Light.OK, "Ninguno espera.")


def _links(waiting: int) -> Part:
    name = "Direcciones de las evidencias"
    due = f"{number_format(waiting)} {'espera' if waiting == 1 else 'esperan'} su comprobación de la semana"
    due = due if waiting else "Ninguna espera"
    if not settings.LINK_CHECKS:
        said = f"{due}. Esta instalación no las abre sola."
        return Part(name, Light.OFF, said, lacks="las direcciones de las evidencias no se abren solas")
    return Part(name, Light.OK, f"{due}.")


def _space(disks: list[Disk]) -> Part:
    name = "Espacio en disco"
    worst = min(disks, key=lambda disk: disk.free / disk.total if disk.total else 0)
    left = f"{filesizeformat(worst.free)} libres de {filesizeformat(worst.total)}"
    if worst.light is Light.OK:
        return Part(name, Light.OK, f"{left}.")
    return Part(
        name, worst.light, f"Quedan {left}, donde están: {worst.used_for}. Pida espacio antes de que se llene.",
        "queda poco espacio en el disco",
    )  # fmt: skip


def _disks() -> list[Disk]:
    """Return the disks that hold the portal's data, each once."""
    folders = {
        "base de datos": settings.DATA_DIR,
        "archivos de evidencia": settings.PRIVATE_ROOT,
        "datos abiertos": settings.OPEN_DATA_ROOT,
    }
    if not settings.EMBEDDED:
        folders["datos del portal"] = folders.pop("base de datos")
    by_device: dict[int, tuple[list[str], Path]] = {}
    for used_for, folder in folders.items():
        there = _existing(Path(folder))
        by_device.setdefault(there.stat().st_dev, ([], there))[0].append(used_for)
    found = [(joined(names), shutil.disk_usage(folder)) for names, folder in by_device.values()]
    return [Disk(names, usage.free, usage.used + usage.free) for names, usage in found]


def _existing(folder: Path) -> Path:
    return next(path for path in (folder, *folder.parents) if path.exists())


def _database_size() -> int | None:
    """Return the bytes of the database; None for one in memory."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            return cursor.fetchone()[0]
    file = Path(str(connection.settings_dict["NAME"]))
    return file.stat().st_size if file.is_file() else None


def _versions() -> list[tuple[str, str]]:
    if connection.vendor == "postgresql":
        database = ("PostgreSQL", ".".join(map(str, divmod(connection.pg_version, 10_000))))
    else:
        database = ("SQLite", sqlite3.sqlite_version)
    return [
        ("Innovación Pública 360", settings.RELEASE),
        database,
        ("Django", django.__version__),
        ("Celery", celery.__version__),
        ("Python", platform.python_version()),
    ]


def _span(time: timedelta) -> str:
    """«25 minutos», «3 horas», «2 días»."""
    minutes = int(time.total_seconds() // 60)
    if minutes < 60:
        return counted(max(1, minutes), "minuto", "minutos")
    return counted(minutes // 60, "hora", "horas") if minutes < 48 * 60 else counted(minutes // 1440, "día", "días")
