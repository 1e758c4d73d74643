"""A real index reproduced: the points that Open Data Maturity 2023 published for eight countries.

The data lie beside the repository and are not part of it.
"""

import csv
import io
import os
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from tests.command_line import run, table

ROOT = Path(__file__).resolve().parents[4]
SHARED = ROOT.parent / "shared"
DATA = SHARED / "data" / "odm2023"
MAXIMUM = {"global": 2540, "D1": 640, "D2": 600, "D3": 650, "D4": 650}


@pytest.fixture
def data() -> Path:
    if (DATA / "published.csv").is_file():
        return DATA
    reason = f"no data of the Open Data Maturity 2023 at ../shared/data/odm2023 (seen from {ROOT.name})"
    if os.environ.get("CI") == "true" and SHARED.is_dir():
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


@pytest.mark.django_db
def test_every_published_figure_is_reproduced(data: Path):
    run("load_municipalities", str(data / "entities.csv"))
    run("load_instrument", str(data / "eu-odm-2023.yaml"))
    run("open_round", "odm2023", "--instrument", "EU-ODM")
    run("import_answers", "--round", "odm2023", "--layer", "final", str(data / "answers.csv"))
    run("score_round", "odm2023")

    found = {
        (row["municipality"], row["code"]): (Decimal(row["score"]), row["displayed"])
        for row in table("export_scores", "odm2023", "--format", "csv")
        if row["kind"] in ("global", "dimension")
    }
    expected = {}
    for row in csv.DictReader(io.StringIO((data / "published.csv").read_text(encoding="utf-8"))):
        points = {"global": row["total_points"], **{code: row[code] for code in ("D1", "D2", "D3", "D4")}}
        for code, number in points.items():
            exact = Fraction(100 * int(number), MAXIMUM[code])
            expected[row["code"], code] = (rounded(exact, "0.00000001"), str(rounded(exact, "0.01")))
    assert len(expected) == 8 * 5
    assert found == expected
    assert "igual al recalculado" in run("verify_scores", "odm2023")


def rounded(exact: Fraction, step: str) -> Decimal:
    return (Decimal(exact.numerator) / exact.denominator).quantize(Decimal(step), rounding=ROUND_HALF_UP)


@pytest.mark.django_db
def test_information_questions_carry_no_points(data: Path):
    run("load_municipalities", str(data / "entities.csv"))
    run("load_instrument", str(data / "eu-odm-2023.yaml"))
    run("open_round", "odm2023", "--instrument", "EU-ODM")
    run("import_answers", "--round", "odm2023", "--layer", "final", str(data / "answers.csv"))
    run("score_round", "odm2023")
    rows = table("export_scores", "odm2023", "--format", "csv")
    unscored = {
        (row["code"], row["score"]) for row in rows if row["kind"] == "question" and row["status"] == "unscored"
    }
    assert len(unscored) == 11
    assert {score for _, score in unscored} == {""}
