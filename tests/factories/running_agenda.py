"""An agenda in mid-life, for pages that people look at: ideas are open today."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from cocreation.agendas.actions.stages import publish_report
from cocreation.agendas.choices import StageCode, StageState
from cocreation.agendas.models import Agenda
from cocreation.contributions.choices import CONTRIBUTION, CommentState, ContributionState, Kind, Origin
from cocreation.contributions.models import Answer, Comment, Contribution, ContributionSupport, ContributionVersion
from core.trace.actions import record
from tests.factories.accounts import make_user
from tests.factories.cocreation import (
    EVERY,
    FIRST_DAY,
    make_agenda,
    make_challenge,
    make_contribution,
    make_participant,
)

S = ContributionState
CLOSED = (StageCode.CALL, StageCode.PROBLEMS, StageCode.CHALLENGES)


@dataclass(frozen=True)
class RunningAgenda:
    agenda: Agenda
    open: Contribution
    answered: Contribution
    withdrawn: Contribution


def make_running_agenda(code: str = "AG-1") -> RunningAgenda:
    agenda = make_agenda(
        code=code, is_demo=True, summary="Diez alcaldías y quienes viven en el valle escogen retos y proponen ideas.",
        decides="Qué ideas se prueban en cada reto.", decided_by="Las dependencias de las alcaldías.",
        decides_not="No se decide el presupuesto de ningún municipio.",
    )  # fmt: skip
    make_challenge(agenda, "AMB-1", text="¿Cómo podríamos anticipar con la comunidad los episodios de mal aire?")
    _move_to_ideas(agenda)
    now, who = timezone.now(), make_user()
    for stage in agenda.stages.filter(code__in=CLOSED):
        publish_report(
            stage=stage, taken_up="Pasaron dos retos.", not_taken_up="Uno toca un solo municipio.", by=who, at=now,
            decided_by="La sesión de priorización", what_follows="Se abren las ideas.",
        )  # fmt: skip
    answered = _said(agenda, S.TAKEN_UP, "recibida", "publicada", "en_analisis", "incorporada", channel=Origin.WORKSHOP)
    _answer(answered, by=who)
    _discuss(answered)
    opened = _said(agenda, S.PUBLISHED, "recibida", "publicada", channel=Origin.PAPER)
    _said(agenda, S.MERGED, "recibida", "publicada", merged_into=answered)
    _said(agenda, S.UNDER_REVIEW, "recibida", "publicada", "en_analisis", kind=Kind.PROBLEM)
    withdrawn = _said(agenda, S.PUBLISHED, "recibida", "publicada", "retirada")
    Contribution.objects.filter(pk=withdrawn.pk).update(
        state=S.WITHDRAWN, erased_at=now, title="", text="", signature="", neighbourhood=""
    )
    return RunningAgenda(agenda, opened, answered, withdrawn)


def _move_to_ideas(agenda: Agenda) -> None:
    """Let the made dates pass so that the fourth day of «ideas» is today."""
    moved = timezone.localdate() - (FIRST_DAY + EVERY * StageCode.values.index(StageCode.IDEAS)) - timedelta(days=4)
    for stage in agenda.stages.all():
        stage.opens_on, stage.closes_on = stage.opens_on + moved, stage.closes_on + moved
        if stage.code in CLOSED:
            stage.state = StageState.CLOSED
        stage.save()


def _said(agenda: Agenda, state: ContributionState, *steps: str, **fields) -> Contribution:
    row = make_contribution(agenda, state=state, at=timezone.now() - timedelta(days=len(steps)), **fields)
    for n, step in enumerate(steps):
        record(
            kind=CONTRIBUTION, subject_id=row.pk, step=step, at=row.received_at + timedelta(days=n),
            process=agenda.trace_process,
        )  # fmt: skip
    return row


def _answer(row: Contribution, by) -> None:
    today = timezone.localdate()
    Answer.objects.create(
        contribution=row, outcome="en_parte", headline="En parte: se prueba un mes", taken_up="El camino pintado.",
        not_taken_up="El acompañamiento lo hará personal de la secretaría.", office="Secretaría de Movilidad",
        what_follows="Recorrido con el colegio.", asked_on=today - timedelta(days=9), due_on=today,
        answered_at=timezone.now(), answered_by=by,
    )  # fmt: skip


def _discuss(row: Contribution) -> None:
    now = timezone.now()
    ContributionVersion.objects.create(
        contribution=row, number=2, title=row.title, text=row.text, made_at=now, approved_at=now
    )
    ContributionSupport.objects.create(contribution=row, participant=make_participant(row.agenda), at=now)
    first = Comment.objects.create(
        contribution=row, participant=make_participant(row.agenda), signature="Docente del barrio", received_at=now,
        text="Falta luz en el segundo cruce.", state=CommentState.PUBLISHED,
    )  # fmt: skip
    Comment.objects.create(
        contribution=row, parent=first, office="Secretaría de Movilidad", text="Se revisa.", received_at=now,
        state=CommentState.PUBLISHED,
    )  # fmt: skip
