"""Tasks of agendas."""

from celery import shared_task
from django.db import transaction
from django.utils import timezone


@shared_task
def close_passed_stages() -> int:
    from cocreation.agendas.actions.results import freeze_missing
    from cocreation.agendas.actions.stages import close_passed

    now = timezone.now()
    closed = close_passed(at=now)
    freeze_missing(at=now)
    return closed


@shared_task(autoretry_for=(ConnectionError,), max_retries=5, retry_backoff=True)
def freeze_result(*, agenda_id: int) -> int | None:
    """Freeze the result of the votes and return its row; None while there is nothing to freeze."""
    from cocreation.agendas.actions.results import freeze
    from cocreation.agendas.models import Agenda

    result = freeze(agenda=Agenda.objects.get(pk=agenda_id), at=timezone.now())
    return result and result.pk


def enqueue_result(*, agenda_id: int) -> None:
    """Enqueue the result once the transaction commits; a broker that is down does not undo the closing."""
    transaction.on_commit(lambda: freeze_result.delay(agenda_id=agenda_id), robust=True)
