"""The circle: what became of commitments beside the gap, the question of the next round and the agreement they were born from."""

import copy
import re
from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.permissions import Role
from cocreation.agreements.actions import items as acts
from cocreation.agreements.choices import AGREEMENT
from cocreation.contributions.choices import CONTRIBUTION
from core.trace.models import TraceEvent
from core.trace.queries import line_of
from diagnostics.assessments.models import Round
from followup.commitments.actions.origins import trace_births
from followup.commitments.exports.columns import COLUMNS
from followup.commitments.models import Commitment, Origin, SecondReading
from followup.commitments.presenters import circle as words
from followup.commitments.queries.circle import address_of
from tests.command_line import run, write
from tests.factories.accounts import make_member
from tests.factories.cocreation import make_agenda, make_contribution
from tests.factories.diagnostics import AT as PUBLISHED
from tests.factories.diagnostics import open_any
from tests.factories.followup import make_commitment
from tests.factories.results import edition_of_three, levels, make_places, make_published_round, publish_edition
from tests.integration.cocreation.test_agreed_items import ACCEPT, drafted
from tests.public_addresses import public_names

pytestmark = pytest.mark.django_db
HTMX = {"headers": {"hx-request": "true"}}
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def served(monkeypatch):
    """Every page of the rooms beside, whether it is served or not."""
    monkeypatch.setattr(words, "address_of", lambda name, *rest: "/".join(["", name.replace(":", "-"), *rest]))


@pytest.fixture
def places():
    return make_places(2)


@pytest.fixture
def first(places):
    return make_published_round(
        {places[0]: levels(2, 3, 4), places[1]: levels(1, 1, 1)},
        code="uno",
        name="Ciclo uno",
        cutoff_on=date(2026, 6, 30),
    ).round


def born(place, question, code, round="uno", **fields) -> Commitment:
    milestones = fields.pop("milestones", [(timezone.localdate() + 9 * DAY, None)])
    row = make_commitment(place, code=code, milestones=milestones, **fields)
    Origin.objects.create(
        commitment=row, kind="brecha", process=round, key=question, municipality=place, label="Una brecha"
    )
    return row


def address(place, part, round="uno"):
    return f"/compromisos/de/brechas/{round}/{place.divipola}/{part}/"


def said(client, place, part="INF", round="uno") -> dict[str, str]:
    """What the part puts beside each question, as text."""
    body = client.get(address(place, part, round), **HTMX).content.decode()
    pieces = re.split(r'<div id="nacidos-([A-Z]+-\d+)"', body)[1:]
    return {
        code: re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", f"<{text}")).strip()
        for code, text in zip(pieces[::2], pieces[1::2], strict=True)
    }


def test_a_commitment_stands_beside_its_gap_with_its_state(client, places, first):
    here, there = places
    born(here, "INF-01", "CO-1", title="Contar qué pasó")
    born(here, "INF-02", "CO-2", is_demo=True, title="Otra cosa")
    born(there, "INF-01", "CO-3")
    born(here, "ESC-01", "CO-4")
    make_commitment(here, code="CO-5")
    found = said(client, here)
    assert set(found) == {"INF-01", "INF-02"}
    assert found["INF-01"].startswith("Nació de esta brecha: CO-1 Contar qué pasó En marcha hasta el")
    assert "Datos de demostración" in found["INF-02"]
    assert set(said(client, here, "INF.1")) == {"INF-01", "INF-02"}
    assert set(said(client, here, "INF-02")) == {"INF-02"}
    assert 'href="/followup-commitment/CO-1"' in client.get(address(here, "INF"), **HTMX).content.decode()


def test_what_is_only_proposed_or_accepted_later_is_not_public(client, places, first):
    born(places[0], "INF-01", "CO-1", accepted_on=None)
    born(places[0], "INF-02", "CO-2", accepted_on=timezone.localdate() + DAY)
    client.force_login(make_member(Role.LIAISON, places[0]))
    assert "CO-" not in client.get(address(places[0], "INF"), **HTMX).content.decode()


