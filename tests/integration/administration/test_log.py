"""The log page: acts in words, filters, its file, and who may read it."""

import ast
import csv
import io
import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.utils import timezone

from administration.queries.log import FOLDED_FROM, log_of, log_rows, runs_of
from core import acts
from core.models import AuditEntry
from core.process.steps import registered
from diagnostics.assessments.actions import round_changes, scores
from diagnostics.assessments.choices import Layer
from diagnostics.instruments.actions import editions
from territory.actions import load_places, places_in
from tests.architecture.tree import PACKAGES, parsed, python_files
from tests.budgets import queries_of
from tests.factories.accounts import make_user
from tests.factories.diagnostics import AT, make_closed
from tests.factories.territory import make_municipality
from tests.page_text import text_of

pytestmark = pytest.mark.django_db


def verbs_of_the_source() -> set[str]:
    """Every literal that the source gives as `verb`."""
    found = {step.verb for process in registered() for step in process.steps}
    for path in python_files(under=PACKAGES):
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.keyword) and node.arg == "verb":
                assert not isinstance(node.value, ast.JoinedStr), f"{path}: a verb in pieces is found by nobody"
                found |= {one.value for one in _values(node.value) if isinstance(one, ast.Constant)}
    return found


def _values(node: ast.expr) -> list[ast.expr]:
    """What an expression may be: both sides of «a if b else c»."""
    return [*_values(node.body), *_values(node.orelse)] if isinstance(node, ast.IfExp) else [node]


def test_changes_of_a_round_are_read_in_words(cast, assessment, browser_of):
    round, there = assessment.round, make_municipality(name="Lejos", facts={"has_council": "no"})
    opens_on, closes_on = timezone.localdate(), timezone.localdate() + timedelta(days=30)
    changing = {"by": cast.coordinator, "at": timezone.now()}
    round_changes.rename(round=round, name="Otro nombre", **changing)
    round_changes.redate(
        round=round, opens_on=round.opens_on, closes_on=closes_on, cutoff_on=opens_on, reason="Festivos", **changing
    )
    round_changes.add_municipality(round=round, municipality=there, **changing)
    round_changes.remove_municipality(round=round, municipality=there, **changing)
    said = {row.verb: row for row in log_rows(log_of({"ciclo": round.code})[0])}
    assert said["round.renamed"].details == ["se llamaba: Ciclo de prueba", "se llama: Otro nombre"]
    changed = " ".join(said["round.redated"].details)
    assert re.search(rf"cierra: .+ → .*{closes_on.day} de .+ corte: sin fecha → .*{opens_on.day} de ", changed)
    for verb in ("round.municipality_added", "round.municipality_removed"):
        assert (said[verb].place, said[verb].details) == ("Lejos", [])
        assert verb in {row.verb for row in log_rows(log_of({"municipio": there.divipola})[0])}
    page = text_of(browser_of(cast.coordinator).get("/bitacora/", {"ciclo": round.code}).text)
    assert "Se llamaba: Ciclo de prueba · Se llama: Otro nombre" in page
    assert not re.search("Vencía|Código del acta", page)


def test_labels_of_one_verb_are_not_those_of_another():
    term = AuditEntry(verb="term.extended", data={"before": "2027-03-01", "due": "2027-03-08"})
    assert [one.partition(":")[0] for one in acts.details_of(term)] == ["vencía", "vence"]
    assert acts.details_of(AuditEntry(verb="evidence.added", data={"before": "x", "code": "y"})) == []


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"role": "liaison", "bulk": True}, ["rol: Enlace municipal", "con una lista"]),
        ({"role": "liaison", "replaced": 0}, ["rol: Enlace municipal"]),
        ({"role": "liaison", "replaced": 2}, ["rol: Enlace municipal", "invitaciones reemplazadas: 2"]),
    ],
)
def test_what_is_so_is_said_and_what_is_not_is_left_out(data, said):
    assert acts.details_of(AuditEntry(verb="invitation.sent", data=data)) == said


def test_targets_are_named(cast, assessment):
    load_places(places=places_in("divipola,name\n05999,Nuevo\n", name="lista.csv"), at=AT)
    scores.compute(round=assessment.round, layer=Layer.SELF_ASSESSED, mode="provisional", at=AT)
    editions.start(name="Prueba piloto", by=cast.coordinator, at=AT, base=assessment.round.version)
    about = {(row.verb, row.about, row.place) for row in log_rows(log_of({})[0])}
    assert ("municipality.loaded", "Nuevo", "Nuevo") in about
    assert ("score.computed", "Ciclo de prueba", "") in about
    assert ("edition_draft.started", "Prueba piloto", "") in about
    created = next(row for row in log_rows(log_of({"verbo": "instrument.created"})[0]))
    assert (created.act, created.about) == ("Edición cargada", str(assessment.round.version).replace(" ", ", "))


