"""The page of the frozen result and the account of each challenge."""

import pytest
from django.test import Client

from cocreation.agendas.choices import StageCode
from cocreation.agendas.models import Support, Vote
from cocreation.pages.presenters.priorities import ResultPage, decimals
from tests.factories.ballots import cast_votes, make_result, make_session
from tests.factories.cocreation import make_agenda, make_challenge, make_participant, moment_in
from tests.factories.territory import make_municipality

pytestmark = pytest.mark.django_db
URL = "/agendas/AG-1/prioridades/"


@pytest.fixture
def agenda(db: None):
    return make_agenda(*[make_municipality() for _ in range(3)], places=1)


@pytest.mark.parametrize(
    ("stage", "words"),
    [(StageCode.PROBLEMS, "La votación todavía no abre"), (StageCode.CHALLENGES, "Se está votando")],
)
def test_before_it_is_frozen_the_page_says_when(agenda, client, time_machine, stage, words):
    people = make_session(agenda)
    time_machine.move_to(moment_in(stage), tick=False)
    page = client.get(URL)
    assert page.status_code == 200
    assert words in page.text
    assert 'class="rank"' not in page.text, "no vote follows the others"
    assert (f"Han votado {len(people)} personas." in page.text) == (stage == StageCode.CHALLENGES)
    assert client.get(f"{URL}MOV-1/").status_code == 404


def test_result_is_a_sentence_an_order_and_two_readings(agenda, client):
    make_session(agenda)
    result = make_result(agenda)
    page = client.get(URL).text
    assert "Uno de tres retos pasa a la etapa de ideas" in page
    assert "Resultado congelado" in page
    assert result.sha256 in page
    for words in ("3,57", "3,25", "3,21", "Corte.", "Entra, firme", "1,89", "Zona de indecisión", "partes iguales"):
        assert words in page
    assert "Con la lista por puntaje, 4 de 6 personas quedan sin ninguno de los retos que apoyaron" in page
    assert "Entraría CON-1 y saldría MOV-1." in page
    assert "No cambia el resultado" in page
    assert "cuenta dos veces" in page
    assert "6 personas: 5 academia" in page
    assert "empresa" not in page.casefold().replace("empresas", ""), "one person is no group"


def test_undecided_challenges_say_in_how_many_counts_they_move(agenda):
    people = [make_participant(agenda) for _ in range(3)]
    first, second = agenda.challenges.get(), make_challenge(agenda, "AMB-1")
    cast_votes(first, people, [(4, 4, 4), (3, 3, 3), (3, 3, 3)])
    cast_votes(second, people, [(1, 1, 1), (4, 4, 4), (2, 2, 2)])
    page = ResultPage(make_result(agenda))
    # Without the first person AMB-1 has 3 as its median, as MOV-1: it shares the first place.
    assert page.zone == ["AMB-1 entraría entre los primeros en 1 de las 3 cuentas sin una persona."]
    assert [(row.code, row.without_one, row.other_weights) for row in page.moved] == [("AMB-1", 1, 0)]
    assert page.unmoved == "El otro"


def test_tie_at_the_cut_says_so(agenda):
    people = [make_participant(agenda)]
    for challenge in (agenda.challenges.get(), make_challenge(agenda, "AMB-1")):
        cast_votes(challenge, people, [(3, 3, 3)])
    page = ResultPage(make_result(agenda))
    assert page.title == "Dos de dos retos pasan a la etapa de ideas"
    assert page.tie == "La agenda pedía uno: un empate en el corte deja entrar uno más."
    assert page.zone[0] == "AMB-1 saldría de los primeros en 1 de las 1 cuentas sin una persona."


def test_without_votes_in_a_criterion_there_is_a_dash(agenda, client):
    cast_votes(agenda.challenges.get(), [make_participant(agenda)], [(3, None, 3)])
    make_result(agenda)
    page = client.get(URL).text
    assert "Ningún reto reunió los votos que hacen falta" in page
    assert "Sin puesto: le faltan votos" in page
    account = client.get(f"{URL}MOV-1/").text
    assert "Sin puesto" in account
    assert "–" in account
    assert "No hay segunda lectura" in page


def test_account_multiplies_and_sums_with_four_decimals(agenda, client):
    make_session(agenda)
    make_result(agenda)
    page = client.get(f"{URL}MOV-1/").text
    for words in ("1,5000", "1,0000", "1,8889", "0,4722", "0,6000", "3,5722", "1 + 4 × (3 − 1) ÷ 9"):
        assert words in page
    assert client.get(f"{URL}NADA/").status_code == 404


def test_halves_are_rounded_up_once():
    from fractions import Fraction

    assert decimals(Fraction(1, 8), 2) == "0,13"
    assert decimals(Fraction(37, 9), 4) == "4,1111"
    assert decimals(Fraction(5), 2) == "5,00"


def test_page_stays_as_it_was_frozen(agenda, client):
    make_session(agenda)
    make_result(agenda)
    before = client.get(URL).text
    Vote.objects.all().delete()
    Support.objects.all().delete()
    assert Client().get(URL).text == before


def test_queries_do_not_grow(agenda, client, django_assert_max_num_queries):
    people = make_session(agenda)
    for number in range(40):
        cast_votes(make_challenge(agenda, f"R-{number}"), people[:1], [(3, 3, 3)])
    make_result(agenda)
    with django_assert_max_num_queries(8):
        client.get(URL)
