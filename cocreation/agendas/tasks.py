"""Tasks of agendas."""

from celery import shared_task
from django.utils import timezone


@shared_task
def close_passed_stages() -> int:
    from cocreation.agendas.actions.stages import close_passed

    return close_passed(at=timezone.now())
