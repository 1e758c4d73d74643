"""The process of an assessment (domain dossier, section 5); `docs/states.md` is generated from it."""

from django.db.models import TextChoices

from core.process.steps import Process, Step


class State(TextChoices):
    NOT_STARTED = "not_started", "Sin iniciar"
    SELF_ASSESSMENT = "self_assessment", "Autoevaluación en curso"
    SIGN_OFF = "sign_off", "En aprobación de la alcaldía"
    IN_REVIEW = "in_review", "En revisión metropolitana"
    CLARIFICATION = "clarification", "Con solicitudes de aclaración"
    REPLY_OPEN = "reply_open", "Derecho de réplica abierto"
    REPLY_DECISION = "reply_decision", "Réplica en decisión"
    FINAL_READY = "final_ready", "Resultado definitivo"
    PUBLISHED = "published", "Publicado"
    WITHDRAWN = "withdrawn", "Sin participación"


class Party(TextChoices):
    """Who must act next, as the staff pages name them."""

    MUNICIPALITY = "municipality", "Municipio"
    MAYOR = "mayor", "Alcaldía"
    REVIEW = "review", "Revisión"
    DECISION = "decision", "Decisión"
    PUBLICATION = "publication", "Publicación"
    NOBODY = "nobody", "Nadie"


WAITS_FOR_METROPOLITAN_TEAM = {Party.REVIEW, Party.DECISION, Party.PUBLICATION}


TEAM, LIAISON, MAYOR = "Equipo del municipio", "Enlace municipal", "Alcaldía"
REVIEW, COORDINATION, PORTAL, DECIDER = "Revisión", "Coordinación", "El portal", "Quien no revisó esa dimensión"

STEPS = (
    Step(State.NOT_STARTED, State.SELF_ASSESSMENT, "assessment.begun", TEAM, "Guarda la primera respuesta."),
    Step(State.SELF_ASSESSMENT, State.SIGN_OFF, "assessment.submitted", LIAISON,
         "Envía: valores válidos, datos completos, ningún archivo señalado por datos personales sin mirar y cobertura mínima "
         "(o acepta un resultado parcial)."),
    Step(State.SIGN_OFF, State.SELF_ASSESSMENT, "signature.refused", MAYOR, "Devuelve el diagnóstico con una razón."),
    Step(State.SIGN_OFF, State.IN_REVIEW, "assessment.signed", MAYOR,
         "Firma, sin archivos señalados por mirar: se cierra la capa de autoevaluación y se levanta el acta."),
    Step(State.IN_REVIEW, State.CLARIFICATION, "clarification.sent", REVIEW, "Envía las aclaraciones que pide, una vez."),
    Step(State.CLARIFICATION, State.IN_REVIEW, "clarification.answered", TEAM, "Responde la última solicitud."),
    Step(State.CLARIFICATION, State.IN_REVIEW, "clarification.expired", PORTAL,
         "Vence el plazo: queda constancia de lo no respondido.", False),
    Step(State.IN_REVIEW, State.REPLY_OPEN, "review.closed", REVIEW,
         "Todo está revisado y algo se ajustó: se cierra la capa revisada."),
    Step(State.IN_REVIEW, State.FINAL_READY, "review.closed", REVIEW,
         "Todo está revisado y nada se ajustó: no hay qué contestar."),
    Step(State.REPLY_OPEN, State.REPLY_DECISION, "reply.sent", LIAISON, "Envía la réplica y contesta algún ajuste."),
    Step(State.REPLY_OPEN, State.FINAL_READY, "reply.agreed", LIAISON, "Envía la réplica: de acuerdo en todo."),
    Step(State.REPLY_OPEN, State.FINAL_READY, "reply.expired", PORTAL,
         "Vence el plazo: el silencio vale como aceptación, y así se anota.", False),
    Step(State.REPLY_DECISION, State.FINAL_READY, "reply.decided", DECIDER, "Decide, con razones, el último ajuste."),
    Step(State.FINAL_READY, State.PUBLISHED, "assessment.published", COORDINATION,
         "Publica el ciclo, todos el mismo día.", False),
    Step(State.NOT_STARTED, State.PUBLISHED, "assessment.published", COORDINATION,
         "Publica el ciclo: queda sin resultado.", False),
    *(
        Step(source, State.WITHDRAWN, "assessment.withdrawn", f"{MAYOR} o {COORDINATION.lower()}",
             "No participa: la razón se publica. La coordinación, solo con el plazo vencido.", False)
        for source in (State.NOT_STARTED, State.SELF_ASSESSMENT, State.SIGN_OFF)
    ),
    Step(State.WITHDRAWN, State.SELF_ASSESSMENT, "assessment.rejoined", COORDINATION,
         "Vuelve al ciclo antes de que se publique.", False),
)  # fmt: skip

PROCESS = Process(
    title="An assessment",
    states=State,
    initial=State.NOT_STARTED,
    steps=STEPS,
    waits_for={
        State.NOT_STARTED: Party.MUNICIPALITY,
        State.SELF_ASSESSMENT: Party.MUNICIPALITY,
        State.SIGN_OFF: Party.MAYOR,
        State.IN_REVIEW: Party.REVIEW,
        State.CLARIFICATION: Party.MUNICIPALITY,
        State.REPLY_OPEN: Party.MUNICIPALITY,
        State.REPLY_DECISION: Party.DECISION,
        State.FINAL_READY: Party.PUBLICATION,
        State.PUBLISHED: Party.NOBODY,
        State.WITHDRAWN: Party.NOBODY,
    },
    # Self-assessment lasts until the round closes; its usual length is 20.
    terms={
        State.SIGN_OFF: 5,
        State.IN_REVIEW: 15,
        State.CLARIFICATION: 5,
        State.REPLY_OPEN: 10,
        State.REPLY_DECISION: 7,
    },
    own_terms=dict.fromkeys((State.NOT_STARTED, State.SELF_ASSESSMENT), "until the round closes"),
    moves_on=frozenset({State.CLARIFICATION, State.REPLY_OPEN}),
    paused_in={State.CLARIFICATION: State.IN_REVIEW},
)

# Working days of each stage of a round, in their order, where it does not say otherwise. That of the publication binds nobody's
# single assessment: all are published together.
USUAL_TERMS = {
    State.SELF_ASSESSMENT: 20,
    State.SIGN_OFF: PROCESS.terms[State.SIGN_OFF],
    State.IN_REVIEW: PROCESS.terms[State.IN_REVIEW],
    State.CLARIFICATION: PROCESS.terms[State.CLARIFICATION],
    State.REPLY_OPEN: PROCESS.terms[State.REPLY_OPEN],
    State.REPLY_DECISION: PROCESS.terms[State.REPLY_DECISION],
    State.FINAL_READY: 5,
}

FILLABLE = {State.NOT_STARTED, State.SELF_ASSESSMENT}
UNSIGNED = FILLABLE | {State.SIGN_OFF}  # not signed: nothing of it is reviewed
REVIEWING = {State.IN_REVIEW, State.CLARIFICATION}  # the reviewed layer is in progress
REPLYING = {State.REPLY_OPEN, State.REPLY_DECISION}
DONE = {State.FINAL_READY, State.PUBLISHED, State.WITHDRAWN}  # nothing more is written
