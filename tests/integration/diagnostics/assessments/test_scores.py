"""Score runs: idempotent, complete, verifiable; the exported table; queries that do not grow."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.models import AuditEntry
from diagnostics.assessments.actions import scores
from diagnostics.assessments.models import Answer, MunicipalScore, Round, ScoreRun
from diagnostics.scoring import ENGINE_VERSION
from tests.command_line import refused, run, table
from tests.database import tamper
from tests.factories.diagnostics import AT, BEST, make_answer, make_answers, make_evidence, make_round
from tests.factories.territory import make_municipality

pytestmark = pytest.mark.django_db


def opened(count: int = 2, **fields) -> Round:
    return make_round(*(make_municipality(facts={"has_council": "no"}) for _ in range(count)), **fields)


@pytest.fixture
def answered() -> Round:
    """Two municipalities; the first answered everything with its evidence accepted, the second nothing."""
    round = opened(code="R1")
    make_answers(round.assessments.order_by("pk").first(), layer="final", evidence_accepted="si")
    return round


@pytest.mark.usefixtures("answered")
def test_scoring_twice_gives_one_run():
    first = run("score_round", "R1")
    stored = list(MunicipalScore.objects.values())
    assert run("score_round", "R1") == first
    assert ScoreRun.objects.count() == 1
    assert list(MunicipalScore.objects.values()) == stored
    assert AuditEntry.objects.filter(verb="score.computed").count() == 1


def test_run_names_what_it_was_made_of(answered: Round):
    said = run("score_round", "R1")
    made = ScoreRun.objects.get()
    assert (made.round, made.layer, made.mode, made.engine_version) == (answered, "final", "official", ENGINE_VERSION)
    assert len(made.inputs_sha256) == 64
    assert "1 municipio con puntaje de 2" in said
    assert f"entradas {made.inputs_sha256[:12]}, motor {ENGINE_VERSION}." in said


def change_value(round: Round) -> None:
    Answer.objects.filter(question__code="A-02").update(value="no")


def change_evidence(round: Round) -> None:
    Answer.objects.filter(question__code="A-01").update(evidence_accepted="")


def change_fact(round: Round) -> None:
    municipality = round.assessments.order_by("pk").first().municipality
    municipality.facts = {"has_council": "si"}
    municipality.save()


def add_answer(round: Round) -> None:
    make_answer(round.assessments.order_by("pk").last(), "A-01", "2", layer="final")


@pytest.mark.parametrize("change", [change_value, change_evidence, change_fact, add_answer])
def test_other_inputs_give_another_run_and_verification_says_so(answered: Round, change: Callable[[Round], None]):
    run("score_round", "R1")
    change(answered)
    sentence = refused("verify_scores", "R1")
    assert "hay respuestas o datos más nuevos que el último cálculo; calcule otra vez." in sentence
    assert len(sentence.splitlines()) == 2
    run("score_round", "R1")
    assert ScoreRun.objects.count() == 2
    assert "igual al recalculado" in run("verify_scores", "R1")


@pytest.mark.usefixtures("answered")
def test_results_shown_are_those_of_the_last_scoring_even_when_its_run_is_old():
    shown = []
    for value in ("si", "no", "si"):
        Answer.objects.filter(question__code="A-02").update(value=value)
        run("score_round", "R1")
        rows = table("export_scores", "R1", "--format", "csv")
        shown.append(next(row["displayed"] for row in rows if row["kind"] == "global" and row["displayed"]))
    assert shown == ["100.00", "85.00", "100.00"]
    assert "igual al recalculado" in run("verify_scores", "R1")


def test_what_cannot_change_the_score_does_not_change_the_run(answered: Round):
    run("score_round", "R1")
    Answer.objects.update(version=7, changed_at=AT)
    empty = make_answer(answered.assessments.order_by("pk").last(), "A-01", "", layer="final")
    make_evidence(empty)
    make_answer(answered.assessments.order_by("pk").last(), "A-01", "4")  # another layer
    run("score_round", "R1")
    assert ScoreRun.objects.count() == 1


@pytest.mark.usefixtures("answered")
def test_every_layer_and_mode_has_its_own_run():
    for layer in ("self_assessed", "reviewed", "final"):
        for mode in ("official", "provisional"):
            run("score_round", "R1", "--layer", layer, "--mode", mode)
    assert ScoreRun.objects.count() == 6
    assert run("verify_scores", "R1").count("igual al recalculado") == 6


# --- tampering --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "change", "what"),
    [
        ("assessments_municipalscore", "displayed = 99.99", "el total guardado no es igual al recalculado."),
        ("assessments_municipalscore", "level_before_gates = 1", "el total guardado no es igual al recalculado."),
        ("assessments_municipalscore", "detail = '{}'", "el detalle guardado no es igual al recalculado."),
        ("assessments_municipalscore", "dimensions = '{}'", "el puntaje de A guardado no es igual al recalculado."),
    ],
)
@pytest.mark.usefixtures("answered")
def test_stored_number_that_was_tampered_with_is_found(table: str, change: str, what: str):
    run("score_round", "R1")
    answered = MunicipalScore.objects.exclude(score=None).get()
    tamper(table, change, key=answered.pk)
    difference = refused("verify_scores", "R1").splitlines()[1]
    assert difference.endswith(f": {answered.municipality.divipola}: {what}")


# --- what is stored and exported --------------------------------------------------------------------------


def test_municipality_without_answers_has_no_score(answered: Round):
    run("score_round", "R1")
    silent = answered.assessments.order_by("pk").last().municipality
    total = MunicipalScore.objects.get(municipality=silent)
    assert (total.score, total.displayed, total.level, total.status, total.partial) == (
        None,
        None,
        None,
        "unanswered",
        False,
    )
    assert total.dimensions == {}
    rows = [row for row in table("export_scores", "R1", "--format", "csv") if row["municipality"] == silent.divipola]
    assert rows == [
        {
            "municipality": silent.divipola, "layer": "final", "mode": "official", "kind": "global", "code": "global",
            "score": "", "displayed": "", "coverage": "", "level": "", "level_before_gates": "", "partial": "",
            "status": "unanswered",
        }
    ]  # fmt: skip


@pytest.mark.usefixtures("answered")
def test_exported_table_has_every_level_in_the_agreed_columns():
    run("score_round", "R1")
    printed = run("export_scores", "R1", "--format", "csv").splitlines()
    code = MunicipalScore.objects.exclude(score=None).get().municipality.divipola
    start = f"{code},final,official"
    assert [line for line in printed if line.startswith((code, "municipality"))] == [
        "municipality,layer,mode,kind,code,score,displayed,coverage,level,level_before_gates,partial,status",
        f"{start},global,global,100.00000000,100.00,1.00,2,2,no,scored",
        f"{start},dimension,A,100.00000000,100.00,1.00,2,,,scored",
        f"{start},dimension,B,100.00000000,100.00,1.00,2,,,scored",
        f"{start},indicator,A.1,100.00000000,100.00,1.00,,,,scored",
        f"{start},indicator,B.1,100.00000000,100.00,1.00,,,,scored",
        *(f"{start},question,{q},100.00000000,100.00,,,,,scored" for q in BEST),
        f"{start},question,B-03,,,,,,,not_applicable",
    ]


def test_statuses_and_gates_are_exported(answered: Round):
    second = answered.assessments.order_by("pk").last()
    make_answers(second, {"A-01": "4", "B-01": "1/3"}, layer="final")  # no evidence: 25; a third: 0
    run("score_round", "R1")
    rows = table("export_scores", "R1", "--format", "csv")
    own = {row["code"]: row for row in rows if row["municipality"] == second.municipality.divipola}
    assert {code: (row["score"], row["status"]) for code, row in own.items() if row["kind"] == "question"} == {
        "A-01": ("25.00000000", "scored"), "A-02": ("0.00000000", "unanswered"), "A-03": ("0.00000000", "unanswered"),
        "B-01": ("0.00000000", "scored"), "B-02": ("0.00000000", "unanswered"), "B-03": ("", "not_applicable"),
    }  # fmt: skip
    # A = (2·25 + 0 + 0) / 4 = 12.5; total 0.6 · 12.5 = 7.5; both dimensions half answered.
    assert (own["A"]["displayed"], own["A"]["coverage"], own["B"]["coverage"]) == ("12.50", "0.50", "0.50")
    total = own["global"]
    assert (total["displayed"], total["level"], total["partial"]) == ("7.50", "1", "si")


@pytest.mark.usefixtures("answered")
def test_json_says_the_same_as_csv():
    run("score_round", "R1")
    document = json.loads(run("export_scores", "R1", "--format", "json"))
    made = ScoreRun.objects.get()
    assert document["scores"] == table("export_scores", "R1", "--format", "csv")
    assert (document["round"], document["inputs_sha256"]) == ("R1", made.inputs_sha256)
    assert "note" not in document


def test_invented_results_say_so_in_every_file():
    round = opened(code="R1", is_demo=True)
    make_answers(round.assessments.first(), layer="final")
    run("score_round", "R1")
    notes = {row["note"] for row in table("export_scores", "R1", "--format", "csv")}
    assert len(notes) == 1
    assert notes.pop().startswith("Datos de demostración")
    assert json.loads(run("export_scores", "R1", "--format", "json"))["note"].startswith("Datos de demostración")


def test_self_assessed_layer_counts_links_as_accepted():
    assessment = opened(1, code="R1").assessments.get()
    scale, _, multi, *_ = make_answers(assessment)
    make_evidence(scale)
    make_evidence(multi, option="a")
    make_evidence(multi, option="c", url="https://www.ejemplo.gov.co/otro")
    run("score_round", "R1", "--layer", "self_assessed")
    rows = {
        row["code"]: row["displayed"]
        for row in table("export_scores", "R1", "--layer", "self_assessed", "--format", "csv")
    }
    assert (rows["A-01"], rows["A-03"]) == ("100.00", "70.00")


def test_na_without_a_reason_is_no_answer_in_the_self_assessed_layer():
    assessment = opened(1, code="R1").assessments.get()
    make_answer(assessment, "A-02", not_applicable=True, na_reason=" ")
    make_answer(assessment, "B-01", "1/1")
    run("score_round", "R1", "--layer", "self_assessed")
    rows = {
        row["code"]: row["status"]
        for row in table("export_scores", "R1", "--layer", "self_assessed", "--format", "csv")
    }
    assert rows["A-02"] == "unanswered"


# --- publication ------------------------------------------------------------------------------------------


def test_published_round_keeps_its_run_and_verifies(answered: Round):
    answered.assessments.filter(answers__isnull=False).update(state="final_ready")
    run("score_round", "R1")
    said = run("publish_round", "R1")
    assert said == "Ciclo R1, versión 1: 1 municipio con resultado y 1 sin resultado.\n"
    answered.refresh_from_db()
    assert answered.is_published
    assert ScoreRun.objects.get().publication.round == answered
    assert "igual al recalculado" in run("verify_scores", "R1")


def test_published_result_does_not_follow_the_catalogue(answered: Round, tmp_path: Path):
    answered.assessments.filter(answers__isnull=False).update(state="final_ready")
    run("publish_round", "R1")
    change_fact(answered)
    assert "igual al recalculado" in run("verify_scores", "R1")


# --- cost -------------------------------------------------------------------------------------------------


def queries_to_score(size: int) -> int:
    round = opened(size)
    for assessment in round.assessments.all():
        make_answers(assessment, layer="final")
    fresh = Round.objects.select_related("version").get(pk=round.pk)
    with CaptureQueriesContext(connection) as sent:
        scores.compute(round=fresh, layer="final", mode="official", at=AT)
    return sum(not q["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")) for q in sent.captured_queries)


def test_queries_to_score_do_not_grow_with_municipalities():
    few = queries_to_score(3)
    assert queries_to_score(10) == few
    assert few <= 20