def test_states_are_those_of_the_rules_in_words(client, places, first):
    today, here = timezone.localdate(), places[0]
    past = {"start": today - 90 * DAY, "end": today - DAY}
    born(here, "INF-01", "CO-1", **past, milestones=[(today - 9 * DAY, today - 10 * DAY)])
    born(here, "INF-01", "CO-2", **past, milestones=[(today - 9 * DAY, None)])
    born(here, "INF-01", "CO-3", milestones=[(today - DAY, None)])
    closed = born(here, "INF-01", "CO-4", **past, milestones=[(today - 9 * DAY, today - 9 * DAY)])
    SecondReading.objects.create(commitment=closed, completion="sustancial", closed_on=today)
    text = said(client, here)["INF-01"]
    for words_of_it in (
        "Hecho; espera segunda lectura",
        "No cumplido hasta",
        "En riesgo",
        "No cumplido, avance sustancial",
    ):
        assert words_of_it in text


def second(places, answers=(4, 4, 4), **fields):
    fields = {"code": "dos", "name": "Ciclo dos", "cutoff_on": date(2027, 6, 30), "at": PUBLISHED + 9 * DAY} | fields
    return make_published_round(dict.fromkeys(places, levels(*answers)), **fields).round


def test_the_next_round_says_what_became_of_it_and_the_earlier_one_knows_nothing_of_the_later(client, places, first):
    second(places)
    born(places[0], "INF-01", "CO-1")
    born(places[0], "INF-02", "CO-2", round="dos")
    now = said(client, places[0], round="dos")
    assert now["INF-01"].startswith("Nació de esta brecha en el ciclo uno: CO-1")
    assert now["INF-02"].startswith("Nació de esta brecha: CO-2")
    assert set(said(client, places[0])) == {"INF-01"}


def test_demonstrations_follow_only_demonstrations(client, places, first):
    second(places, is_demo=True)
    born(places[0], "INF-01", "CO-1")
    assert said(client, places[0], round="dos") == {}


def test_a_question_is_followed_by_what_it_was_in_the_edition_before(client, places):
    edition = edition_of_three()
    publish_edition(edition, {places[0]: levels(1, 1, 1)}, code="uno", cutoff_on=date(2026, 6, 30))
    changed = copy.deepcopy(edition)
    changed["instrument"]["version"] = "1.1.0"
    one, other = changed["dimensions"][0]["indicators"][0]["questions"]
    one |= {"text": "¿Informa cada mes?", "previous": {"relation": "reworded", "codes": ["INF-01"]}}
    other |= {"text": "¿Publica otra cosa?", "previous": {"relation": "new"}}
    publish_edition(changed, {places[0]: levels(2, 2, 2)}, code="dos", cutoff_on=date(2027, 6, 30), at=PUBLISHED + DAY)
    born(places[0], "INF-01", "CO-1")
    born(places[0], "INF-02", "CO-2")
    assert set(said(client, places[0], round="dos")) == {"INF-01"}


def test_only_who_writes_commitments_there_may_take_up_a_gap(client, places, first):
    """Both questions of Resolver have all points: they are no gaps."""
    here = places[0]
    for person, sees in (
        (None, False), (make_member(Role.LIAISON, here), True), (make_member(Role.LIAISON, places[1]), False),
        (make_member(Role.REVIEWER), False),
    ):  # fmt: skip
        client.logout()
        if person:
            client.force_login(person)
        body = client.get(address(here, "INF"), **HTMX).content.decode()
        link = f'href="/commitments-new?origen=brecha%3Auno%3A{here.divipola}%3AINF-01"'
        assert (link in body, "Convertir en compromiso" in body) == (sees, sees), person
    client.force_login(make_member(Role.LIAISON, here))
    assert said(client, here, "RES") == {}


