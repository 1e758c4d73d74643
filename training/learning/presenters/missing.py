"""What is missing for a certificate, in words: the one list (grading.progress.missing), said the same wherever it stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from core.numbers import coverage
from core.words import clock, counted, long_day
from training.assignments.choices import WorkState
from training.cohorts.choices import CODE_EARLY
from training.cohorts.models import Cohort, Enrolment, LiveSession
from training.grading.progress import MOST_ATTEMPTS, PRIOR_PASS_MARK, Lack, Missing, ModuleStanding, missing
from training.learning.queries.progress import Progress

_OF_WORKS = {
    WorkState.DRAFT: "empezada, sin entregar", WorkState.RETURNED: "devuelta con razones",
    WorkState.HANDED_IN: "espera corrección",
}  # fmt: skip


@dataclass(frozen=True)
class MissingLine:
    """`name` and `state`: «Prueba del módulo 3», «60 %; se pide 70 %». `hint`: a sentence more, or "".

    `url`: where it is done, or read about; "" without such a page. `action`: label of that link. `module`: its code; "" of
    attendance. `can_be_done`: whether the learner can do it now; otherwise it waits for somebody, or for its day.
    """

    name: str
    state: str
    hint: str = ""
    url: str = ""
    action: str = ""
    module: str = ""
    can_be_done: bool = True

    def __str__(self) -> str:
        name = self.name[0].lower() + self.name[1:]
        return f"{name} ({self.state})" if self.state else name


def missing_lines(enrolment: Enrolment, progress: Progress, *, at: datetime) -> list[MissingLine]:
    """Return what is missing, in the order of the course. No query where the sessions of the cohort are prefetched."""
    return [_line(one, enrolment, progress, at) for one in missing(progress.standing)]


def lacks_attendance(progress: Progress) -> bool:
    return Missing(Lack.ATTENDANCE) in missing(progress.standing)


def missing_title(lines: Sequence[MissingLine]) -> str:
    if not lines:
        return "No le falta nada para el certificado"
    return f"Le {'falta' if len(lines) == 1 else 'faltan'} {counted(len(lines), 'cosa', 'cosas')} para el certificado"


def certificate_term() -> str:
    """Return how long a certificate is good, as a sentence; "" where it does not expire."""
    years = settings.CERTIFICATE_YEARS
    return f"El certificado vale {counted(years, 'año', 'años')} desde el día en que se expide." if years else ""


def address_of(name: str, *arguments: object) -> str:
    """Return the address of a page of another room; "" where it is not served."""
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""


def _line(one: Missing, enrolment: Enrolment, progress: Progress, at: datetime) -> MissingLine:
    cohort = enrolment.cohort
    if one.lack == Lack.ATTENDANCE:
        return _attendance(cohort, progress, at)
    number = [module.code for module in progress.course.modules].index(one.module) + 1
    if one.lack == Lack.QUIZ:
        standing = next(module for module in progress.standing.modules if module.module == one.module)
        return _quiz(number, standing, progress, address_of("quizzes:quiz", cohort.code, one.module))
    state = progress.works.get(one.module)
    url = address_of("assignments:work", cohort.code, one.module)
    words = _OF_WORKS[state] if state else "sin entregar"
    if state == WorkState.HANDED_IN:
        return MissingLine(
            f"Tarea del módulo {number}", words, "La corrige quien enseña el grupo.", url, "Ver lo entregado", one.module,
            can_be_done=False,
        )  # fmt: skip
    action = {WorkState.RETURNED: "Corregirla", WorkState.DRAFT: "Seguir con ella"}.get(state, "Hacerla")
    return MissingLine(f"Tarea del módulo {number}", words, "", url, action, one.module)


def _quiz(number: int, module: ModuleStanding, progress: Progress, url: str) -> MissingLine:
    name, scores = f"Prueba del módulo {number}", module.scores or []
    is_prior = progress.standing.has_prior_learning
    asked = coverage(PRIOR_PASS_MARK if is_prior else progress.standing.pass_mark)
    left = (1 if is_prior else MOST_ATTEMPTS) - len(scores)
    if not scores:
        return MissingLine(name, f"sin presentar; se pide {asked}", "", url, "Presentarla", module.module)
    best = scores[0] if is_prior else max(scores[:MOST_ATTEMPTS])
    state = f"{coverage(best)}; se pide {asked}"
    if left <= 0:
        hint = (
            "Tenía un solo intento. Puede pasar al curso completo en «Cambiar mis datos»." if is_prior
            else "No le quedan intentos. Hable con quien enseña el grupo."
        )  # fmt: skip
        return MissingLine(name, state, hint, url, "Ver sus intentos", module.module, can_be_done=False)
    hint = f"{'Le queda' if left == 1 else 'Le quedan'} {counted(left, 'intento', 'intentos')}."
    return MissingLine(name, state, hint, url, "Presentarla otra vez", module.module)


def _attendance(cohort: Cohort, progress: Progress, at: datetime) -> MissingLine:
    name, make_up, url = "Una sesión en vivo", progress.make_up, reverse("cohorts:make-up-send", args=[cohort.code])
    if make_up is not None and make_up.is_waiting:
        return MissingLine(name, "su reposición espera respuesta", "", url, "Ver la reposición", can_be_done=False)
    today = session_today(cohort, at)
    if today is not None:
        state, attend = f"es hoy a las {clock(today.starts_at)}", reverse("cohorts:attend", args=[cohort.code])
        return MissingLine(name, state, "Escriba el código que muestran al final.", attend, "Anotar mi asistencia")
    coming = next_session(cohort, at)
    if coming is not None:
        day, calendar = long_day(timezone.localdate(coming.starts_at)), reverse("cohorts:calendar", args=[cohort.code])
        return MissingLine(
            name, f"la próxima, el {day} a las {clock(coming.starts_at)}", "", calendar, "Agregar al calendario",
            can_be_done=False,
        )  # fmt: skip
    state = "su reposición se devolvió" if make_up is not None else "ya pasaron las dos"
    hint = make_up.reason if make_up is not None else "Cuente qué hizo en cambio y quien enseña lo decide."
    return MissingLine(name, state, hint, url, "Reponer una sesión")


def next_session(cohort: Cohort, at: datetime) -> LiveSession | None:
    coming = [one for one in cohort.sessions.all() if one.ends_at > at and one.cancelled_at is None]
    return min(coming, key=lambda one: one.starts_at, default=None)


def session_today(cohort: Cohort, at: datetime) -> LiveSession | None:
    """Return the session whose code may be on the screen: from half an hour before it until its day ends."""
    return next((one for one in cohort.sessions.all() if one.cancelled_at is None and _may_show_code(one, at)), None)


def _may_show_code(session: LiveSession, at: datetime) -> bool:
    is_its_day = timezone.localdate(at) == timezone.localdate(session.starts_at)
    return session.starts_at - CODE_EARLY <= at and (is_its_day or at < session.ends_at)
