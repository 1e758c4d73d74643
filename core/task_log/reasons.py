"""Why a task failed, in words without the message of the error, which may quote addresses, names or secrets.

An exception of ours may bring its own sentence, the same for all of its class, as `words_for_people`.
"""

import errno
import traceback
from dataclasses import dataclass
from pathlib import Path

from celery.exceptions import SoftTimeLimitExceeded, TimeLimitExceeded, WorkerLostError
from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db import DataError, IntegrityError, InterfaceError, OperationalError

from core.refusals import Refusal

_KINDS: tuple[tuple[tuple[type[BaseException], ...], str], ...] = (
    ((SoftTimeLimitExceeded, TimeLimitExceeded), "Tardó más de lo permitido y se detuvo."),
    ((WorkerLostError,), "El proceso que la ejecutaba se apagó."),
    ((OperationalError, InterfaceError), "La base de datos no respondió o estaba ocupada."),
    ((IntegrityError, DataError), "La base de datos no admitió lo que la tarea quiso guardar."),
    ((ObjectDoesNotExist,), "Ya no existe aquello sobre lo que trabajaba."),
    ((Refusal,), "Una regla del portal no la dejó seguir."),
    ((MemoryError,), "No alcanzó la memoria."),
    ((PermissionError,), "No hay permiso para escribir o leer un archivo."),
    ((FileNotFoundError,), "Falta un archivo."),
    ((TimeoutError,), "Otro servicio no respondió a tiempo."),
    ((ConnectionError,), "No hubo conexión con otro servicio."),
    ((OSError,), "El sistema de archivos o la red fallaron."),
)
OTHER = "Un error del programa. Quien opera el portal encuentra el detalle en su registro."
FULL_DISK = "El disco está lleno."
LOST = "No terminó: el proceso que la ejecutaba se apagó."
FORGOTTEN = "No empezó: la cola la perdió."


@dataclass(frozen=True)
class Reason:
    """`error`: the class, `place`: file and line of our code where it came from, `words`: a Spanish sentence."""

    error: str
    place: str
    words: str


def reason_of(error: BaseException) -> Reason:
    return Reason(type(error).__name__[:100], _place_of(error), _words_of(error))


def _words_of(error: BaseException) -> str:
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return FULL_DISK
    if own := getattr(type(error), "words_for_people", ""):
        return own
    return next((words for kinds, words in _KINDS if isinstance(error, kinds)), OTHER)


def _place_of(error: BaseException) -> str:
    """Return the deepest line of ours, as `files/actions/link_checks.py:120`; nothing where there is none."""
    found = ""
    for frame, line in traceback.walk_tb(error.__traceback__):
        path = Path(frame.f_code.co_filename)
        if path.is_relative_to(settings.BASE_DIR) and not any(part.startswith(".") for part in path.parts):
            found = f"{path.relative_to(settings.BASE_DIR)}:{line}"
    return found[-120:]
