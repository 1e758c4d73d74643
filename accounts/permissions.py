"""The permission policy. `docs/permissions.md` is generated from here.

A role is held for one municipality (municipal roles) or for the metropolitan area (all municipalities). *Which rows* a user
reaches follows from where the role is held; *when* an action is allowed is ruled by the transition tables, never here.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from django.db.models import TextChoices


class Permission(StrEnum):
    VIEW_ASSESSMENT = "view_assessment"
    FILL_ANSWERS = "fill_answers"
    CONFIRM_ATTRIBUTES = "confirm_attributes"
    SPLIT_WORK = "split_work"
    SUBMIT_ASSESSMENT = "submit_assessment"
    SIGN_ASSESSMENT = "sign_assessment"
    SEND_REPLY = "send_reply"
    WITHDRAW = "withdraw"
    REVIEW_ANSWERS = "review_answers"
    CLOSE_REVIEW = "close_review"
    ASSIGN_REVIEWS = "assign_reviews"
    APPROVE_MANY_NOT_APPLICABLE = "approve_many_not_applicable"
    DECIDE_REPLIES = "decide_replies"
    EXTEND_TERMS = "extend_terms"
    WRITE_TO_MUNICIPALITIES = "write_to_municipalities"
    CORRECT_ATTRIBUTES = "correct_attributes"
    VIEW_BOARD = "view_board"
    PUBLISH_ROUND = "publish_round"
    CORRECT_PUBLISHED = "correct_published"
    VIEW_LOG = "view_log"
    EDIT_INSTRUMENTS = "edit_instruments"
    MANAGE_ROUNDS = "manage_rounds"
    INVITE_TO_MUNICIPALITY = "invite_to_municipality"
    INVITE_ANYONE = "invite_anyone"
    ANSWER_FEEDBACK = "answer_feedback"
    ANSWER_REPORTS = "answer_reports"
    SEND_MAILS_AGAIN = "send_mails_again"
    VIEW_PORTAL_STATE = "view_portal_state"
    EDIT_TEXTS = "edit_texts"
    MANAGE_PLACES = "manage_places"
    IMPORT_ANSWERS = "import_answers"
    MANAGE_AGENDAS = "manage_agendas"
    MODERATE_CONTRIBUTIONS = "moderate_contributions"
    ANSWER_CONTRIBUTIONS = "answer_contributions"
    ACCEPT_AGREEMENTS = "accept_agreements"
    EDIT_COURSES = "edit_courses"
    MANAGE_COHORTS = "manage_cohorts"
    TEACH_COURSES = "teach_courses"
    VIEW_TRAINING = "view_training"
    MANAGE_CERTIFICATES = "manage_certificates"
    WRITE_MEASUREMENTS = "write_measurements"
    APPROVE_MEASUREMENTS = "approve_measurements"
    MANAGE_INDICATORS = "manage_indicators"
    WRITE_COMMITMENTS = "write_commitments"
    ACCEPT_COMMITMENTS = "accept_commitments"
    MANAGE_COMMITMENTS = "manage_commitments"
    CLOSE_COMMITMENTS = "close_commitments"
    WRITE_PRACTICES = "write_practices"
    REVIEW_PRACTICES = "review_practices"


PERMISSION_SENTENCES = {
    Permission.VIEW_ASSESSMENT: "Ver un diagnóstico sin publicar.",
    Permission.FILL_ANSWERS: "Responder preguntas y poner evidencias.",
    Permission.CONFIRM_ATTRIBUTES: "Confirmar los datos del municipio.",
    Permission.SPLIT_WORK: "Repartir las dimensiones entre el equipo de su municipio.",
    Permission.SUBMIT_ASSESSMENT: "Enviar el diagnóstico a la alcaldía para su firma.",
    Permission.SIGN_ASSESSMENT: "Firmar el diagnóstico en nombre de la alcaldía, o devolverlo.",
    Permission.SEND_REPLY: "Enviar la réplica a los ajustes de la revisión.",
    Permission.WITHDRAW: "Retirar un municipio del ciclo, con una razón que se publica.",
    Permission.REVIEW_ANSWERS: "Revisar cada respuesta, sus evidencias y cada «no aplica», y pedir aclaraciones.",
    Permission.ASSIGN_REVIEWS: "Repartir la revisión entre quienes revisan.",
    Permission.CLOSE_REVIEW: "Cerrar la revisión de un municipio.",
    Permission.APPROVE_MANY_NOT_APPLICABLE: "Cerrar una revisión con muchas respuestas «no aplica».",
    Permission.DECIDE_REPLIES: "Decidir las réplicas de dimensiones que no revisó.",
    Permission.EXTEND_TERMS: "Prorrogar un plazo, con su razón.",
    Permission.WRITE_TO_MUNICIPALITIES: "Recordar un plazo a un municipio y escribir a todos los enlaces.",
    Permission.CORRECT_ATTRIBUTES: "Corregir los datos de un municipio.",
    Permission.VIEW_BOARD: "Ver el tablero de todos los municipios.",
    Permission.PUBLISH_ROUND: "Publicar los resultados del ciclo.",
    Permission.CORRECT_PUBLISHED: "Corregir un resultado publicado con una fe de erratas.",
    Permission.VIEW_LOG: "Leer y descargar la bitácora.",
    Permission.EDIT_INSTRUMENTS: "Escribir y publicar ediciones del instrumento.",
    Permission.MANAGE_ROUNDS: "Abrir ciclos, cambiar sus fechas y municipios, cerrarlos antes o cancelarlos.",
    Permission.INVITE_TO_MUNICIPALITY: "Invitar, retirar y corregir el nombre de quienes diligencian en su municipio.",
    Permission.INVITE_ANYONE: (
        "Invitar y retirar a cualquier persona, con cualquier rol; cambiar su nombre y su correo, y retirar su segundo factor."
    ),
    Permission.ANSWER_FEEDBACK: (
        "Publicar y responder lo que opina la ciudadanía, o decir por qué no se publica; responder relatos."
    ),
    Permission.ANSWER_REPORTS: "Leer y responder los errores del portal que reporta la gente.",
    Permission.SEND_MAILS_AGAIN: "Ver los correos que quedaron a medias y enviarlos otra vez.",
    Permission.VIEW_PORTAL_STATE: "Ver el estado del portal y pedir otra vez las tareas que fallaron.",
    Permission.EDIT_TEXTS: "Cambiar los textos de los avisos, de los correos y de las páginas legales.",
    Permission.MANAGE_PLACES: "Cargar los municipios, sus datos y los límites del mapa.",
    Permission.IMPORT_ANSWERS: "Cargar desde un archivo las respuestas de un ciclo que se hizo en otra parte.",
    Permission.MANAGE_AGENDAS: "Abrir y conducir agendas: etapas, retos, talleres, tarjetas de papel, votaciones y uniones.",
    Permission.MODERATE_CONTRIBUTIONS: (
        "Publicar aportes, comentarios y relatos, o decir qué regla rompen; decidir apelaciones ajenas."
    ),
    Permission.ANSWER_CONTRIBUTIONS: "Responder los aportes de una agenda en nombre de su dependencia.",
    Permission.ACCEPT_AGREEMENTS: "Aceptar los acuerdos de una agenda en nombre de su municipio, o decir por qué no.",
    Permission.EDIT_COURSES: "Escribir cursos, cargarlos y publicarlos; leer qué lecciones toca una norma.",
    Permission.MANAGE_COHORTS: "Conducir los grupos de todos los cursos y nombrar a sus docentes.",
    Permission.TEACH_COURSES: (
        "Crear grupos y conducir los que enseña: abrirlos, invitar, sesiones, asistencia, tareas, preguntas y pruebas en papel."
    ),
    Permission.VIEW_TRAINING: "Ver cuántas personas se inscribieron y se certificaron; las cuentas pequeñas, ocultas.",
    Permission.WRITE_MEASUREMENTS: "Escribir las mediciones de los indicadores de su municipio y enviarlas a aprobar.",
    Permission.APPROVE_MEASUREMENTS: "Aprobar mediciones que no escribió, o devolverlas con su razón.",
    Permission.MANAGE_INDICATORS: "Poner metas y cerrar o abrir periodos de medición.",
    Permission.WRITE_COMMITMENTS: "Proponer compromisos de su municipio, contar novedades, poner pruebas y pedir cambios.",
    Permission.ACCEPT_COMMITMENTS: "Aceptar compromisos en nombre de su municipio.",
    Permission.MANAGE_COMMITMENTS: (
        "Proponer compromisos metropolitanos, decidir cambios, juzgar pruebas, rebajar estados y escribir actas de seguimiento."
    ),
    Permission.CLOSE_COMMITMENTS: "Hacer la segunda lectura que cierra un compromiso por el que no responde.",
    Permission.WRITE_PRACTICES: "Escribir las buenas prácticas de su municipio, enviarlas a revisión, publicarlas y retirarlas.",
    Permission.REVIEW_PRACTICES: "Revisar buenas prácticas que no escribió, o devolverlas con su razón; retirarlas.",
    Permission.MANAGE_CERTIFICATES: "Revocar un certificado con su razón, y emitirlo otra vez si cambió el nombre.",
}


class Role(TextChoices):
    CONTRIBUTOR = "contributor", "Diligenciador/a"
    LIAISON = "liaison", "Enlace municipal"
    APPROVER = "approver", "Alcaldía o delegado/a"
    REVIEWER = "reviewer", "Revisión metropolitana"
    COORDINATOR = "coordinator", "Coordinación metropolitana"
    ADVISOR = "advisor", "Especialista"
    FACILITATOR = "facilitator", "Facilitación"
    INSTRUCTOR = "instructor", "Docente"
    ADMIN = "admin", "Administración técnica"
    CITIZEN = "citizen", "Ciudadanía"

    @property
    def sentence(self) -> str:
        return ROLE_SENTENCES[self]

    @property
    def is_municipal(self) -> bool:
        return self in MUNICIPAL_ROLES

    @property
    def is_metropolitan(self) -> bool:
        return self in METROPOLITAN_ROLES


MUNICIPAL_ROLES = (Role.CONTRIBUTOR, Role.LIAISON, Role.APPROVER)
METROPOLITAN_ROLES = (
    Role.REVIEWER,
    Role.COORDINATOR,
    Role.ADVISOR,
    Role.FACILITATOR,
    Role.INSTRUCTOR,
    Role.ADMIN,
)
# Citizens will sign up themselves; every other role comes by invitation.
INVITED_ROLES = MUNICIPAL_ROLES + METROPOLITAN_ROLES

ROLE_SENTENCES = {
    Role.CONTRIBUTOR: "Responde las preguntas de su municipio y pone las evidencias.",
    Role.LIAISON: "Coordina el diagnóstico de su municipio: confirma los datos, invita, envía y contesta la revisión.",
    Role.APPROVER: "Lee el diagnóstico de su municipio, lo firma o lo devuelve, y envía la réplica.",
    Role.REVIEWER: "Revisa respuestas y evidencias, cierra cada revisión y decide réplicas de lo que no revisó.",
    Role.COORDINATOR: "Abre y conduce los ciclos: revisa, decide, prorroga, corrige datos, publica e invita a las personas.",
    Role.ADVISOR: "Revisa buenas prácticas de los municipios, y los acompañará en asesorías. No ve diagnósticos sin publicar.",
    Role.FACILITATOR: "Conduce agendas y talleres de cocreación, y modera lo que se escribe. No ve diagnósticos sin publicar.",
    Role.INSTRUCTOR: "Escribe cursos y conduce sus grupos: sesiones, tareas y preguntas. No ve diagnósticos sin publicar.",
    Role.ADMIN: "Administra cuentas, correos y textos, y cuida que el portal funcione. No ve respuestas sin publicar.",
    Role.CITIZEN: "Propone y apoya ideas, también sin cuenta, y toma cursos. Podrá seguir compromisos.",
}

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.CONTRIBUTOR: frozenset({Permission.VIEW_ASSESSMENT, Permission.FILL_ANSWERS, Permission.WRITE_MEASUREMENTS}),
    Role.LIAISON: frozenset(
        {
            Permission.VIEW_ASSESSMENT,
            Permission.FILL_ANSWERS,
            Permission.CONFIRM_ATTRIBUTES,
            Permission.SPLIT_WORK,
            Permission.SUBMIT_ASSESSMENT,
            Permission.SEND_REPLY,
            Permission.INVITE_TO_MUNICIPALITY,
            Permission.ANSWER_FEEDBACK,
            Permission.ANSWER_CONTRIBUTIONS,
            Permission.VIEW_TRAINING,
            Permission.WRITE_MEASUREMENTS,
            Permission.WRITE_COMMITMENTS,
            Permission.WRITE_PRACTICES,
        }
    ),
    Role.APPROVER: frozenset(
        {
            Permission.ANSWER_CONTRIBUTIONS,
            Permission.ACCEPT_AGREEMENTS,
            Permission.ACCEPT_COMMITMENTS,
            Permission.VIEW_ASSESSMENT,
            Permission.SIGN_ASSESSMENT,
            Permission.SEND_REPLY,
            Permission.WITHDRAW,
            Permission.VIEW_TRAINING,
        }
    ),
    Role.REVIEWER: frozenset(
        {
            Permission.VIEW_ASSESSMENT,
            Permission.REVIEW_ANSWERS,
            Permission.CLOSE_REVIEW,
            Permission.DECIDE_REPLIES,
            Permission.VIEW_BOARD,
            Permission.APPROVE_MEASUREMENTS,
            Permission.CLOSE_COMMITMENTS,
        }
    ),
    Role.COORDINATOR: frozenset(
        {
            Permission.VIEW_ASSESSMENT,
            Permission.REVIEW_ANSWERS,
            Permission.CLOSE_REVIEW,
            Permission.ASSIGN_REVIEWS,
            Permission.APPROVE_MANY_NOT_APPLICABLE,
            Permission.DECIDE_REPLIES,
            Permission.EXTEND_TERMS,
            Permission.WRITE_TO_MUNICIPALITIES,
            Permission.WITHDRAW,
            Permission.CORRECT_ATTRIBUTES,
            Permission.VIEW_BOARD,
            Permission.PUBLISH_ROUND,
            Permission.CORRECT_PUBLISHED,
            Permission.VIEW_LOG,
            Permission.EDIT_INSTRUMENTS,
            Permission.MANAGE_ROUNDS,
            Permission.INVITE_ANYONE,
            Permission.ANSWER_FEEDBACK,
            Permission.ANSWER_REPORTS,
            Permission.SEND_MAILS_AGAIN,
            Permission.VIEW_PORTAL_STATE,
            Permission.EDIT_TEXTS,
            Permission.MANAGE_PLACES,
            Permission.IMPORT_ANSWERS,
            Permission.MANAGE_AGENDAS,
            Permission.MODERATE_CONTRIBUTIONS,
            Permission.ANSWER_CONTRIBUTIONS,
            Permission.EDIT_COURSES,
            Permission.MANAGE_COHORTS,
            Permission.TEACH_COURSES,
            Permission.VIEW_TRAINING,
            Permission.MANAGE_CERTIFICATES,
            Permission.APPROVE_MEASUREMENTS,
            Permission.MANAGE_INDICATORS,
            Permission.MANAGE_COMMITMENTS,
            Permission.CLOSE_COMMITMENTS,
            Permission.REVIEW_PRACTICES,
        }
    ),
    Role.ADVISOR: frozenset({Permission.REVIEW_PRACTICES}),
    Role.FACILITATOR: frozenset(
        {Permission.MANAGE_AGENDAS, Permission.MODERATE_CONTRIBUTIONS, Permission.ANSWER_CONTRIBUTIONS}
    ),
    Role.INSTRUCTOR: frozenset({Permission.EDIT_COURSES, Permission.TEACH_COURSES, Permission.VIEW_TRAINING}),
    Role.ADMIN: frozenset(
        {
            Permission.INVITE_ANYONE,
            Permission.VIEW_LOG,
            Permission.ANSWER_REPORTS,
            Permission.SEND_MAILS_AGAIN,
            Permission.VIEW_PORTAL_STATE,
            Permission.EDIT_TEXTS,
            Permission.MANAGE_PLACES,
            Permission.IMPORT_ANSWERS,
        }
    ),
    Role.CITIZEN: frozenset(),
}


class Holding(NamedTuple):
    """A role held by a user; `municipality_id` None means the metropolitan area (or, for citizens, no place)."""

    role: Role
    municipality_id: int | None
    place: str = ""

    @property
    def label(self) -> str:
        return f"{self.role.label} de {self.place}" if self.place else str(self.role.label)


def reach(holdings: Iterable[Holding], permission: Permission) -> frozenset[int] | None:
    """Return the ids of the municipalities where the holdings grant the permission; None means all."""
    granting = [holding for holding in holdings if permission in GRANTS[holding.role]]
    if any(holding.role.is_metropolitan for holding in granting):
        return None
    return frozenset(holding.municipality_id for holding in granting if holding.municipality_id is not None)


def allows(holdings: Iterable[Holding], permission: Permission, municipality_id: int | None = None) -> bool:
    """Return whether the holdings grant the permission for that municipality (None: for any)."""
    places = reach(holdings, permission)
    if places is None:
        return True
    return bool(places) if municipality_id is None else municipality_id in places


def roles_with(permission: Permission) -> frozenset[Role]:
    return frozenset(role for role, granted in GRANTS.items() if permission in granted)


def may_grant(holdings: Iterable[Holding], role: Role, municipality_id: int | None) -> bool:
    """Return whether a user with these holdings may grant or end that role there."""
    holdings = tuple(holdings)
    if role not in INVITED_ROLES:
        return False
    if allows(holdings, Permission.INVITE_ANYONE):
        return True
    return role is Role.CONTRIBUTOR and municipality_id in (reach(holdings, Permission.INVITE_TO_MUNICIPALITY) or ())
