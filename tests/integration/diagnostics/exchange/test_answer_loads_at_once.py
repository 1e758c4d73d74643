"""Two presses at the same moment, on PostgreSQL: one file is loaded once, and two files of one answer one after the other."""

import pytest

from accounts.permissions import Role
from core.models import AuditEntry
from diagnostics.assessments.models import Answer
from tests.factories.accounts import make_member
from tests.factories.diagnostics import make_round
from tests.factories.territory import make_municipality
from tests.integration.diagnostics.assessments.test_concurrency import at_once, posting
from tests.integration.diagnostics.exchange.test_answer_checks import CONFIRM, looked

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
TURNS = range(3)  # without its lock a race is still won by luck now and then


@pytest.fixture
def pages(browser_of):
    make_round(make_municipality(divipola="05001", facts={"has_council": "no"}), code="R1", name="Ciclo R1")
    return [browser_of(make_member(role)) for role in (Role.COORDINATOR, Role.ADMIN)]


def pressing(page, address: str):
    seen = page.get(address).context["comparison"].fingerprint
    return posting(page, CONFIRM, {"revision": address.partition("=")[2], "visto": seen, "accion": "cargar"})


@pytest.mark.parametrize("turn", TURNS)
def test_two_presses_of_one_file_load_it_once(pages, turn):
    press = pressing(pages[0], looked(pages[0], "05001,A-01,3"))
    assert {answer.status_code for answer in at_once(press, press)} == {302}
    assert Answer.objects.get().version == 1
    assert AuditEntry.objects.filter(verb="answers.imported").count() == 1


@pytest.mark.parametrize("turn", TURNS)
def test_two_people_with_two_files_of_one_answer(pages, turn):
    """The second one did not see what the first one wrote: it is told, and nothing is written over."""
    first, second = (looked(page, f"05001,A-01,{value}") for page, value in zip(pages, "34", strict=True))
    at_once(pressing(pages[0], first), pressing(pages[1], second))
    assert Answer.objects.get().version == 1
    said = [page.get(address).text for page, address in zip(pages, (first, second), strict=True)]
    assert sum("respuesta escrita" in text for text in said) == 1
    assert sum("cambiaron desde que usted las vio" in text for text in said) == 1
