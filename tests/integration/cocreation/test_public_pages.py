"""What the public reads of agendas, and what it costs."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.permissions import Role
from cocreation.agendas.actions.stages import close_early, publish_report
from cocreation.agendas.choices import StageCode
from cocreation.contributions.choices import ContributionState, Kind, Origin
from cocreation.contributions.models import Answer, Comment, ContributionSupport
from tests.factories.accounts import make_member, make_user
from tests.factories.cocreation import (
    day_in,
    make_agenda,
    make_challenge,
    make_contribution,
    make_participant,
    moment_in,
)
from tests.factories.running_agenda import make_running_agenda
from tests.factories.territory import make_municipality
from tests.factories.workshops import make_workshop

pytestmark = pytest.mark.django_db
S = ContributionState
LIST = "/agendas/AG-1/aportes/"
PAGES = ("/agendas/", "/agendas/AG-1/", "/agendas/AG-1/retos/MOV-1/", LIST)


@pytest.fixture
def place(db):
    return make_municipality(name="Ribera", slug="ribera")


@pytest.fixture
def agenda(place):
    return make_agenda(place, make_municipality(name="Loma", slug="loma"))


def during(stage: StageCode, day: int = 4):
    return time_machine.travel(moment_in(stage, day), tick=False)


def queries_of(client, address: str) -> int:
    with CaptureQueriesContext(connection) as sent:
        assert client.get(address).status_code == 200
    return len(sent)


def make_answer(row, *, office: str = "Secretaría de Movilidad", days: int = 3, late: bool = False, **fields) -> Answer:
    asked_on = day_in(StageCode.IDEAS, 21)
    at = moment_in(StageCode.IDEAS, 21 + days)
    return Answer.objects.create(
        contribution=row, office=office, asked_on=asked_on, answered_at=at, answered_by=make_user(),
        due_on=timezone.localdate(at) - timedelta(days=1) if late else timezone.localdate(at),
        **{"outcome": "si", "headline": "Se prueba un mes", "taken_up": "El camino entra al prototipo."} | fields,
    )  # fmt: skip


def test_list_is_empty_at_first_and_says_why(client, text_of):
    assert "Todavía no hay agendas publicadas" in text_of(client.get("/agendas/"))


def test_list_shows_what_is_open_before_what_is_over(client, agenda, text_of):
    make_agenda(code="AG-0", name="Quebradas limpias").stages.update(
        opens_on=day_in(StageCode.CALL, -60), closes_on=day_in(StageCode.CALL, -40)
    )
    with during(StageCode.IDEAS):
        page = text_of(client.get("/agendas/"))
    assert page.index("En curso") < page.index(agenda.name) < page.index("Terminadas") < page.index("Quebradas limpias")
    assert "Etapa 4 de 8: Ideas" in page
    assert "Proponga o apoye ideas hasta el domingo 25 de abril" in page


def test_list_of_a_municipality_holds_its_agendas_only(client, agenda, text_of):
    make_agenda(make_municipality(name="Otro", slug="otro"), code="AG-0", name="Quebradas limpias")
    page = text_of(client.get("/agendas/?municipio=ribera"))
    assert agenda.name in page
    assert "Quebradas limpias" not in page


@pytest.mark.parametrize("page", ["", "retos/MOV-1/", "aportes/", "aportes/ID-0001/", "novedades.atom"])
def test_agenda_in_preparation_exists_for_facilitation_only(client, browser_of, page):
    agenda = make_agenda(is_published=False)
    make_contribution(agenda, code="ID-0001")
    address = f"/agendas/AG-1/{page}"
    assert client.get(address).status_code == 404
    assert browser_of(make_member(Role.LIAISON, make_municipality())).get(address).status_code == 404
    seen = browser_of(make_member(Role.FACILITATOR)).get(address)
    assert seen.status_code == (404 if page == "novedades.atom" else 200)
    assert "canonical" not in seen.text
    assert seen.get("X-Robots-Tag", "noindex") == "noindex"
    assert "AG-1" not in client.get("/agendas/").text


@pytest.mark.parametrize(
    ("stage", "day", "title"),
    [
        (StageCode.CALL, -3, "Todavía no ha empezado"),
        (StageCode.CALL, 4, "Está abierta la etapa «Convocatoria» hasta el domingo 21 de febrero"),
        (StageCode.PROBLEMS, 4, "Cuente o apoye problemas hasta el domingo 14 de marzo"),
        (StageCode.CHALLENGES, 4, "Vote los retos hasta el domingo 4 de abril"),
        (StageCode.IDEAS, 20, "Proponga o apoye ideas hasta el domingo 25 de abril"),
        (StageCode.COMMITMENTS, 4, "Comente los aportes hasta el domingo 6 de junio"),
        (StageCode.CLOSING, 30, "Esta agenda terminó el 18 de julio de 2027"),
    ],
)  # fmt: skip
def test_agenda_says_what_can_be_done_today(client, agenda, text_of, stage, day, title):
    with during(stage, day):
        page = text_of(client.get("/agendas/AG-1/"))
    assert title in page


def test_agenda_says_where_it_is_and_links_published_reports_only(client, agenda):
    with during(StageCode.IDEAS):
        stages = {stage.code: stage for stage in agenda.stages.all()}
        report(agenda, StageCode.PROBLEMS)
        page = client.get("/agendas/AG-1/").text
    assert page.count('aria-current="step"') == 1
    assert page.count("Devolución<span") == 1
    assert "/agendas/AG-1/etapas/problemas/" in page
    assert "Sin devolución todavía" in page
    assert "Devolución de la etapa «Problemas»" in page
    assert stages[StageCode.IDEAS].state == "open"


def report(agenda, code: StageCode):
    who, stage = make_member(Role.FACILITATOR), agenda.stages.get(code=code)
    with during(code):
        stage = close_early(stage=stage, reason="Ya hay suficientes.", by=who, at=timezone.now())
        return publish_report(
            stage=stage, taken_up="Se acogió el primero.", not_taken_up="El segundo toca un solo municipio.",
            decided_by="La sesión del 17 de abril", what_follows="Se abren las ideas.", by=who, at=timezone.now(),
        )  # fmt: skip


def test_devolucion_exists_once_it_is_published(client, agenda, text_of):
    address = "/agendas/AG-1/etapas/problemas/"
    assert client.get(address).status_code == 404
    report(agenda, StageCode.PROBLEMS)
    page = text_of(client.get(address))
    for words in (
        "Se acogió el primero.",
        "El segundo toca un solo municipio.",
        "La sesión del 17 de abril",
        "Se abren",
    ):
        assert words in page
    assert client.get("/agendas/AG-1/etapas/ideas/").status_code == 404
    assert client.get("/agendas/AG-1/etapas/otra/").status_code == 404


def test_channels_add_up_and_hidden_contributions_do_not_count(client, agenda, text_of):
    for channel, count in ((Origin.WEB, 3), (Origin.WORKSHOP, 2), (Origin.PAPER, 1)):
        for _ in range(count):
            make_contribution(agenda, channel=channel)
    make_contribution(agenda, kind=Kind.PROBLEM)
    make_contribution(agenda, state=S.IN_MODERATION)
    page = text_of(client.get("/agendas/AG-1/"))
    assert "7 aportes, 1 reto" in page
    assert "6 3 por web + 2 en taller + 1 en papel" in page.replace("</span>", " ").replace("63 por", "6 3 por")
    assert "1 por web + 0 en taller + 0 en papel" in page


def test_answers_are_counted_by_office_with_numerator_and_median(client, agenda, place, text_of):
    for n, (office, late) in enumerate([("Secretaría A", False), ("Secretaría A", True), ("Secretaría B", False)]):
        row = make_contribution(agenda, state=S.TAKEN_UP, answering=place if n < 2 else None)
        make_answer(row, office=office, late=late, days=2 + n)
    make_contribution(agenda, state=S.UNDER_REVIEW, due_on=day_in(StageCode.IDEAS, 25), answering=place)
    with during(StageCode.PROTOTYPES, 10):
        page = " ".join(text_of(client.get("/agendas/AG-1/")).split())
    assert "2 de 4 aportes recibieron respuesta a tiempo (50,00" in page
    assert "1 respuesta llegó tarde. 1 aporte sigue sin respuesta, fuera de término." in page
    assert "Ribera1 de 3" in page.replace(" 1 de 3", "1 de 3")


@pytest.mark.parametrize(
    ("stage", "day", "is_shown"),
    [
        (StageCode.PROBLEMS, 4, False),
        (StageCode.CHALLENGES, 4, True),
        (StageCode.IDEAS, 4, False),
        (StageCode.PROTOTYPES, 4, True),
    ],
)
def test_balance_is_public_while_nobody_can_propose(client, agenda, place, stage, day, is_shown):
    make_contribution(agenda, municipality=place)
    with during(stage, day):
        assert ('id="balance"' in client.get("/agendas/AG-1/").text) is is_shown


def test_agenda_leads_to_every_page_of_its_own_and_to_the_next_workshop(client, agenda):
    with during(StageCode.CHALLENGES):
        page = client.get("/agendas/AG-1/").text
    for name in ("votar", "prioridades", "acuerdos", "talleres", "reglas", "datos", "mis-aportes", "aportes"):
        assert f'href="/agendas/AG-1/{name}/"' in page
    assert "No hay ningún taller convocado ahora" in page
    workshop = make_workshop(agenda)
    with during(StageCode.IDEAS):
        page = client.get("/agendas/AG-1/").text
    assert 'href="#taller"' in page
    assert f"/agendas/AG-1/talleres/{workshop.number}/taller.ics" in page


def test_agenda_without_answers_has_no_rate(client, agenda):
    assert "Qué se respondió" not in client.get("/agendas/AG-1/").text


def test_agenda_sends_petitions_to_their_channel(client, agenda, text_of):
    page = text_of(client.get("/agendas/AG-1/"))
    assert "¿Pide un servicio o información, o denuncia algo? Use el canal PQRSD de su alcaldía" in page
    assert "llame al 123" in page


def test_challenge_shows_its_own_contributions(client, agenda, text_of):
    other = make_challenge(agenda, "AMB-1")
    make_contribution(agenda, title="La idea de este reto")
    make_contribution(agenda, title="La idea de otro reto", challenge=other)
    page = text_of(client.get("/agendas/AG-1/retos/MOV-1/"))
    assert "La idea de este reto" in page
    assert "La idea de otro reto" not in page
    assert client.get("/agendas/AG-1/retos/NADA/").status_code == 404


def test_list_filters_and_sorts(client, agenda, place, text_of):
    calm = make_contribution(agenda, title="Un árbol por cuadra", at=moment_in(StageCode.IDEAS, 3))
    loved = make_contribution(agenda, title="Una cebra levantada", municipality=place, at=moment_in(StageCode.IDEAS, 2))
    make_contribution(
        agenda, kind=Kind.PROBLEM, title="Falta luz", state=S.UNDER_REVIEW, at=moment_in(StageCode.IDEAS, 1)
    )
    for _ in range(2):
        ContributionSupport.objects.create(contribution=loved, participant=make_participant(agenda), at=timezone.now())

    def titles(query: str) -> list[str]:
        page = client.get(LIST + query)
        assert page.status_code == 200
        return [row.title for row in page.context["page"]]

    assert titles("") == [calm.title, loved.title, "Falta luz"]
    assert titles("?orden=apoyadas") == [loved.title, calm.title, "Falta luz"]
    assert titles("?q=ARBOL") == [calm.title]
    assert titles(f"?q={loved.code}") == [loved.title]
    assert titles("?municipio=ribera") == [loved.title]
    assert titles("?estado=en_analisis") == ["Falta luz"]
    assert titles("?tipo=idea&orden=recientes") == [calm.title, loved.title]
    assert titles("?tema=ambiente") == []
    assert titles("?estado=en_moderacion&municipio=x&tipo=x&tema=x&orden=x") == [calm.title, loved.title, "Falta luz"]
    assert "2 apoyos" in text_of(client.get(LIST))
    assert "Ningún aporte público coincide" in text_of(client.get(f"{LIST}?q=%E2%80%8B%3Cscript%3E"))


def test_support_taken_back_from_a_merged_text_does_not_return_through_its_original(client, agenda):
    whole = make_contribution(agenda, title="El texto unido")
    part = make_contribution(agenda, state=S.MERGED, merged_into=whole, title="El original")
    stayed, left = (make_participant(agenda) for _ in range(2))
    for row, person in ((whole, stayed), (part, stayed), (part, left)):  # the other took theirs back after the merge
        ContributionSupport.objects.create(contribution=row, participant=person, at=timezone.now())
    found = {row.title: row.supporters for row in client.get(LIST).context["page"]}
    assert found == {"El texto unido": 1, "El original": 2}


@pytest.mark.parametrize("address", PAGES)
def test_queries_do_not_grow(client, agenda, address):
    make_contribution(agenda)
    client.get(address)
    few = queries_of(client, address)
    for n in range(30):
        row = make_contribution(agenda, kind=Kind.PROBLEM if n % 3 == 0 else Kind.IDEA)
        make_answer(make_contribution(agenda, state=S.TAKEN_UP), office=f"Oficina {n % 4}")
        Comment.objects.create(
            contribution=row, participant=row.participant, text="De acuerdo.", state="publicado",
            received_at=timezone.now(),
        )  # fmt: skip
        make_challenge(agenda, f"AMB-{n}")
    assert queries_of(client, address) == few <= 12


def test_list_of_many_is_light(client, agenda):
    for _ in range(60):
        make_contribution(agenda, text="Propongo pintar un camino continuo. " * 80)
    page = client.get(LIST)
    assert len(page.content) < 80_000
    assert page.context["page"].paginator.num_pages == 3


def test_portal_says_what_is_open(client, agenda, place, text_of):
    make_answer(make_contribution(agenda, state=S.TAKEN_UP), municipality=place)
    with during(StageCode.IDEAS):
        assert "Agendas abiertas Se puede participar sin cuenta" in text_of(client.get("/"))
        assert "Agendas : 1 abierta, 1 respuesta" in text_of(client.get("/municipios/ribera/")).replace(
            "Agendas:", "Agendas :"
        )
        assert "Agendas : 1 abierta " in text_of(client.get("/municipios/loma/")).replace("Agendas:", "Agendas :")


def test_portal_says_nothing_of_agendas_where_there_is_nothing(client, agenda, place):
    make_municipality(name="Sola", slug="sola")
    with during(StageCode.CALL, -40):
        assert 'id="h-agendas"' not in client.get("/").text
    with during(StageCode.IDEAS):
        assert "/agendas/?municipio=sola" not in client.get("/municipios/sola/").text


def test_sitemap_holds_public_contributions_only(client, agenda):
    shown, hidden = make_contribution(agenda), make_contribution(agenda, state=S.IN_MODERATION)
    make_agenda(code="AG-9", is_published=False)
    page = client.get("/sitemap.xml").text
    assert "/agendas/AG-1/</loc>" in page
    assert f"/agendas/AG-1/aportes/{shown.code}/" in page
    assert hidden.code not in page
    assert "AG-9" not in page


def test_pages_of_an_agenda_in_mid_life(client, place, text_of):
    found = make_running_agenda()
    page = text_of(client.get("/agendas/AG-1/"))
    assert "Proponga o apoye ideas hasta el" in page
    assert "1 de 1 aporte recibió respuesta a tiempo" in page
    for row in (found.open, found.answered, found.withdrawn):
        assert client.get(row.get_absolute_url()).status_code == 200
    assert "En parte: se prueba un mes" in text_of(client.get(found.answered.get_absolute_url()))
    assert client.get("/agendas/AG-1/etapas/problemas/").status_code == 200
