"""Logging: one JSON object per line on standard error, without one-time links and without what people wrote.

Every handler of the portal, of gunicorn and of Celery has the one filter of this module.
"""

import errno
import json
import logging
import logging.config
import re
import sys
import threading
import traceback
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from django.core.exceptions import DisallowedHost, ImproperlyConfigured

HIDDEN = "***"
# What follows them in an address is a secret. A test walks all routes and compares.
SECRET_PATHS = (
    "/cuenta/invitacion/",
    "/cuenta/confirm-email/",
    "/cuenta/password/reset/key/",
    "/seguir/confirmar/",
    "/seguir/salir/",
    "/unir-aporte/",
    "/resumen-agenda/salir/",
    "/c/",
    "/agendas/confirmar/",
    "/repaso/",
    "/repaso-salir/",
)
# Besides the apps, only these may say something in their own words.
KNOWN_LIBRARIES = frozenset({"celery", "concurrent", "gunicorn", "innovacion360", "kombu", "redis"})
# They quote the files that they read, which are strangers'; what is wrong with a file is said to whoever uploaded it.
READERS = ("openpyxl", "pypdf")


def _any_spelling(path: str) -> str:
    """Return a pattern of the path with each of its characters plain or percent-encoded, also more than once."""
    return "".join(f"(?:{re.escape(character)}|%(?:25)*{ord(character):02x})" for character in path)


_SECRETS = re.compile(
    rf"(?P<before>(?:{'|'.join(map(_any_spelling, SECRET_PATHS))})"
    r"|\b(?:token|key|password|secret|csrfmiddlewaretoken|csrftoken|sessionid)="
    r"|\bBearer\s)"
    r"[\s\"'<>]*[^\s\"'<>?&#]+",
    re.IGNORECASE,
)


def without_secrets(text: str) -> str:
    """Return the text with everything hidden that opens something: one-time links, keys in query strings, tokens."""
    return _SECRETS.sub(lambda found: found["before"] + HIDDEN, text)


def described(error: BaseException) -> str:
    """Return the type of an exception and of its causes with their codes. Messages quote values, so they are left out."""
    return " from ".join(_described(one) for one in _chain(error))


def _described(error: BaseException) -> str:
    kind = type(error)
    name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    codes = ", ".join(str(code) for code in _codes(error) if code)
    return f"{name} ({codes})" if codes else name


def _codes(error: BaseException) -> Iterator[object]:
    """Yield what says more of an exception and is never a value of somebody: names of the code, of tables, of the system."""
    if isinstance(error, ImproperlyConfigured | DisallowedHost):
        yield error  # of the settings, for the operator
    if isinstance(error, OSError):
        yield errno.errorcode.get(error.errno or 0)
    if isinstance(error, AttributeError | NameError | ImportError):
        yield error.name
    if isinstance(error, SyntaxError):
        yield f"{error.filename}:{error.lineno}"
    yield getattr(error, "sqlite_errorname", None)
    yield getattr(error, "smtp_code", None)
    if hasattr(error, "pgcode"):  # psycopg2
        yield error.pgcode
        yield error.diag.constraint_name
        if error.pgcode is None and type(error).__name__ == "OperationalError":
            yield str(error).partition("\n")[0]  # there is no connection: no statement, no values


def _chain(error: BaseException) -> list[BaseException]:
    """Return an exception, its cause, the cause of that, and so on."""
    found: list[BaseException] = []
    following: BaseException | None = error
    while following is not None and following not in found:
        found.append(following)
        following = following.__cause__ or (None if following.__suppress_context__ else following.__context__)
    return found


def traceback_of(error: BaseException) -> str:
    """Return files, lines and functions, the first cause first, without any message."""
    return "\nwhich led to:\n".join(_frames(one) + _described(one) for one in reversed(_chain(error)))


def _frames(error: BaseException) -> str:
    frames = [(frame.filename, frame.lineno, frame.name, "") for frame in traceback.extract_tb(error.__traceback__)]
    return "".join(traceback.StackSummary.from_list(frames).format())


