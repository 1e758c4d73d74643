"""A real worker writes the score that the signature asked for."""

import time
from decimal import Decimal

import pytest

from diagnostics.assessments.choices import Layer, Mode
from diagnostics.assessments.models import ScoreRun
from tests.factories.diagnostics import make_filled

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
PATIENCE = 30  # seconds


def test_worker_scores_what_was_signed(celery_worker_process, cast, assessment, browser_of):
    make_filled(assessment, cast.contributor)
    assert browser_of(cast.liaison).post("/diagnostico/ciclo/aqui/enviar/").status_code == 302
    signature = {"operation": "sign", "name": "Ana", "role": "mayor", "position": "Alcaldesa", "confirms_content": "on"}
    assert browser_of(cast.approver).post("/diagnostico/ciclo/aqui/firma/", signature).status_code == 302
    until = time.monotonic() + PATIENCE
    while not ScoreRun.objects.exists():
        assert celery_worker_process.poll() is None, "the worker ended"
        assert time.monotonic() < until, "the worker wrote no score"
        time.sleep(0.1)
    run = ScoreRun.objects.get()
    assert (run.round_id, run.layer, run.mode) == (assessment.round_id, Layer.SELF_ASSESSED, Mode.PROVISIONAL)
    totals = {total.municipality_id: total.displayed for total in run.totals.all()}
    assert totals == {cast.here.pk: Decimal("100.00"), cast.there.pk: None}
