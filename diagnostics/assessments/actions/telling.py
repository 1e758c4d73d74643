"""Notifications about the steps of an assessment, its publication and its files."""

from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from accounts.permissions import Permission
from accounts.queries import people_who, teams_who
from core.words import counted, long_day, named
from diagnostics.assessments.choices.notifications import EVIDENCE, SENT, TURN
from diagnostics.assessments.models import Assessment, Round
from notices.actions import following
from notices.actions.notifications import notify
from notices.choices import NotificationKind
from territory.models import Municipality

# Pages of the assessment, by URL name.
REVIEW, OUTCOME, SIGN = "review:review-detail", "review:outcome", "review:sign"


def that_it_waits_for_signature(*, assessment: Assessment, at: datetime) -> None:
    title = f"El diagnóstico de {assessment.municipality} espera la firma de la alcaldía"
    body = f"Léalo y fírmelo, o devuélvalo con una razón. {_term(assessment)}"
    _tell(assessment, Permission.SIGN_ASSESSMENT, TURN, title, body, SIGN, at)


def that_nobody_signs(*, assessment: Assessment, by, at: datetime) -> int:
    """Ask those who invite, once a day, to give the mayor's office an account; return how many were told now."""
    place = assessment.municipality
    return notify(
        to={person.pk for person in people_who(Permission.INVITE_ANYONE, None)},
        kind=TURN,
        key=f"nobody-signs:{assessment.pk}:{timezone.localdate(at)}",
        title=f"{place}: falta la cuenta de la alcaldía para firmar",
        body=f"{by.name} quiere enviar el diagnóstico {named(assessment.round, 'de')} y la alcaldía no tiene "
        "cuenta. Invítela con el rol «Alcaldía o delegado/a».",
        url=f"{reverse('accounts:team-list')}?municipio={place.slug}",
        at=at,
    )


def that_it_came_back(*, assessment: Assessment, reason: str, at: datetime) -> None:
    title = f"La alcaldía devolvió el diagnóstico de {assessment.municipality}"
    _tell(assessment, Permission.FILL_ANSWERS, TURN, title, f"Razón: {reason} {_term(assessment)}", "", at)


def that_it_was_signed(*, assessment: Assessment, at: datetime) -> None:
    """Notify the municipal team and the reviewers that the assessment is in review."""
    day = long_day(timezone.localdate(at), with_year=True)
    title = f"El diagnóstico de {assessment.municipality} está en revisión"
    body = f"La alcaldía firmó las respuestas {named(assessment.round, 'de')} el {day}. Ya no se cambian."
    _tell(assessment, Permission.VIEW_ASSESSMENT, SENT, title, body, "", at, only_municipal=True)
    title = f"{assessment.municipality} envió su diagnóstico"
    body = f"Ya puede revisar sus respuestas {named(assessment.round, 'de')}. {_term(assessment)}"
    _tell(assessment, Permission.REVIEW_ANSWERS, SENT, title, body, REVIEW, at)


def that_clarifications_are_asked(*, assessment: Assessment, codes: list[str], at: datetime) -> None:
    title = f"La revisión pide aclarar {counted(len(codes), 'respuesta', 'respuestas')} de {assessment.municipality}"
    body = f"{', '.join(codes)}. Puede corregirlas y poner otra evidencia. {_term(assessment)}"
    _tell(assessment, Permission.FILL_ANSWERS, TURN, title, body, OUTCOME, at)


def that_clarifications_are_over(*, assessment: Assessment, silent: int, at: datetime) -> None:
    """Notify the reviewers that the clarifications were answered, or that `silent` of them were not before the deadline."""
    title = f"{assessment.municipality}: terminó el plazo de aclaraciones" if silent else (
        f"{assessment.municipality} respondió las aclaraciones"
    )  # fmt: skip
    body = f"{f'Sin responder: {silent}. ' if silent else ''}La revisión sigue. {_term(assessment)}"
    _tell(assessment, Permission.REVIEW_ANSWERS, SENT, title, body, REVIEW, at)


def that_the_review_is_closed(*, assessment: Assessment, adjusted: int, at: datetime) -> None:
    """Notify the municipality of the outcome of the review and, if it adjusted anything, of the deadline for the reply."""
    if not adjusted:
        title, body = (
            "La revisión no ajustó ninguna respuesta",
            "El resultado se publica con el de los demás municipios.",
        )
    else:
        title = f"La revisión ajustó {counted(adjusted, 'respuesta', 'respuestas')}"
        what = "Mire cada ajuste con su razón y diga si está de acuerdo. El silencio vale como aceptación."
        body = f"{what} {_term(assessment)}"
    _tell(assessment, Permission.VIEW_ASSESSMENT, TURN, f"{title} de {assessment.municipality}", body, OUTCOME, at,
          only_municipal=True)  # fmt: skip