def test_a_round_that_is_not_published_is_shown_to_who_fills_it_only(client, places, first):
    here, there = places
    open_any(code="abierto", version=first.version, municipalities=[here], at=PUBLISHED + 9 * DAY)
    born(here, "INF-01", "CO-1")
    assert client.get(address(here, "INF", "abierto")).status_code == 404
    client.force_login(make_member(Role.LIAISON, there))
    assert client.get(address(here, "INF", "abierto")).status_code == 404
    client.force_login(make_member(Role.CONTRIBUTOR, here))
    found = said(client, here, round="abierto")
    assert set(found) == {"INF-01"}
    assert "Convertir" not in found["INF-01"], "a gap is one of a published result"


def test_unknown_addresses(client, places, first):
    for path in (
        address(places[0], "NADA"),
        address(places[0], "INF", "nadie"),
        "/compromisos/de/brechas/uno/99999/INF/",
    ):
        assert client.get(path).status_code == 404


def test_the_pages_carry_the_part_and_a_place_for_each_question(client, places, first):
    here = places[0]
    page = client.get("/municipios/lugar-01/temas/INF/").content.decode()
    assert f'hx-get="{address(here, "INF")}"' in page
    assert "htmx" in page
    open_any(code="abierto", version=first.version, municipalities=[here], at=PUBLISHED + 9 * DAY)
    client.force_login(make_member(Role.LIAISON, here))
    for path, parts in (
        ("preguntas/INF.1/", ["INF.1"]), ("pregunta/INF-01/", ["INF-01"]), ("preguntas/", ["INF.1", "ESC.1", "RES.1"]),
    ):  # fmt: skip
        page = client.get(f"/diagnostico/abierto/lugar-01/{path}").content.decode()
        assert [part for part in parts if f'hx-get="{address(here, part, "abierto")}"' not in page] == []
        for code in re.findall(r'<article class="q stack" id="([A-Z]+-\d+)"', page):
            assert page.count(f'id="nacidos-{code}"') == 1


def test_each_question_beside_which_something_is_put_has_its_place(client, places, first):
    """htmx complains where it finds none."""
    for code in ("INF-01", "INF-02"):
        born(places[0], code, f"CO-{code}")
    page = client.get("/municipios/lugar-01/temas/INF/").content.decode()
    assert all(page.count(f'id="nacidos-{code}"') == 1 for code in said(client, places[0]))


def test_it_is_a_page_of_its_own_too(client, places, first):
    empty = client.get(address(places[0], "INF")).content.decode()
    assert "Todavía no nació un compromiso" in empty
    born(places[0], "INF-01", "CO-1")
    page = client.get(address(places[0], "INF")).content.decode()
    assert "<html" in page
    assert "Nació de esta brecha" in page
    assert "hx-swap-oob" not in page


def test_queries_do_not_grow(client, places, first, django_assert_max_num_queries):
    second(places)
    with django_assert_max_num_queries(3):
        assert said(client, places[0], round="dos") == {}
    for number in range(12):
        born(places[0], f"INF-0{number % 2 + 1}", f"CO-{number}", round=("uno", "dos")[number % 2])
    with django_assert_max_num_queries(6):
        assert len(said(client, places[0], round="dos")) == 2


def test_both_addresses_are_public():
    names = dict(public_names())
    assert names["commitments:of-questions"] == ["round", "divipola", "part"]
    assert names["commitments:of-item"] == ["agenda", "code"]


@pytest.fixture
def agreed(cast):
    agenda = make_agenda(cast.here, cast.there)
    item = drafted(agenda, cast, contributions=[make_contribution(agenda)])
    item = acts.open_to_acceptance(item=item, by=cast.facilitator, at=ACCEPT - 9 * DAY)
    said = {"is_accepted": True, "reason": "", "seen": 1, "by": cast.approver, "at": ACCEPT}
    acts.accept(item=item, municipality=cast.here, **said)
    return acts.agree(item=item, by=cast.facilitator, at=ACCEPT)


def of_item(item, place, code="CO-1", **fields):
    row = make_commitment(place, code=code, **fields)
    Origin.objects.create(commitment=row, kind="acuerdo", process=item.agenda.code, key=item.code, label="Un acuerdo")
    return row


