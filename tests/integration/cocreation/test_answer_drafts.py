"""The draft of an answer, written by two people of an office."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from cocreation.agendas.choices import StageCode
from cocreation.contributions.actions import answers
from cocreation.contributions.choices import ContributionState
from cocreation.contributions.models import AnswerDraft
from tests.factories.cocreation import make_agenda, make_contribution, moment_in

pytestmark = pytest.mark.django_db
AT, DUE = moment_in(StageCode.PROTOTYPES, 1), date(2027, 5, 17)
SAID = {
    "headline": "se prueba un mes",
    "taken_up": "El camino pintado.",
    "not_taken_up": "",
    "resources": "",
    "what_follows": "",
}
POSTED = SAID | {"outcome": "si"}
NO = SAID | {"headline": "la quebrada es de otro municipio", "taken_up": "", "not_taken_up": "El tramo no es nuestro."}


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.mark.parametrize("operation", ["save", "preview"])
def test_what_a_colleague_saved_meanwhile_is_shown_and_replaced_only_knowingly(cast, client, operation):
    row = make_contribution(
        make_agenda(cast.here), state=ContributionState.UNDER_REVIEW, answering=cast.here, due_on=DUE
    )
    page = reverse("contributions:answer-write", args=[row.agenda.code, row.code])
    client.force_login(cast.liaison)
    assert 'name="version" value="0"' in client.get(page).text
    answers.save_draft(contribution=row, outcome="no", seen=0, by=cast.approver, at=AT, **NO)
    mine = POSTED | {"operation": operation, "version": "0"}
    refused = client.post(page, mine)
    assert refused.status_code == 409
    for part in (NO["not_taken_up"], POSTED["taken_up"], f"Lo que guardó {cast.approver.get_full_name()}"):
        assert part in refused.text
    assert AnswerDraft.objects.get().not_taken_up == NO["not_taken_up"]
    assert 'name="version" value="1"' in refused.text
    incomplete = client.post(page, mine | {"operation": "preview", "headline": ""})
    assert (incomplete.status_code, 'name="version" value="0"' in incomplete.text) == (422, True), (
        "it was not shown there"
    )
    assert client.post(page, mine | {"version": "1"}).status_code == 302
    assert client.post(page, mine | {"version": "1"}).status_code == 302, "a second press is one's own"
    assert AnswerDraft.objects.get().taken_up == POSTED["taken_up"]