def make_entry(**fields) -> AuditEntry:
    return AuditEntry.objects.create(
        **{"at": AT, "verb": "term.extended", "target_type": "x", "target_id": "1"} | fields
    )


def filtered(**wanted: str) -> set[str]:
    """Ids of the targets of the entries that a filter leaves."""
    return set(log_of(wanted)[0].values_list("target_id", flat=True))


def test_every_act_has_its_words():
    assert set(acts.words()) == verbs_of_the_source()


def test_rows_say_who_what_and_about_what(cast, assessment):
    make_closed(assessment, by=cast.liaison, reviewer=cast.reviewer)
    entries, used = log_of({"verbo": "assessment.signed"})
    row = log_rows(entries)[0]
    assert (len(entries), used) == (1, {"verbo": "assessment.signed"})
    assert (row.who, row.by, row.act, row.about) == (
        cast.liaison.name, cast.liaison.email, "Firmado por la alcaldía", "Aquí, Ciclo de prueba",
    )  # fmt: skip
    marked, _ = log_of({"verbo": "answer.marked"})
    assert {r.about.partition(",")[0] for r in log_rows(marked)} == {"A-01", "A-02", "A-03", "B-01", "B-02"}


def test_what_was_recorded_is_read_in_words_and_hashes_stay_in_the_file(cast, assessment, browser_of):
    make_closed(assessment, by=cast.liaison, reviewer=cast.reviewer)
    row = log_rows(log_of({"verbo": "assessment.signed"})[0])[0]
    assert row.details[0] == "de «En aprobación de la alcaldía» a «En revisión metropolitana»"
    assert row.details[1].startswith("vence: ")
    assert "sha256" in row.data
    page = browser_of(cast.coordinator).get("/bitacora/").text
    assert not re.search(r"sha256|in_review|[0-9a-f]{40}|>assessments\.", page)


def test_target_without_a_name_is_called_by_its_kind(cast, assessment):
    make_entry(verb="score.computed", target_type="assessments.scorerun", target_id="7")
    make_entry(verb="score.computed", target_type="gone.model", target_id="8")
    assert {row.about for row in log_rows(log_of({"verbo": "score.computed"})[0])} == {"Cálculo 7", "Gone.model 8"}


def test_entries_are_found_by_person_municipality_and_round(cast, assessment):
    other = make_user(name="Íngrid Muñoz Ñáñez", email="ingrid@bello.example")
    make_entry(target_id="portal", by=None, place=cast.here.divipola)
    make_entry(target_id="ingrid", by=other, process="round:ciclo")
    make_entry(target_id="liaison", by=cast.liaison, place=cast.there.divipola, process="round:otro")
    made = {"portal", "ingrid", "liaison"}
    assert filtered(quien="ingrid munoz") == filtered(quien="INGRID@bello") == {"ingrid"}
    assert filtered(quien="portal") & made == filtered(quien="El portal") & made == {"portal"}
    assert filtered(quien="nadie así") == set()
    assert filtered(municipio=cast.here.divipola) & made == {"portal"}
    assert filtered(ciclo="ciclo") & made == {"ingrid"}
    assert filtered(quien="munoz", municipio=cast.here.divipola) == set()


@pytest.mark.parametrize(
    "wanted",
    [
        {"verbo": "otra.cosa"}, {"desde": "ayer"}, {"hasta": "2027-02-30"}, {"desde": "9" * 400}, {"page": "x"},
        {"municipio": "99999"}, {"ciclo": "no-hay"}, {"quien": "  "},
    ],
)  # fmt: skip
def test_filter_that_says_nothing_filters_nothing(cast, assessment, browser_of, wanted):
    make_closed(assessment, by=cast.liaison, reviewer=cast.reviewer)
    response = browser_of(cast.coordinator).get("/bitacora/", wanted)
    assert response.status_code == 200
    assert log_of(wanted)[0].count() == AuditEntry.objects.count()


def test_filter_is_in_the_address_of_the_page_and_of_its_file(cast, assessment, browser_of):
    make_entry(target_id="1", by=cast.liaison, place=cast.here.divipola, process="round:ciclo", reason="de aquí")
    make_entry(target_id="2", by=cast.neighbour, place=cast.there.divipola, process="round:ciclo", reason="de allá")
    wanted = {"quien": cast.liaison.email, "municipio": cast.here.divipola, "ciclo": "ciclo"}
    staff = browser_of(cast.coordinator)
    page = staff.get("/bitacora/", wanted).text
    assert "de aquí" in page
    assert "de allá" not in page
    address = f"/bitacora/descargar/?{urlencode(wanted)}"
    assert address.replace("&", "&amp;") in page
    rows = list(csv.DictReader(io.StringIO(staff.get(address).text)))
    assert [(row["razon"], row["municipio"], row["ciclo"], row["acto"]) for row in rows] == [
        ("de aquí", "Aquí", "Ciclo de prueba", "Prórroga")
    ]