def test_an_agreement_shows_its_commitments_and_who_accepted_it_may_take_it_up(client, cast, agreed):
    of_item(agreed, cast.here, title="Pintar el camino")
    of_item(agreed, cast.here, "CO-2", accepted_on=None)
    path = f"/compromisos/de/acuerdo/{agreed.agenda.code}/{agreed.code}/"
    part = client.get(path, **HTMX).content.decode()
    assert "Pintar el camino" in part
    assert "CO-2" not in part
    assert "Convertir" not in part
    assert f'hx-get="{path}"' in client.get(agreed.get_absolute_url()).content.decode()
    for person, sees in (
        (cast.liaison, True),
        (cast.neighbour, False),
        (cast.coordinator, True),
        (cast.reviewer, False),
    ):
        client.force_login(person)
        link = f"/commitments-new?origen=acuerdo%3A{agreed.agenda.code}%3A{agreed.code}"
        assert (link in client.get(path, **HTMX).content.decode()) is sees, person
    assert client.get(path.replace(agreed.code, "AC-99")).status_code == 404


def test_the_trace_of_an_agreement_and_of_its_contributions_leads_to_the_commitment(client, cast, agreed):
    row = of_item(agreed, cast.here, title="Pintar el camino")
    with time_machine.travel(ACCEPT + DAY):
        trace_births([row], ACCEPT + DAY)
        trace_births([row], ACCEPT + DAY)
    contribution = agreed.contributions.get()
    for kind, pk in ((AGREEMENT, agreed.pk), (CONTRIBUTION, contribution.pk)):
        steps = [(step.step, step.to and step.to.label) for step in line_of(kind, pk)]
        assert steps.count(("compromiso", "CO-1 Pintar el camino")) == 1
    if address_of("followup:commitment", "CO-1"):  # a page of another room
        assert "CO-1 Pintar el camino" in client.get(agreed.get_absolute_url()).content.decode()


def test_a_file_leaves_the_trace_that_acceptance_leaves(cast, agreed, tmp_path):
    row, origin = of_item(agreed, cast.here, title="Pintar el camino"), f"acuerdo:{agreed.agenda.code}:{agreed.code}"
    cells = {
        "code": "F-1", "title": "Pintar el camino", "origin": origin, "municipalities": cast.here.divipola, "office": "Obras",
        "agreed_on": "2027-01-10", "start": "2027-02-01", "end": "2027-12-31", "milestones": "Acto~2027-03-31~",
    }  # fmt: skip
    rows = [cells, cells | {"code": "F-2", "agreed_on": "", "milestones": ""}]  # the second is only proposed
    lines = [",".join(one.get(name, "") for name in COLUMNS) for one in rows]
    file = write(tmp_path, "compromisos.csv", "\n".join([",".join(COLUMNS), *lines, ""]))
    trace_births([row], timezone.now())
    run("import_commitments", file)
    run("import_commitments", file)
    things = {(AGREEMENT, agreed.pk), (CONTRIBUTION, agreed.contributions.get().pk)}
    for pk in (row.pk, Commitment.objects.get(code="F-1").pk):
        left = TraceEvent.objects.filter(to_kind="commitment", to_id=pk, step="compromiso")
        assert sorted(left.values_list("kind", "subject_id")) == sorted(things)
    assert not TraceEvent.objects.filter(to_id=Commitment.objects.get(code="F-2").pk, to_kind="commitment").exists()


def test_a_commitment_of_a_gap_and_one_of_nothing_leave_no_trace(places, first):
    trace_births([born(places[0], "INF-01", "CO-1"), make_commitment(places[0], code="CO-2")], PUBLISHED)
    assert not TraceEvent.objects.filter(step="compromiso").exists()


def test_rounds_of_an_older_portal_do_not_break_the_page(client, places, first):
    born(places[0], "INF-01", "CO-1", round="de-antes")
    assert not Round.objects.filter(code="de-antes").exists()
    assert said(client, places[0]) == {}
