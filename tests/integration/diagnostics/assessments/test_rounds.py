"""Opening a round: what is refused, and what it sets in motion."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from accounts.permissions import Role
from core.models import AuditEntry
from diagnostics.assessments.actions.rounds import CannotOpenRound, open_round
from diagnostics.assessments.choices import State
from diagnostics.assessments.models import Assessment, Round
from diagnostics.results.queries.rounds import calendar_of
from mail.models import Outbox
from notices.models import Notification
from tests.factories.accounts import make_member
from tests.factories.diagnostics import (
    AT,
    make_filled,
    make_round,
    make_sent,
    make_signed,
    make_submitted,
    make_version,
)
from tests.factories.territory import make_municipality

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate(AT)  # Wednesday 3 March 2027
USUAL = {"opens_on": date(2027, 3, 8), "closes_on": date(2027, 4, 9), "cutoff_on": date(2026, 12, 31)}


def opened(cast, **fields) -> Round:
    values = {"code": "2027-1", "version": make_version(), "municipalities": [cast.here, cast.there], "at": AT} | USUAL
    return open_round(**values | {"by": cast.coordinator} | fields)


def faults(cast, **fields) -> dict[str, list[str]]:
    with pytest.raises(CannotOpenRound) as refused:
        opened(cast, **fields)
    assert not Round.objects.filter(name="Ciclo 2027-1").exists()
    return refused.value.fields


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"closes_on": date(2027, 3, 5)}, "closes_on", "El cierre va antes de la apertura. Escriba una fecha posterior."),
        ({"opens_on": date(2027, 3, 2)}, "opens_on",
         "La apertura (martes 2 de marzo de 2027) ya pasó. Escriba una fecha desde el miércoles 3 de marzo de 2027."),
        ({"opens_on": None, "closes_on": date(2027, 3, 2)}, "closes_on",
         "El cierre (martes 2 de marzo de 2027) ya pasó. Escriba una fecha desde el miércoles 3 de marzo de 2027."),
        ({"cutoff_on": date(2027, 4, 10)}, "cutoff_on",
         "El corte va después del cierre. Debe ser el viernes 9 de abril de 2027 o antes."),
        ({"terms": {State.SIGN_OFF: 0}}, "term_sign_off", "«Firma de la alcaldía» dura entre 1 y 250 días hábiles."),
        (
            {"terms": {State.CLARIFICATION: 251}},
            "term_clarification",
            "«Aclaraciones» dura entre 1 y 250 días hábiles.",
        ),
        ({"terms": {State.IN_REVIEW: 251}}, "term_in_review", "«Revisión metropolitana» dura entre 1 y 250 días hábiles."),
        ({"terms": {"otra": 5}}, "term_otra", "«otra» no es una etapa con plazo."),
        ({"second_reading_percent": 101}, "second_reading_percent", "Las segundas lecturas van de 0 a 100 % de las respuestas."),
        ({"days_off": [TODAY + timedelta(n) for n in range(61)]}, "days_off", "Los días no hábiles propios son 60 a lo sumo."),
        ({"code": "dos palabras"}, "code", "«dos palabras» no sirve de código de ciclo: letras sin tilde, cifras y guiones."),
        ({"code": "abrir"}, "code", "«abrir» es una palabra de las direcciones del portal. Use otro código, como 2027-1."),
        ({"municipalities": []}, "municipalities",
         "No hay municipios para el ciclo. Cárguelos primero en «Municipios y límites»."),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_at_its_field(cast, fields, field, sentence):
    assert faults(cast, **fields) == {field: [sentence]}


def test_all_problems_are_said_at_once(cast):
    with pytest.raises(CannotOpenRound) as refused:
        opened(cast, opens_on=date(2027, 1, 15), cutoff_on=date(2027, 5, 20), second_reading_percent=200)
    assert refused.value.message == "El ciclo no se abrió. Corrija tres cosas:"
    assert set(refused.value.fields) == {"opens_on", "cutoff_on", "second_reading_percent"}
    assert len(refused.value.details) == 3


def test_municipality_in_another_open_round_in_those_days_is_refused(cast):
    make_round(cast.there, code="enero", name="Ensayo de enero", opens_on=date(2027, 1, 12), closes_on=date(2027, 3, 8))
    assert faults(cast) == {
        "municipalities": [
            "Allá ya está en «Ensayo de enero» hasta el lunes 8 de marzo de 2027. Cierre antes ese ciclo o elija otras fechas."
        ]
    }


def test_withdrawn_over_earlier_and_undated_rounds_do_not_overlap(cast):
    days = {"opens_on": date(2027, 1, 12), "closes_on": date(2027, 3, 8)}
    withdrawn = make_round(cast.here, code="retirado", **days)
    withdrawn.assessments.update(state=State.WITHDRAWN, withdrawn_because="No participa")
    over = make_round(cast.here, code="terminado", is_rehearsal=True, **days)
    Round.objects.filter(pk=over.pk).update(status="ended")
    make_round(cast.here, code="antes", opens_on=date(2027, 1, 12), closes_on=date(2027, 3, 5))
    make_round(cast.here, code="sin-fechas")
    assert opened(cast).assessments.count() == 2


def test_real_round_beside_demonstration_results_is_refused_and_a_rehearsal_is_not(cast):
    make_round(cast.here, code="demo", is_demo=True)
    assert faults(cast)["is_rehearsal"] == [
        "Este portal tiene resultados de demostración. Un ciclo real no se mezcla con ellos: ábralo como ensayo o pida a quien "
        "administra el portal que los retire."
    ]
    assert opened(cast, is_rehearsal=True).is_rehearsal


def test_demonstration_beside_real_rounds_is_refused(cast):
    make_round(cast.here, code="ensayo", is_rehearsal=True)
    opened(cast, code="demo", is_demo=True)
    Round.objects.update(is_demo=False, is_rehearsal=False)
    with pytest.raises(CannotOpenRound) as refused:
        opened(cast, code="demo-2", is_demo=True)
    assert "ya tiene ciclos reales" in refused.value.fields["is_rehearsal"][0]


def test_round_held_elsewhere_may_be_past_and_tells_nobody(cast):
    make_round(cast.here, code="otro", **USUAL)
    past = opened(cast, held_elsewhere=True, opens_on=date(2026, 3, 1), closes_on=date(2026, 4, 1), cutoff_on=None)
    assert past.closes_on == date(2026, 4, 1)
    assert not Notification.objects.filter(kind="round").exists()


def test_last_day_follows_from_the_working_days_of_the_self_assessment(cast):
    """The opening day counts; 22, 25 and 26 March 2027 are public holidays."""
    round = opened(cast, closes_on=None, terms={State.SELF_ASSESSMENT: 20})
    assert round.closes_on == date(2027, 4, 7)
    assert set(round.assessments.values_list("due_on", flat=True)) == {date(2027, 4, 7)}
    later = opened(
        cast, code="2028", opens_on=date(2028, 2, 14), closes_on=None, cutoff_on=None, terms={State.SELF_ASSESSMENT: 3},
        days_off=[date(2028, 2, 15)],
    )  # fmt: skip
    assert later.closes_on == date(2028, 2, 17), "14, 16 and 17: the 15th is a day off of its own"


def test_own_terms_and_days_off_set_the_deadlines(cast):
    round = opened(cast, opens_on=TODAY, terms={State.SIGN_OFF: 2, State.IN_REVIEW: 4}, days_off=[date(2027, 3, 5)])
    assessment = Assessment.objects.with_context().get(round=round, municipality=cast.here)
    make_filled(assessment, cast.liaison)
    sent = make_submitted(assessment, cast.liaison)
    assert sent.due_on == date(2027, 3, 8), "Thursday and Monday: Friday is a day off of the round"
    signed = make_signed(assessment, cast.approver)
    assert signed.due_on == date(2027, 3, 10)


def test_term_of_the_publication_binds_no_single_assessment(cast):
    round = opened(cast, terms={State.FINAL_READY: 3, State.REPLY_OPEN: 6})
    assessment = round.assessments.first()
    assert (assessment.term_of(State.FINAL_READY), assessment.term_of(State.REPLY_OPEN)) == (None, 6)
    assert assessment.term_of(State.REPLY_DECISION) == 7


@pytest.mark.parametrize(("percent", "drawn"), [(0, 0), (50, 3), (100, 5)])
def test_share_of_second_readings_is_the_rounds(cast, percent, drawn):
    round = opened(cast, opens_on=TODAY, second_reading_percent=percent)
    make_sent(Assessment.objects.with_context().get(round=round, municipality=cast.here), cast.liaison)
    assert AuditEntry.objects.get(verb="sample.drawn").data["answers"] == drawn


def test_opening_is_logged_with_its_days(cast):
    round = opened(cast)
    entry = AuditEntry.objects.get(verb="round.opened")
    assert (entry.by, entry.process) == (cast.coordinator, "round:2027-1")
    assert entry.data == {
        "municipalities": 2, "rehearsal": False, "opens": "2027-03-08", "closes": "2027-04-09", "cutoff": "2026-12-31",
    }  # fmt: skip
    assert str(round) == "Ciclo 2027-1"


def test_calendar_runs_through_the_stages_and_says_what_it_skips():
    found = calendar_of(date(2027, 2, 15), date(2027, 3, 12))
    assert [(stage.name, stage.first, stage.last, stage.days) for stage in found.stages] == [
        ("Autoevaluación", date(2027, 2, 15), date(2027, 3, 12), 20),
        ("Firma de la alcaldía", date(2027, 3, 15), date(2027, 3, 19), 5),
        ("Revisión metropolitana", date(2027, 3, 23), date(2027, 4, 14), 15),
        ("Aclaraciones", date(2027, 4, 15), date(2027, 4, 21), 5),
        ("Derecho de réplica", date(2027, 4, 22), date(2027, 5, 5), 10),
        ("Decisión", date(2027, 5, 6), date(2027, 5, 17), 7),
        ("Publicación", date(2027, 5, 18), date(2027, 5, 24), 5),
    ]
    assert (found.days, found.clarification_days, found.ends_on) == (67, 5, date(2027, 5, 24))
    assert found.skipped == [date(2027, 3, 22), date(2027, 3, 25), date(2027, 3, 26), date(2027, 5, 10)]


def test_opening_tells_liaisons_mayors_offices_and_reviewers(cast):
    opened(cast)
    told = {n.user: n for n in Notification.objects.filter(kind="round").select_related("user")}
    assert set(told) == {cast.liaison, cast.approver, cast.neighbour, cast.reviewer, cast.coordinator}
    liaison, mayor, reviewer = told[cast.liaison], told[cast.approver], told[cast.reviewer]
    assert liaison.title == "Se abre el ciclo 2027-1 para Aquí"
    assert liaison.body == (
        "Se responde desde el lunes 8 de marzo hasta el viernes 9 de abril de 2027. Se responde con corte al jueves 31 de "
        "diciembre de 2026. Lo primero: confirme los datos del municipio, invite a su equipo y reparta las dimensiones."
    )
    assert liaison.url == "/diagnostico/2027-1/aqui/"
    assert "se le pedirá la firma" in mayor.body
    assert (reviewer.title, reviewer.url) == ("Se abre el ciclo 2027-1 con 2 municipios", "/conflictos/2027-1/")
    assert Outbox.objects.filter(kind="notice").count() == 5, "each by mail too, unless they chose otherwise"


def test_rehearsal_says_in_its_opening_that_nothing_is_published(cast):
    opened(cast, is_rehearsal=True)
    body = Notification.objects.get(user=cast.liaison, kind="round").body
    assert body.startswith("Es un ensayo: nada de lo que se responda se publica. ")


def test_municipalities_without_people_cost_no_query_each(cast, django_assert_max_num_queries):
    places = [make_municipality(facts={"has_council": "no"}) for _ in range(20)]
    make_member(Role.LIAISON, places[0])
    with django_assert_max_num_queries(60):
        opened(cast, municipalities=places)


def test_moment_of_the_portal_decides_what_is_past(cast):
    """Bogotá is five hours behind: it is still the 3rd there."""
    late = datetime(2027, 3, 4, 3, 0, tzinfo=AT.tzinfo)
    assert opened(cast, at=late, opens_on=TODAY).opens_on == TODAY
