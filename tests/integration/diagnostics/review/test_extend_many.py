"""One new deadline for several municipalities: all of them or none."""

from datetime import date

import pytest
from django.utils import timezone

from core.models import AuditEntry
from diagnostics.assessments.actions import round_changes
from diagnostics.assessments.choices import State
from diagnostics.assessments.models import Assessment, Extension
from diagnostics.review.actions import terms
from notices.models import Notification
from tests.page_text import read, text_of

pytestmark = pytest.mark.django_db
EXTEND = "/prorrogas/ciclo/"
UNTIL, REASON = "2027-05-14", "Semana de receso en los dos municipios"


@pytest.fixture
def desk(client, cast, assessment, time_machine):
    time_machine.move_to("2027-04-28T13:15:00+00:00", tick=False)
    Assessment.objects.update(due_on=date(2027, 4, 30))
    client.force_login(cast.coordinator)
    return client


def extend(client, *places: str, until: str = UNTIL, reason: str = REASON):
    return client.post(EXTEND, {"places": places, "until": until, "reason": reason})


def test_several_are_extended_at_once_told_and_logged(desk, cast):
    assert "Aquí Sin iniciar · vence el 30 de abril" in read(desk, EXTEND)
    done = extend(desk, "aqui", "alla")
    assert (done.status_code, done.url) == (302, "/tablero/ciclo/")
    assert "Plazo de Aquí y Allá: hasta el 14 de mayo de 2027." in read(desk, "/tablero/ciclo/")
    assert set(Assessment.objects.values_list("due_on", flat=True)) == {date(2027, 5, 14)}
    assert set(Extension.objects.values_list("reason", "granted_by")) == {(REASON, cast.coordinator.pk)}
    places = AuditEntry.objects.filter(verb="term.extended", reason=REASON).values_list("place", flat=True)
    assert set(places) == {cast.here.divipola, cast.there.divipola}
    told = set(Notification.objects.values_list("user", flat=True))
    assert {cast.liaison.pk, cast.neighbour.pk} <= told


def test_round_cancelled_between_the_page_and_the_press_is_not_extended(desk, assessment):
    round_changes.cancel(round=assessment.round, reason="Cambió la ley", by=None, at=timezone.now())
    with pytest.raises(terms.CannotExtendAll) as refused:
        terms.extend_many(
            round=assessment.round, places=["aqui", "alla"], until=date(2027, 5, 14), reason=REASON, by=None,
            at=timezone.now(),
        )  # fmt: skip
    assert len(refused.value.details) == 2
    assert not Extension.objects.exists()


def test_one_refusal_keeps_all_deadlines_and_names_its_municipality(desk, cast):
    Assessment.objects.filter(municipality=cast.there).update(due_on=date(2027, 6, 1))
    done = extend(desk, "aqui", "alla")
    text = text_of(done.text)
    assert done.status_code == 422
    assert "No se prorrogó ningún plazo." in text
    assert "Allá: el plazo va hasta el martes 1 de junio de 2027. Ponga un día posterior." in text
    assert REASON in text
    assert done.text.count(" checked") == 2
    assert not Extension.objects.exists()
    assert not Notification.objects.exists()
    assert set(Assessment.objects.values_list("due_on", flat=True)) == {date(2027, 4, 30), date(2027, 6, 1)}


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"places": []}, "Elija al menos un municipio."),
        ({"reason": ""}, "Escriba la razón en una o dos frases."),
        ({"until": ""}, "Elija el nuevo último día."),
        ({"places": ["no-existe"]}, "Uno de los municipios ya no tiene un plazo que corra."),
    ],
)
def test_form_says_what_is_missing(desk, fields, says):
    answer = desk.post(EXTEND, {"places": ["aqui"], "until": UNTIL, "reason": REASON} | fields)
    assert (answer.status_code, says in answer.text) == (422, True)
    assert not Extension.objects.exists()


def test_only_running_deadlines_are_offered(desk, cast):
    Assessment.objects.filter(municipality=cast.there).update(state=State.FINAL_READY, due_on=None)
    page = desk.get(EXTEND).text
    assert ('value="aqui"' in page, 'value="alla"' in page) == (True, False)


@pytest.mark.parametrize(("who", "status"), [("reviewer", 403), ("liaison", 403), ("admin", 403), ("nobody", 302)])
def test_only_coordination_extends(cast, desk, browser_of, who, status):
    browser = browser_of(cast.person(who))
    assert browser.get(EXTEND).status_code == status
    assert extend(browser, "aqui").status_code == status
    assert not Extension.objects.exists()
