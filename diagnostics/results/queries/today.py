"""«Para hoy»: what the metropolitan team must decide, publish, remind and see to in a round, for one reader."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from accounts.access import can
from accounts.permissions import Permission, Role
from accounts.queries import Contact, MissingRole, Unstaffed
from core.numbers import score as number
from core.process.deadlines import deadline_words
from core.slots import Slot
from core.words import counted, counted_in_words, joined, long_day, moment_in_words, named
from diagnostics.assessments.choices import Party
from diagnostics.assessments.models import Assessment, Evidence, EvidenceUse, Round
from diagnostics.assessments.queries.waiting import Waiting, waited_for
from diagnostics.results.models import ErratumProposal, ScoreCheck
from diagnostics.results.queries.board import Progress
from diagnostics.results.queries.checks import failed_checks
from diagnostics.results.queries.errata import to_confirm_by
from diagnostics.review.queries.decisions import OpenReplies, OpenReview, open_replies_of, open_reviews_of
from files.choices import BROKEN_AFTER

# What does not happen without the roles that nobody holds.
WITHOUT = {
    (Role.LIAISON,): "Nadie puede enviar las respuestas a la firma.",
    (Role.APPROVER,): "Nadie puede firmar.",
    (Role.LIAISON, Role.APPROVER): "Nadie puede enviar las respuestas ni firmarlas.",
}
# More alerts of apps above: called with the reader and the moment, returns a list of ToDo that the reader can see to.
more_alerts = Slot()


@dataclass(frozen=True)
class ToDo:
    """One thing to do: its title, a sentence, and the page where it is done. Without `url` it is somebody else's."""

    title: str
    text: str
    url: str = ""
    action: str = ""

    @property
    def is_mine(self) -> bool:
        return bool(self.url)


@dataclass(frozen=True)
class Today:
    """`alerts`: what does not work. `reminders`: whom to remind (late or due soon); those written to within 24 hours are
    among them and wait.
    """

    decide: list[ToDo]
    read: list[ToDo] = field(default_factory=list)
    alerts: list[ToDo] = field(default_factory=list)
    publish: list[ToDo] = field(default_factory=list)
    invite: list[ToDo] = field(default_factory=list)
    links: list[ToDo] = field(default_factory=list)
    reminders: list[Waiting] = field(default_factory=list)
    next_deadline: str = ""

    @property
    def has_items(self) -> bool:
        """Something besides reminders."""
        return any([self.decide, self.read, self.alerts, self.publish, self.invite, self.links])

    @property
    def to_remind(self) -> list[Waiting]:
        return [one for one in self.reminders if one.to_remind]

    @property
    def title(self) -> str:
        """«Para hoy: tres decisiones, tres recordatorios y una publicación»."""
        parts = [
            (sum(one.is_mine for one in self.decide), "decisión", "decisiones", True),
            (len(self.read), "segunda lectura", "segundas lecturas", True),
            (len(self.alerts), "alerta", "alertas", True),
            (len(self.to_remind), "recordatorio", "recordatorios", False),
            (len(self.publish), "publicación", "publicaciones", True),
            (len(self.invite), "invitación", "invitaciones", True),
        ]
        said = [counted_in_words(n, one, many, feminine=female) for n, one, many, female in parts if n]
        return f"Para hoy: {joined(said)}" if said else "Nada para hoy"


def today_of(
    progress: Progress, reader, *, at: datetime, contacts: Mapping[int, list[Contact]],
    missing: Mapping[int, list[MissingRole]], obstacles: list[str] | None,
) -> Today:  # fmt: skip
    """Return what there is to do in an open round. Queries do not grow with its municipalities.

    `obstacles`: what holds the publication back; None for a reader who may not publish.
    """
    round, day = progress.round, timezone.localdate(at)
    decide: list[ToDo] = []
    in_review = open_reviews_of(round, reader) if can(reader, Permission.REVIEW_ANSWERS) else []
    decide += [_review(one, day) for one in in_review]
    if can(reader, Permission.DECIDE_REPLIES):
        decide += [_replies(one, day) for one in open_replies_of(round, reader)]
    writes = can(reader, Permission.WRITE_TO_MUNICIPALITIES)
    waiting = [one for one in waited_for(round, at, contacts=contacts) if one.is_urgent] if writes else []
    invite = _invite(progress, missing) if can(reader, Permission.INVITE_ANYONE) else []
    publish = _publish(progress) if obstacles == [] and not round.is_rehearsal else []
    always = always_of(reader, at)
    return Today(
        sorted([*decide, *always.decide], key=lambda one: not one.is_mine),
        read=[_reading(one, day) for one in in_review if one.unread],
        alerts=always.alerts,
        publish=publish,
        invite=invite,
        links=_links(round) if writes else [],
        reminders=waiting,
        next_deadline=_next(progress),
    )


def always_of(reader, at: datetime) -> Today:
    """Return what there is to do whatever the round: corrections to confirm, and what does not work. Two queries at most,
    besides those of apps above.
    """
    confirm = to_confirm_by(reader) if can(reader, Permission.CORRECT_PUBLISHED) else []
    checks = failed_checks() if can(reader, Permission.PUBLISH_ROUND) else []
    more = [one for alerts_of in more_alerts for one in alerts_of(reader, at)]
    return Today([_erratum(one, at) for one in confirm], alerts=[*(_check(one, at) for one in checks), *more])