def test_file_holds_the_same_rows_and_no_formula(cast, assessment, browser_of):
    make_closed(assessment, by=cast.liaison, reviewer=cast.reviewer)
    make_entry(at=assessment.round.opened_at, reason="=1+1")
    response = browser_of(cast.admin).get("/bitacora/descargar/")
    rows = list(csv.DictReader(io.StringIO(response.text)))
    assert list(rows[0]) == [
        "momento", "quien", "correo", "acto", "sobre", "municipio", "ciclo", "detalle", "razon", "codigo", "datos",
    ]  # fmt: skip
    assert len(rows) == AuditEntry.objects.count()
    assert [row["razon"] for row in rows if row["razon"]] == ["'=1+1"]


def test_page_takes_as_many_queries_for_many_rows_as_for_few(cast, assessment, browser_of):
    staff = browser_of(cast.coordinator)
    make_entry(by=cast.liaison)
    few = len(queries_of(lambda: staff.get("/bitacora/", {"verbo": "term.extended"})))
    for _ in range(20):
        make_entry(by=cast.liaison, place=cast.here.divipola, process="round:ciclo")
    assert len(queries_of(lambda: staff.get("/bitacora/", {"verbo": "term.extended"}))) == few


def test_neighbours_that_say_the_same_of_different_things_are_folded(cast, assessment, browser_of):
    same = {"by": cast.liaison, "place": cast.here.divipola, "process": "round:ciclo"}
    for number in range(FOLDED_FROM):
        make_entry(at=AT + timedelta(minutes=number), target_id=str(number), **same)
    make_entry(at=AT + timedelta(minutes=9), target_id="other", by=cast.neighbour)
    make_entry(at=AT + timedelta(minutes=10), target_id="why", reason="Por la lluvia", **same)
    runs = runs_of(log_rows(log_of({"verbo": "term.extended"})[0]))
    assert [len(run.rows) for run in runs] == [1, 1, FOLDED_FROM]
    assert (runs[-1].where, runs[-1].first.at - runs[-1].since) == (
        "Aquí, Ciclo de prueba",
        timedelta(minutes=FOLDED_FROM - 1),
    )
    page = browser_of(cast.coordinator).get("/bitacora/", {"verbo": "term.extended"}).text
    assert f"{FOLDED_FROM} veces · Aquí, Ciclo de prueba" in page
    folded = page[page.index('<details class="more log-what">') :].partition("</details>")[0]
    assert all(f"X {number}" in folded for number in range(FOLDED_FROM))
    assert "Por la lluvia" in page
    assert "Por la lluvia" not in folded


def test_fewer_and_those_of_another_day_or_with_a_reason_stand_alone(cast):
    for days in range(FOLDED_FROM):
        make_entry(at=AT + timedelta(days=days), target_id=str(days))
    for number in range(FOLDED_FROM):
        make_entry(at=AT + timedelta(days=9, minutes=number), target_id=f"r{number}", reason="La misma")
    make_entry(at=AT + timedelta(days=12), target_id="a")
    make_entry(at=AT + timedelta(days=12), target_id="b")
    runs = runs_of(log_rows(log_of({"verbo": "term.extended"})[0]))
    assert [run.is_folded for run in runs] == [False] * (2 * FOLDED_FROM + 2)


@pytest.mark.parametrize("name", ["coordinator", "admin"])
def test_log_is_in_the_menu_of_those_who_may_read_it(cast, browser_of, name):
    page = browser_of(cast.person(name)).get("/cuenta/").text
    assert ">Bitácora</a>" in page[page.index('aria-label="Trabajo"') : page.index("</header>")]


@pytest.mark.parametrize("name", ["liaison", "approver", "reviewer", "citizen"])
def test_log_is_for_coordination_and_administration(cast, browser_of, name):
    assert browser_of(cast.person(name)).get("/bitacora/").status_code == 403


def test_no_entry_holds_what_an_answer_says(cast, assessment):
    make_closed(assessment, by=cast.liaison, reviewer=cast.reviewer, rejects=("A-01",))
    data = [str(entry.data) for entry in AuditEntry.objects.all()]
    assert [text for text in data if "ejemplo.gov.co" in text or "No lo prueba" in text or "9/10" in text] == []
