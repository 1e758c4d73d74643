"""Answers of past or external rounds: written over what the layer had, all or nothing."""

import logging
from pathlib import Path

import pytest

from core.refusals import Refusal
from diagnostics.assessments.models import Answer, Assessment, Evidence, EvidenceUse, Round, ScoreRun
from diagnostics.assessments.queries.lookups import assessment_named
from diagnostics.assessments.tasks import score_open_rounds
from territory.models import Municipality
from tests.command_line import refused, row_counts, run, write
from tests.factories.diagnostics import make_answer, make_answers, make_evidence, make_round
from tests.factories.territory import make_municipality

pytestmark = pytest.mark.django_db
HEADER = "municipality,question,value,not_applicable,na_reason,na_accepted,evidence,evidence_accepted\n"


@pytest.fixture
def opened() -> Round:
    return make_round(
        *(make_municipality(divipola=c, facts={"has_council": "no"}) for c in ("05001", "05002")), code="R1"
    )


def load(tmp_path: Path, layer: str, *rows: str, header: str = HEADER) -> str:
    file = write(tmp_path, "respuestas.csv", header + "".join(f"{row}\n" for row in rows))
    return run("import_answers", "--round", "R1", "--layer", layer, file)


def answers(layer: str) -> dict[tuple[str, str], tuple]:
    rows = Answer.objects.filter(layer=layer).values_list(
        "assessment__municipality__divipola", "question__code", "value", "not_applicable", "na_reason", "na_accepted",
        "evidence_accepted",
    )  # fmt: skip
    return {row[:2]: row[2:] for row in rows}


@pytest.mark.usefixtures("opened")
def test_rows_become_answers_of_their_layer(tmp_path: Path):
    said = load(
        tmp_path, "final",
        "05001,A-01,3,,,,https://a.co/1|https://a.co/2,si",
        "05001,A-02,,si,No hay plan.,si",
        "05001,A-03,a|b,no,,no,,a",
        "05002,B-01,1/3,,,,https://a.co/1,no",
        "05002,B-02,",
    )  # fmt: skip
    assert said == "Ciclo R1, definitiva: 5 filas leídas, 5 escritas, 0 rechazadas.\n"
    assert answers("final") == {
        ("05001", "A-01"): ("3", False, "", False, "si"),
        ("05001", "A-02"): ("", True, "No hay plan.", True, ""),
        ("05001", "A-03"): ("a|b", False, "", False, "a"),
        ("05002", "B-01"): ("1/3", False, "", False, ""),
        ("05002", "B-02"): ("", False, "", False, ""),
    }
    assert answers("reviewed") == answers("self_assessed") == {}
    links = EvidenceUse.objects.values_list(
        "answer__assessment__municipality__divipola", "answer__question__code", "evidence__url"
    )
    assert set(links) == {
        ("05001", "A-01", "https://a.co/1"), ("05001", "A-01", "https://a.co/2"), ("05002", "B-01", "https://a.co/1"),
    }  # fmt: skip


@pytest.mark.usefixtures("opened")
@pytest.mark.parametrize("code", ["5001", "5001.0", "05001\u200b"])
def test_code_that_lost_its_zero_is_the_same_municipality(tmp_path: Path, code: str):
    load(tmp_path, "final", f"{code},A-01,3")
    assert set(answers("final")) == {("05001", "A-01")}
    file = write(tmp_path, "otra.csv", f"{HEADER}05001,A-01,3\n{code},A-01,2\n")
    sentence = refused("import_answers", "--round", "R1", "--layer", "final", file)
    assert "línea 3: 05001, A-01 ya está en la línea 2" in sentence


@pytest.mark.usefixtures("opened")
@pytest.mark.parametrize("name", ["5001", "05001", "municipio-x"])
def test_diagnosis_is_found_by_code_with_or_without_its_zero_and_by_address(name: str):
    Municipality.objects.filter(divipola="05001").update(slug="municipio-x")
    assert assessment_named("R1", name).municipality.divipola == "05001"
    with pytest.raises(Refusal, match="«5003» no participa en el ciclo R1"):
        assessment_named("R1", "5003")


@pytest.mark.usefixtures("opened")
def test_round_is_opened_for_codes_without_their_zero():
    run("open_round", "R2", "--instrument", "CHICO", "--municipalities", "5001, 05002,5001")
    assert set(Assessment.objects.filter(round__code="R2").values_list("municipality__divipola", flat=True)) == {
        "05001", "05002",
    }  # fmt: skip


@pytest.mark.usefixtures("opened")
def test_self_assessed_layer_ignores_what_only_reviewers_say(tmp_path: Path):
    load(tmp_path, "self_assessed", "05001,A-01,3,,,,https://a.co/1,si", "05001,A-02,,si,No hay plan.,si")
    assert answers("self_assessed") == {
        ("05001", "A-01"): ("3", False, "", False, ""),
        ("05001", "A-02"): ("", True, "No hay plan.", False, ""),
    }


@pytest.mark.usefixtures("opened")
def test_trailing_columns_and_cells_may_be_left_out(tmp_path: Path):
    load(tmp_path, "final", "05001,A-01,3", header="municipality,question,value\n")
    load(tmp_path, "final", "05002,A-01,2,,,,https://a.co/1")
    assert answers("final") == {
        ("05001", "A-01"): ("3", False, "", False, ""),
        ("05002", "A-01"): ("2", False, "", False, ""),
    }