def _when(assessment: Assessment, day: date) -> str:
    words = deadline_words(assessment, day)
    return f"{words}." if words else ""


def _review(one: OpenReview, day) -> ToDo:
    place, when = one.assessment.municipality, _when(one.assessment, day)
    verb = "Falta" if one.left == 1 else "Faltan"
    left = f"{verb} {one.left} de {counted(one.total, 'respuesta', 'respuestas')} por marcar."
    text = f"{left if one.left else 'Todo está marcado: falta cerrar la revisión.'} {when}".strip()
    if one.is_barred:
        return ToDo(f"Terminar {place}", f"{text} Le toca a otra persona: usted tiene parte en ese diagnóstico.")
    url = reverse("review:review-detail", args=[one.assessment.round.code, place.slug])
    return ToDo(f"Terminar {place}", text, url, f"{'Seguir' if one.left else 'Cerrar'} la revisión de {place}")


def _reading(one: OpenReview, day: date) -> ToDo:
    place = one.assessment.municipality
    verb = "Falta" if one.unread == 1 else "Faltan"
    text = f"{verb} {one.unread} de {counted(one.drawn, 'respuesta', 'respuestas')} de la muestra. {_when(one.assessment, day)}"
    url = reverse("review:second-reading", args=[one.assessment.round.code, place.slug])
    return ToDo(f"Segunda lectura de {place}", text.strip(), url, f"Leer {place}")


def _erratum(one: ErratumProposal, at: datetime) -> ToDo:
    answer = one.answer
    place, code = answer.assessment.municipality, answer.question.code
    when = moment_in_words(one.proposed_at, at)
    text = f"La propuso {one.proposed_by.name}, {when}, en lo publicado {named(answer.assessment.round, 'de')}."
    return ToDo(
        f"Confirmar la corrección de {code} de {place}", text, one.get_absolute_url(), f"Mirar {code} de {place}"
    )


def _check(one: ScoreCheck, at: datetime) -> ToDo:
    title = f"Los puntajes {named(one.round, 'de')} no son iguales a los recalculados"
    found = counted(len(one.differences), "diferencia", "diferencias")
    text = f"La verificación encontró {found} ({moment_in_words(one.checked_at, at)})."
    return ToDo(title, text, reverse("results:round-scores", args=[one.round.code]), "Ver las diferencias")


def _replies(one: OpenReplies, day) -> ToDo:
    place, when = one.assessment.municipality, _when(one.assessment, day)
    many = counted_in_words(one.count, "respuesta", "respuestas", feminine=True).capitalize()
    text, title = f"{many}, {number(one.points)} puntos en total. {when}".strip(), f"Decidir la réplica de {place}"
    if not one.first:
        why = "tiene parte en ese diagnóstico" if one.is_barred else "revisó esas dimensiones"
        return ToDo(title, f"{text} Le toca a otra persona: usted {why}.")
    url = reverse("review:case", args=[one.assessment.round.code, place.slug, one.first])
    return ToDo(title, text, url, f"Empezar por {one.first}")


def _publish(progress: Progress) -> list[ToDo]:
    many = counted_in_words(len(progress.assessments), "municipio tiene", "municipios tienen").capitalize()
    text = f"{many} resultado definitivo, o consta por qué no. Nada lo detiene."
    return [
        ToDo(
            f"Publicar {progress.round}", text, reverse("results:round-publish", args=[progress.round.code]),
            "Ver antes de publicar",
        )
    ]  # fmt: skip


def _invite(progress: Progress, missing: Mapping[int, list[MissingRole]]) -> list[ToDo]:
    return [
        invitation_of(Unstaffed(one.municipality, missing[one.municipality_id]))
        for one in progress.assessments
        if one.municipality_id in missing and one.waits_for != Party.NOBODY
    ]


def invitation_of(one: Unstaffed) -> ToDo:
    """«Barbosa no tiene enlace», with the form to invite one; if all were invited, with their invitations."""
    first = next((action for action in one.actions if not action.is_invited), one.actions[0])
    action = f"{first.label} de {one.place}"
    if first.is_invited:
        return ToDo(one.sentence, f"{one.invited} Puede enviarse otra vez.", first.url, action)
    text = WITHOUT[tuple(role.role for role in one.missing)]
    return ToDo(one.sentence, f"{text} {one.invited}".strip(), first.url, action)


def _links(round: Round) -> list[ToDo]:
    """The addresses that evidence rests on and that no longer open, by municipality. One query."""
    used = EvidenceUse.objects.filter(evidence=OuterRef("pk"))
    rows = Evidence.objects.filter(Exists(used), assessment__round=round, check_failures__gte=BROKEN_AFTER)
    fields = ("assessment__municipality__name", "assessment__municipality__slug")
    found = []
    for name, slug, many in rows.values_list(*fields).annotate(many=Count("pk")).order_by("-many", *fields):
        title = f"{name}: {counted(many, 'dirección no abre', 'direcciones no abren')}"
        url = reverse("assessments:evidence-list", args=[round.code, slug])
        found.append(ToDo(title, "El municipio ya recibió el aviso.", url, f"Ver las evidencias de {name}"))
    return found


def _next(progress: Progress) -> str:
    """The next deadline of the round in a sentence; "" without one."""
    coming = [a for a in progress.assessments if a.due_on and not a.is_overdue(progress.today)]
    if not coming:
        return ""
    first = min(coming, key=lambda a: a.due_on)
    return f"El próximo plazo es el de {first.municipality}: {long_day(first.due_on)}."