class NothingSecret(logging.Filter):
    """Rewrites a record, so that whatever handles it after this writes no secret and no value."""

    def __init__(self, apps: Iterable[str] = ()):
        super().__init__()
        self.known = KNOWN_LIBRARIES | {app.partition(".")[0] for app in apps}

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name.partition(".")[0] not in self.known:
            if record.levelno < logging.ERROR:
                return False
            record.msg, record.args = f"reported at line {record.lineno} of {record.module}", ()
        try:
            message = _message(record)
        except Exception:  # an error here would be one of whoever logs
            message = f"a message without its arguments, line {record.lineno} of {record.module}"
        record.msg, record.args = without_secrets(message), ()
        if record.exc_info:  # formatters take the text that is there instead of making their own
            error = record.exc_info[1]
            record.exc_text = without_secrets(traceback_of(error)) if isinstance(error, BaseException) else "none"
        return True


def _message(record: logging.LogRecord) -> str:
    """Return the message with exceptions described instead of quoted."""
    if isinstance(record.msg, BaseException):
        return described(record.msg)
    if isinstance(record.args, tuple):
        record.args = tuple(described(arg) if isinstance(arg, BaseException) else arg for arg in record.args)
    message = _of_celery(record) if record.name.partition(".")[0] == "celery" else record.getMessage()
    if record.exc_info and record.exc_info[1]:
        for one in _chain(record.exc_info[1]):
            if len(said := str(one)) > 3:  # shorter ones stand in any message
                message = message.replace(said, _described(one))
    return message


def _of_celery(record: logging.LogRecord) -> str:
    """Return the message without the task's arguments, result and error. Bodies of messages begin on the second line."""
    if isinstance(record.args, dict):
        context = {key: value for key, value in record.args.items() if key in ("id", "name", "runtime", "description")}
        kind = re.match(r"(?:Retry in [\w.]+: )?[\w.]*", str(record.args.get("exc", "")))
        record.args = dict.fromkeys(record.args, HIDDEN) | context | {"exc": kind[0] if kind else HIDDEN}
    return record.getMessage().partition("\n")[0]


class JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_text:
            line["traceback"] = record.exc_text
        if record.stack_info:
            line["stack"] = record.stack_info
        return json.dumps(line, ensure_ascii=False)


class PlainFormatter(logging.Formatter):
    def __init__(self) -> None:
        super().__init__("%(levelname)s %(name)s: %(message)s")


def formatter(*, as_json: bool) -> logging.Formatter:
    return JsonFormatter() if as_json else PlainFormatter()


def configuration(level: str, *, as_json: bool, apps: Iterable[str]) -> dict:
    to_root: dict = {"handlers": [], "propagate": True}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": "innovacion360.logging.formatter", "as_json": as_json}},
        "filters": {"nothing_secret": {"()": "innovacion360.logging.NothingSecret", "apps": list(apps)}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["nothing_secret"]}},
        "loggers": {
            # Django gives both handlers of their own: one for the development server, one that mails whole requests.
            "django": to_root,
            "django.server": to_root,
            "celery.pool": {"level": "INFO"},  # at DEBUG it writes the arguments of tasks
            **{name: {"level": "CRITICAL", "propagate": False} for name in READERS},
        },
        "root": {"handlers": ["stderr"], "level": level},
    }


def configure(settings: dict) -> None:
    """Apply a configuration, and send what Python would print on standard error the same way."""
    logging.config.dictConfig(settings)
    if not sys.warnoptions:  # developers who ask for warnings see them
        logging.captureWarnings(True)
    if not sys.stderr.isatty():  # nobody reads along: it is a log
        sys.excepthook = _log_the_end
        threading.excepthook = lambda args: _log_the_end(args.exc_type, args.exc_value, args.exc_traceback)


def _log_the_end(kind, error, trace) -> None:
    if issubclass(kind, Exception):
        logging.getLogger(__name__).critical("nothing handled this", exc_info=(kind, error, trace))
    else:
        sys.__excepthook__(kind, error, trace)
