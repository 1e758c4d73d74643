"""V1–V9 from files to the exported table, through the commands that operators use."""

import csv
import io
from pathlib import Path

import pytest

from diagnostics.assessments.models import Answer, EvidenceUse
from tests import golden_vectors as golden
from tests.command_line import run, table, write
from tests.factories.diagnostics import LINK, make_evidence
from tests.oracle import Said

pytestmark = pytest.mark.django_db
COLUMNS = ["municipality", "question", "value", "not_applicable", "na_reason", "na_accepted", "evidence_accepted"]


def said(yes: bool) -> str:
    return "si" if yes else "no"


def places() -> str:
    facts = ["ley617_category", *(name for name in golden.FACTS if name != "ley617_category")]
    words = {True: "si", False: "no"}
    cells = ",".join(
        str(words.get(golden.FACTS[f], golden.FACTS[f]) if f != "previous_cycle_commitments" else 0) for f in facts
    )
    rows = [f"{name},Municipio {name},{cells}" for name in golden.EXPECTED]
    return "\n".join([f"divipola,name,{','.join(facts)}", *rows])


def answers_csv(answers: dict[str, dict[str, Said]], *, link: str = "") -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([*COLUMNS, "evidence"])
    for municipality, given in answers.items():
        for code, a in given.items():
            reason = "No hay entidades de este tipo." if a.na else ""
            accepted = "" if a.na else a.evidence
            writer.writerow([municipality, code, a.value, said(a.na), reason, said(a.na_accepted), accepted, link])
    return out.getvalue()


@pytest.fixture
def opened(tmp_path: Path) -> Path:
    """The edition loaded and a round open for one municipality per vector."""
    run("load_municipalities", write(tmp_path, "places.csv", places()))
    run("load_instrument", str(golden.EDITION))
    run("open_round", "vectores", "--instrument", "IP360-GA")
    return tmp_path


def result_of(rows: list[dict[str, str]], municipality: str) -> tuple:
    own = [row for row in rows if row["municipality"] == municipality]
    (total,) = (row for row in own if row["kind"] == "global")
    dimensions = {row["code"]: row["displayed"] for row in own if row["kind"] == "dimension"}
    return (
        total["mode"], total["displayed"], total["coverage"], int(total["level_before_gates"]), int(total["level"]),
        total["partial"] == "si", [dimensions[code] for code in golden.DIMENSIONS],
    )  # fmt: skip


@pytest.mark.usefixtures("opened")
def test_final_layer_gives_the_golden_numbers(tmp_path: Path):
    file = write(tmp_path, "answers.csv", answers_csv(golden.answers()))
    run("import_answers", "--round", "vectores", "--layer", "final", file)
    rows = []
    for mode in ("official", "provisional"):
        run("score_round", "vectores", "--mode", mode)
        rows += table("export_scores", "vectores", "--format", "csv", "--mode", mode)

    found = {
        vector: result_of([row for row in rows if row["mode"] == expected[0]], vector)
        for vector, expected in golden.EXPECTED.items()
    }
    assert found == golden.EXPECTED
    assert run("verify_scores", "vectores").count("igual al recalculado") == 2


@pytest.mark.usefixtures("opened")
def test_self_assessed_layer_counts_what_is_attached_and_declared(tmp_path: Path):
    given = golden.answers()
    with_links = {name: given[name] for name in ("V1", "V2", "V6a", "V6b", "V8")}
    without_links = {"V3": given["V3"], "V9": given["V9"]}
    for number, text in enumerate([answers_csv(with_links, link=LINK), answers_csv(without_links)]):
        run("import_answers", "--round", "vectores", "--layer", "self_assessed", write(tmp_path, f"{number}.csv", text))
    for answer in Answer.objects.filter(assessment__municipality__divipola="V9").select_related(
        "question", "assessment"
    ):
        for option in ("a", "b") if answer.question.code == "DAT-03" else ("",):
            make_evidence(answer, option=option)
    run("score_round", "vectores", "--layer", "self_assessed")
    rows = table("export_scores", "vectores", "--layer", "self_assessed", "--format", "csv")

    # «No aplica» is only declared here, so V6b equals V6a.
    expected = {name: golden.EXPECTED[name] for name in ("V1", "V2", "V3", "V6a", "V8", "V9")}
    assert {name: result_of(rows, name) for name in expected} == expected
    assert result_of(rows, "V6b") == golden.EXPECTED["V6a"]
    assert EvidenceUse.objects.filter(answer__assessment__municipality__divipola="V3").count() == 0


@pytest.mark.usefixtures("opened")
def test_acceptance_columns_mean_nothing_in_the_self_assessed_layer(tmp_path: Path):
    file = write(tmp_path, "answers.csv", answers_csv({"V2": golden.answers()["V2"]}))
    run("import_answers", "--round", "vectores", "--layer", "self_assessed", file)
    run("score_round", "vectores", "--layer", "self_assessed")
    rows = table("export_scores", "vectores", "--layer", "self_assessed", "--format", "csv")
    assert result_of(rows, "V2") == golden.EXPECTED["V3"]


@pytest.mark.usefixtures("opened")
def test_links_mean_nothing_in_the_final_layer_until_they_are_accepted(tmp_path: Path):
    file = write(tmp_path, "answers.csv", answers_csv({"V3": golden.answers()["V3"]}, link=LINK))
    run("import_answers", "--round", "vectores", "--layer", "final", file)
    run("score_round", "vectores")
    assert result_of(table("export_scores", "vectores", "--format", "csv"), "V3") == golden.EXPECTED["V3"]


@pytest.mark.usefixtures("opened")
def test_a_layer_does_not_change_through_a_later_one(tmp_path: Path):
    given = golden.answers()
    for layer, vector in (("self_assessed", "V1"), ("reviewed", "V2"), ("final", "V3")):
        text = answers_csv({"V1": given[vector]}, link=LINK)
        run("import_answers", "--round", "vectores", "--layer", layer, write(tmp_path, f"{layer}.csv", text))
    found = {}
    for layer in ("self_assessed", "reviewed", "final"):
        run("score_round", "vectores", "--layer", layer)
        found[layer] = result_of(table("export_scores", "vectores", "--layer", layer, "--format", "csv"), "V1")[1]
    assert found == {"self_assessed": "100.00", "reviewed": "54.32", "final": "16.73"}