def that_a_reply_came(*, assessment: Assessment, contested: int, at: datetime) -> None:
    title = f"{assessment.municipality} contesta {counted(contested, 'ajuste', 'ajustes')}"
    body = f"Decide alguien que no haya revisado esa dimensión. {_term(assessment)}"
    _tell(assessment, Permission.DECIDE_REPLIES, SENT, title, body, REVIEW, at)


def that_it_is_final(*, assessment: Assessment, silent: bool, at: datetime) -> None:
    body = "Terminó el plazo sin réplica enviada: vale como aceptación de los ajustes." if silent else (
        "Vea qué quedó de cada respuesta, con sus razones."
    )  # fmt: skip
    title = f"El resultado de {assessment.municipality} es definitivo"
    _tell(assessment, Permission.VIEW_ASSESSMENT, TURN, title, body, OUTCOME, at, only_municipal=True)


def that_it_was_published(*, round: Round, places: list[Municipality], at: datetime) -> None:
    """Notify people and followers of all municipalities that the results are public: one notification per person."""
    title = f"Se publicaron los resultados {named(round, 'de')}"
    body = "Los de todos los municipios, el mismo día. Una corrección se hace con una fe de erratas."
    _tell_all(round, places, f"published:{round.pk}", title, [body], at)


def that_it_was_corrected(
    *, round: Round, places: list[Municipality], version: int, changes: list[str], reason: str, at: datetime
) -> None:
    """Notify people and followers of the municipalities that an erratum corrects. `changes`: one sentence per answer."""
    title = f"Fe de erratas {named(round, 'de')}: cambia el resultado de {', '.join(str(place) for place in places)}"
    _tell_all(round, places, f"erratum:{round.pk}:{version}", title, [*changes, f"Razón: {reason}"], at)


def that_files_are_damaged(*, at: datetime) -> None:
    """Notify those who run the portal, once a day, that stored evidence files are missing or damaged."""
    notify(
        to=[person.pk for person in people_who(Permission.VIEW_LOG, None)],
        kind=EVIDENCE,
        key=f"stored-files:{timezone.localdate(at)}",
        title="Hay archivos de evidencia perdidos o dañados",
        body="La revisión de esta noche encontró evidencias cuyo archivo falta o no es el que se subió. Pida a quien opera "
        "el portal que ejecute verify_evidence, que los nombra uno por uno, y los recupere de la copia de seguridad. "
        "Mientras un diagnóstico reciba cambios, también sirve subir otra vez el mismo documento.",
        url=reverse("assessments:work-home"),
        at=at,
    )


def _tell_all(round: Round, places: list[Municipality], key: str, title: str, lines: list[str], at: datetime) -> None:
    teams = teams_who([Permission.VIEW_ASSESSMENT])
    people = {person for place in places for person in teams.get(place.pk, [])}
    # The page is of an app above this one, which may not be imported; its URL name may be used.
    url = reverse("portal:publication", args=[round.code])
    notify(to=people, kind=SENT, key=key, title=title, body="\n".join(lines), url=url, at=at)
    if round.is_demo:
        title, lines = f"Demostración: {title}", ["Datos inventados: no describen a ningún municipio real.", *lines]
    topics = [f"municipality:{place.slug}" for place in places]
    following.tell(topics=topics, key=key, subject=title, lines=lines, path=url, at=at)


def _term(assessment: Assessment) -> str:
    return f"Hasta el {long_day(assessment.due_on)}." if assessment.due_on else ""


def _tell(
    assessment: Assessment,
    permission: Permission,
    kind: NotificationKind,
    title: str,
    body: str,
    page: str,
    at: datetime,
    *,
    only_municipal: bool = False,
) -> None:
    people = {person.pk for person in people_who(permission, assessment.municipality)}
    if only_municipal:
        people -= {person.pk for person in people_who(Permission.REVIEW_ANSWERS, assessment.municipality)}
    place = [assessment.round.code, assessment.municipality.slug]
    notify(
        to=people,
        kind=kind,
        key=f"{assessment.state}:{assessment.pk}:{at.isoformat()}:{permission}",
        title=title,
        body=body.strip(),
        url=reverse(page, args=place) if page else assessment.get_absolute_url(),
        at=at,
    )