@pytest.mark.usefixtures("opened")
def test_byte_order_mark_and_windows_lines_are_read(tmp_path: Path):
    file = write(tmp_path, "r.csv", b"\xef\xbb\xbfmunicipality,question,value\r\n05001,A-01,3\r\n\r\n")
    assert "1 fila leída" in run("import_answers", "--round", "R1", "--layer", "final", file)


def test_second_file_replaces_its_answers_and_leaves_the_others(tmp_path: Path, opened: Round):
    load(tmp_path, "final", "05001,A-01,3,,,,https://a.co/1,si", "05001,A-02,si")
    load(tmp_path, "final", "05001,A-01,4,,,,https://a.co/2,no")
    assert answers("final") == {
        ("05001", "A-01"): ("4", False, "", False, ""),
        ("05001", "A-02"): ("si", False, "", False, ""),
    }
    assert list(EvidenceUse.objects.values_list("evidence__url", flat=True)) == ["https://a.co/2"]
    assert dict(Answer.objects.values_list("question__code", "version")) == {"A-01": 2, "A-02": 1}


@pytest.mark.usefixtures("opened")
def test_same_file_again_gives_the_same_answers_and_no_new_run(tmp_path: Path):
    load(tmp_path, "final", "05001,A-01,3,,,,https://a.co/1,si", "05001,A-02,,si,No hay plan.,si")
    before, stored = row_counts(), answers("final")
    run("score_round", "R1")
    scored = ScoreRun.objects.count()
    load(tmp_path, "final", "05001,A-01,3,,,,https://a.co/1,si", "05001,A-02,,si,No hay plan.,si")
    run("score_round", "R1")
    assert answers("final") == stored
    assert ScoreRun.objects.count() == scored
    assert (Evidence.objects.count(), EvidenceUse.objects.count()) == (
        before["assessments.Evidence"], before["assessments.EvidenceUse"],
    )  # fmt: skip


def test_import_into_a_layer_leaves_the_other_layers_alone(tmp_path: Path, opened: Round):
    assessment = opened.assessments.get(municipality__divipola="05001")
    own = make_answer(assessment, "A-01", "4")
    make_evidence(own)
    load(tmp_path, "final", "05001,A-01,1")
    own.refresh_from_db()
    assert (own.value, own.version, own.evidence_uses.count()) == ("4", 1, 1)


@pytest.mark.parametrize(
    ("layer", "state"),
    [("self_assessed", "self_assessment"), ("reviewed", "in_review"), ("final", "final_ready")],
)
def test_assessment_moves_on_to_what_the_layer_implies(tmp_path: Path, opened: Round, layer: str, state: str):
    load(tmp_path, layer, "05001,A-01,1")
    assert dict(opened.assessments.values_list("municipality__divipola", "state")) == {
        "05001": state,
        "05002": "not_started",
    }


def test_assessment_never_moves_back(tmp_path: Path, opened: Round):
    load(tmp_path, "final", "05001,A-01,1")
    load(tmp_path, "self_assessed", "05001,A-01,1")
    assert opened.assessments.get(municipality__divipola="05001").state == "final_ready"


@pytest.mark.usefixtures("opened")
def test_progress_of_the_board_is_kept(tmp_path: Path):
    load(tmp_path, "self_assessed", "05001,A-01,4", "05001,A-02,si", "05001,B-01,")
    assessment = Assessment.objects.get(municipality__divipola="05001")
    # B-03 does not apply without a council; level 4 still lacks its evidence.
    assert (assessment.applicable_count, assessment.answered_count, assessment.unproven_count) == (5, 2, 1)


def test_answers_already_there_are_kept_when_one_row_is_bad(tmp_path: Path, opened: Round):
    make_answers(opened.assessments.get(municipality__divipola="05001"), layer="final")
    stored = answers("final")
    file = write(tmp_path, "r.csv", HEADER + "05001,A-01,0\n05001,A-02,quizás\n")
    refused("import_answers", "--round", "R1", "--layer", "final", file)
    assert answers("final") == stored


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("count", "said"), [(1, "1 municipio (00001)"), (12, "12 municipios (00001, 00002, 00003, 00004, ")]
)
def test_score_that_waits_for_facts_is_one_short_line(tmp_path: Path, caplog, count: int, said: str):
    codes = [f"{number:05}" for number in range(1, count + 1)]
    make_round(*(make_municipality(divipola=code, facts={}) for code in codes), code="R1")
    printed = load(tmp_path, "final", *(f"{code},A-01,3" for code in codes))
    assert printed.startswith("Ciclo R1, definitiva: ")
    (record,) = [one for one in caplog.records if one.levelno >= logging.WARNING]
    assert record.exc_info is None
    assert record.getMessage().startswith(f"the score of R1, layer final, waits: faltan datos de {said}")
    assert len(record.getMessage()) <= 300
    assert not ScoreRun.objects.exists()

    Municipality.objects.update(facts={"has_council": "no"})
    score_open_rounds()
    assert ScoreRun.objects.get().totals.count() == count, "it is computed once they are there"


@pytest.mark.django_db(transaction=True)
def test_log_does_not_repeat_an_answer_that_cannot_be_read(opened: Round, caplog):
    make_answer(opened.assessments.get(municipality__divipola="05001"), "A-01", "Cédula 123", layer="final")
    score_open_rounds()
    assert "no se puede leer la respuesta A-01 de 05001" in caplog.text
    assert "Cédula" not in caplog.text
