# ruff: noqa: E501 – tables: one order and its sentence per line
"""Bad input to every command: one sentence that names line or code, and nothing half-written."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from diagnostics.assessments.models import Round
from diagnostics.instruments.exports.editions import as_yaml
from tests.command_line import refused, run, write
from tests.factories.diagnostics import edition, make_answer, make_answers, make_round
from tests.factories.territory import make_municipality

pytestmark = pytest.mark.django_db
HEADER = "municipality,question,value,not_applicable,na_reason,na_accepted,evidence,evidence_accepted\n"
JUNK = b"\x00\xff\x1b" * 3_500_000
LATIN = "año".encode("latin-1")
FILES = {
    "load_municipalities": ("load_municipalities",),
    "load_instrument": ("load_instrument",),
    "import_answers": ("import_answers", "--round", "R1", "--layer", "final"),
}


@pytest.fixture
def opened() -> Round:
    """A round R1 with municipalities 05001 and 05002, nothing answered."""
    places = [make_municipality(divipola=code, facts={"has_council": "no"}) for code in ("05001", "05002")]
    return make_round(*places, code="R1")


# --- files ------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("opened")
@pytest.mark.parametrize("command", FILES)
@pytest.mark.parametrize(
    ("content", "message"),
    [
        (JUNK, r"datos.x, línea \d+: el texto no está en UTF-8. Guárdelo como UTF-8\."),
        (b"divipola,name\n1," + LATIN, r"datos.x, línea 2: el texto no está en UTF-8. Guárdelo como UTF-8\."),
        (b"x" * 21 * 1024 * 1024, r"El archivo datos.x pesa más de 20 MB\."),
        (b"", r"datos.x.* (falta la columna|el archivo está vacío).*\."),
        (b"a,b\n\0\0,c\n", r"datos.x.*(falta la columna|no es un texto YAML).*\."),
        (b"x" * 10 * 1024 * 1024, r"datos.x.*(línea 0|línea 1|no es un instrumento).*\."),
        (b"hola: [\n", r"datos.x, línea \d: .+\."),
    ],
    ids=["junk", "latin-1", "21 MB", "empty", "null", "10 MB", "malformed"],
)  # fmt: skip
def test_file_that_is_none_is_refused(tmp_path: Path, command: str, content: bytes, message: str):
    sentence = refused(*FILES[command], write(tmp_path, "datos.x", content))
    assert re.fullmatch(message, sentence)


@pytest.mark.usefixtures("opened")
@pytest.mark.parametrize("command", FILES)
def test_absent_file_is_named(tmp_path: Path, command: str):
    absent = str(tmp_path / "no-hay.csv")
    assert refused(*FILES[command], absent) == f"No existe el archivo {absent}."
    assert refused(*FILES[command], "a" * 300).startswith("No se pudo leer el archivo aaa")
    assert refused(*FILES[command], str(tmp_path)) == f"No existe el archivo {tmp_path}."


# --- answers ----------------------------------------------------------------------------------------------

GOOD = "05001,A-02,si\n"
BAD_ROWS = [
    ("99999,A-02,si", "el municipio «99999» no participa en el ciclo"),
    ("05001,Z-99,si", "la pregunta «Z-99» no es del instrumento CHICO"),
    ("05001,A-02,no", "05001, A-02 ya está en la línea 2"),
    ("05002,A-01,5", "A-01: se esperaba un nivel de 0 a 4 y dice «5»"),
    ("05002,A-02,tal vez", "A-02: se esperaba si o no y dice «tal vez»"),
    ("05002,A-03,a|z", "A-03: la opción «z» no existe; las opciones son a, b, c"),
    ("05002,B-02,o9", "B-02: la opción «o9» no existe; las opciones son o1, o2"),
    ("05002,B-01,5/0", "B-01: no se puede dividir por cero (5/0)"),
    ("05002,B-01,9/5", "B-01: el primer número no puede ser mayor que el segundo (9/5)"),
    ("05002,B-01,-1/5", "B-01: el número no puede ser negativo y dice «-1»"),
    ('05002,B-01,"1,5/3"', "B-01: la marca decimal es el punto, sin separador de miles, y dice «1,5»"),
    ("05002,B-03,nan", "B-03: se esperaba un número y dice «nan»"),
    ("05002,B-03,1e400", "B-03: se esperaba un número y dice «1e400»"),
    (f"05002,B-03,{'9' * 500}", f"B-03: se esperaba un número y dice «{'9' * 40}»"),
    ("05002,A-01,,si,porque sí", "A-01: esta pregunta no admite «no aplica»"),
    ("05002,A-02,,si", "A-02: falta la razón del «no aplica» (na_reason)"),
    ("05002,A-02,si,si,porque sí", "A-02: trae un valor y «no aplica» a la vez"),
    ("05002,A-02,,quizás,x", "not_applicable: se esperaba si o no y dice «quizás»"),
    ("05002,A-02,si,no,,si", "A-02: na_accepted dice si y not_applicable no"),
    (f"05002,A-02,,si,{'x' * 1001}", "A-02: la razón del «no aplica» pasa de 1000 letras"),
    ("05002,A-02,si,,,,archivo.pdf", "A-02: «archivo.pdf» no es una dirección; debe empezar por http:// o https://"),
    ("05002,A-02,si,,,,HTTP://A.CO", "A-02: «HTTP://A.CO» no es una dirección; debe empezar por http:// o https://"),
    ("05002,A-02,si,,,,http://[::1", "A-02: «http://[::1» no es una dirección; debe empezar por http:// o https://"),
    ("05002,A-01,4,,,,,a", "A-01: evidence_accepted dice «a»; se esperaba si o no"),
    ("05002,A-03,a,,,,,a|z", "A-03: evidence_accepted dice «a|z»; se esperaba si, no u opciones separadas por |"),
    ("05002,A-03,a,,,,,a|a", "A-03: evidence_accepted dice «a|a»; se esperaba si, no u opciones separadas por |"),
]


@pytest.mark.usefixtures("opened")
@pytest.mark.parametrize("layer", ["self_assessed", "final"])
@pytest.mark.parametrize(("row", "fault"), BAD_ROWS, ids=[row[:30] for row, _ in BAD_ROWS])
def test_bad_row_refuses_the_whole_file(tmp_path: Path, layer: str, row: str, fault: str):
    file = write(tmp_path, "a.csv", HEADER + GOOD + row + "\n")
    sentence = refused("import_answers", "--round", "R1", "--layer", layer, file)
    assert sentence == f"a.csv: 1 error; no se guardó nada.\n  - línea 3: {fault}"


@pytest.mark.usefixtures("opened")
@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("municipality,question\n", "a.csv, línea 1: falta la columna «value». Se esperaban: " + HEADER.strip().replace(",", ", ") + "."),
        ("municipality,question,value,note\n", "a.csv, línea 1: no se conoce la columna «note». Se esperaban: " + HEADER.strip().replace(",", ", ") + "."),
        ("municipality,question,value,value\n", "a.csv, línea 1: la columna «value» está repetida."),
        (HEADER, "a.csv: 1 error; no se guardó nada.\n  - el archivo no tiene respuestas"),
        ("municipality,question,value\n05001,A-02,si,extra\n", "a.csv, línea 2: hay 4 columnas y el encabezado tiene 3."),
        ("municipality,question,value\n05001,A-02,s\0i\n", "a.csv, línea 2: hay un carácter nulo; el archivo no es un CSV de texto."),
        ('municipality,question,value\n05001,A-02,"si\n', "a.csv, línea 2: el archivo no es un CSV bien formado (unexpected end of data)."),
        ("municipality;question;value\n05001;A-02;si\n", "a.csv, línea 1: falta la columna «municipality». Se esperaban: " + HEADER.strip().replace(",", ", ") + "."),
    ],
)  # fmt: skip
def test_table_of_another_shape_is_refused(tmp_path: Path, content: str, sentence: str):
    assert refused(*FILES["import_answers"], write(tmp_path, "a.csv", content)) == sentence


@pytest.mark.usefixtures("opened")
def test_every_bad_row_is_reported_up_to_fifty(tmp_path: Path):
    rows = "".join(f"05001,Z-{n},si\n" for n in range(60))
    lines = refused(*FILES["import_answers"], write(tmp_path, "a.csv", HEADER + rows)).splitlines()
    assert lines[0] == "a.csv: 60 errores; no se guardó nada."
    assert lines[1] == "  - línea 2: la pregunta «Z-0» no es del instrumento CHICO"
    assert (len(lines), lines[-1]) == (52, "  - … y 10 más.")


@pytest.mark.usefixtures("opened")
def test_ten_megabytes_of_rows_are_refused_before_they_fill_the_memory(tmp_path: Path):
    file = write(tmp_path, "a.csv", HEADER.encode() + b"x,y\n" * 2_600_000)
    assert refused(*FILES["import_answers"], file) == "a.csv, línea 250002: el archivo tiene más de 250 mil filas."


# --- rounds, editions, scores -----------------------------------------------------------------------------


@pytest.mark.usefixtures("opened")
@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["open_round", "R1", "--instrument", "CHICO"], "Ya existe un ciclo con el código R1."),
        (["open_round", "R 2", "--instrument", "CHICO"], "«R 2» no sirve de código de ciclo: letras sin tilde, cifras y guiones."),
        (["open_round", "R" * 41, "--instrument", "CHICO"], "El código del ciclo tiene más de 40 letras."),
        (["open_round", "R2", "--instrument", "OTRO"], "No hay instrumento con el código «OTRO». Cárguelo con load_instrument."),
        (["open_round", "R2", "--instrument", "CHICO@9.9.9"], "El instrumento CHICO no tiene la versión «9.9.9»; tiene 1.0.0."),
        (["open_round", "R2", "--instrument", "CHICO", "--municipalities", "05001,99999"], "No hay municipio con el código 99999. Cárguelo con load_municipalities."),
        (["open_round", "R2", "--instrument", "CHICO", "--municipalities", ","], "No hay municipios para el ciclo. Cárguelos primero en «Municipios y límites»."),
        (["open_round", "R2", "--instrument", "CHICO", "--opens", "2027-02-30"], "«2027-02-30» no es una fecha; escriba AAAA-MM-DD, como 2027-03-01."),
        (["open_round", "R2", "--instrument", "CHICO", "--closes", "mañana"], "«mañana» no es una fecha; escriba AAAA-MM-DD, como 2027-03-01."),
        (["open_round", "R2", "--instrument", "CHICO", "--cutoff", "01/03/2027"], "«01/03/2027» no es una fecha; escriba AAAA-MM-DD, como 2027-03-01."),
        (["open_round", "R2", "--instrument", "CHICO", "--opens", "2027-03-02", "--closes", "2027-03-01"], "El cierre va antes de la apertura. Escriba una fecha posterior."),
        (["import_answers", "--round", "R9", "--layer", "final", __file__], "No hay ciclo con el código «R9». Ábralo con open_round."),
        (["score_round", "R9"], "No hay ciclo con el código «R9». Ábralo con open_round."),
        (["export_scores", "R9", "--format", "csv"], "No hay ciclo con el código «R9». Ábralo con open_round."),
        (["publish_round", "R9"], "No hay ciclo con el código «R9». Ábralo con open_round."),
        (["verify_scores", "R9"], "No hay ciclo con el código «R9». Ábralo con open_round."),
        (["export_scores", "R1", "--format", "csv"], "El ciclo R1 no tiene puntajes de la capa final en modo official. Calcúlelos con score_round R1 --layer final --mode official."),
        (["verify_scores", "R1"], "El ciclo R1 no tiene puntajes calculados. Calcúlelos primero."),
        (["publish_round", "R1"], "El ciclo R1 no se puede publicar todavía.\n  - No hay ninguna respuesta en la capa definitiva."),
    ],
)  # fmt: skip
def test_order_that_cannot_be_followed_is_refused(arguments: list[str], sentence: str):
    assert refused(*arguments) == sentence


@pytest.mark.usefixtures("opened")
@pytest.mark.parametrize(
    "arguments",
    [
        ["score_round", "R1", "--layer", "zzz"], ["score_round", "R1", "--mode", "zzz"], ["score_round"],
        ["export_scores", "R1", "--format", "xml"], ["export_scores", "R1"], ["import_answers", "--layer", "final", "x.csv"],
        ["import_answers", "--round", "R1", "--layer", "zzz", "x.csv"], ["open_round", "R2"], ["load_instrument"],
    ],
)  # fmt: skip
def test_unknown_or_absent_options_are_refused(arguments: list[str]):
    assert refused(*arguments).startswith("Error: ")


def test_round_without_municipalities_is_refused(tmp_path: Path):
    run("load_instrument", write(tmp_path, "chico.yaml", as_yaml(edition())))
    assert refused("open_round", "R1", "--instrument", "CHICO") == (
        "No hay municipios para el ciclo. Cárguelos primero en «Municipios y límites»."
    )


def test_instrument_file_and_line_are_named(tmp_path: Path):
    document = edition()
    document["dimensions"][0]["colour"] = "verde"
    file = write(tmp_path, "chico.yaml", as_yaml(document))
    assert re.fullmatch(
        r"chico\.yaml, línea \d+: no se conoce la clave «colour» en una dimensión\.", refused("load_instrument", file)
    )


def test_instrument_in_use_is_refused(tmp_path: Path, opened: Round):
    document = edition()
    document["instrument"]["name"] = "Otro nombre"
    stored = opened.version.content_sha256
    assert refused("load_instrument", write(tmp_path, "chico.yaml", as_yaml(document))) == (
        "El instrumento CHICO 1.0.0 ya se usa en un ciclo y no se puede cambiar. Cargue los cambios con otro número de versión."
    )
    opened.version.refresh_from_db()
    assert opened.version.content_sha256 == stored


def test_answers_of_a_published_round_do_not_change(tmp_path: Path, opened: Round):
    for assessment in opened.assessments.all():
        make_answers(assessment, layer="final", evidence_accepted="si")
    opened.assessments.update(state="final_ready")
    run("publish_round", "R1")
    file = write(tmp_path, "a.csv", HEADER + GOOD)
    assert refused(*FILES["import_answers"], file) == "El ciclo R1 ya está publicado: sus respuestas no cambian."
    assert refused("publish_round", "R1") == (
        "El ciclo R1 no se puede publicar todavía.\n  - El ciclo R1 ya está publicado; una corrección se hace con una fe de erratas."
    )


def test_fact_that_a_condition_reads_is_named_when_it_is_missing():
    unknown = make_municipality(divipola="05003", facts={})
    round = make_round(unknown, make_municipality(facts={}), code="R1")
    make_answers(round.assessments.get(municipality=unknown), layer="final")
    assert refused("score_round", "R1") == (
        "Faltan datos del municipio que deciden qué preguntas aplican:\n  - 05003: falta Tiene consejo (has_council)."
    )
    assert "1 municipio con puntaje de 2" in run("score_round", "R1", "--mode", "provisional")


def test_fact_that_cannot_be_read_stops_a_round_from_opening_and_counts_as_missing_after(opened: Round):
    assessment = opened.assessments.get(municipality__divipola="05001")
    assessment.municipality.facts = {"has_council": "quizás"}
    assessment.municipality.save()
    make_answer(assessment, "A-02", "si", layer="final")
    assert refused("score_round", "R1") == (
        "Faltan datos del municipio que deciden qué preguntas aplican:\n  - 05001: falta Tiene consejo (has_council)."
    )
    sentence = refused("open_round", "R2", "--instrument", "CHICO")
    assert sentence.startswith("Hay datos de municipios que el instrumento no puede leer:\n")
    assert sentence.endswith("«Tiene consejo» debe ser si o no, y dice «quizás».")


def test_draft_that_cannot_be_read_stops_an_official_score_only(opened: Round):
    make_answer(opened.assessments.first(), "A-01", "siete")
    assert refused("score_round", "R1", "--layer", "self_assessed") == (
        "Hay una respuesta que no se puede leer: 05001, A-01: se esperaba un nivel de 0 a 4 y dice «siete»."
    )
    run("score_round", "R1", "--layer", "self_assessed", "--mode", "provisional")


def test_publication_lists_what_is_missing(opened: Round):
    first, second = opened.assessments.order_by("pk")
    make_answers(first, layer="final")
    first.state, second.state = "final_ready", "in_review"
    first.save()
    second.save()
    assert refused("publish_round", "R1") == (
        f"El ciclo R1 no se puede publicar todavía.\n  - {second.municipality}: en revisión metropolitana."
    )


# --- as a process -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        ["load_instrument", "roto.yaml"],
        ["load_municipalities", "latin.csv"],
        ["open_round", "R 9", "--instrument", "CHICO"],
    ],
)
def test_refusal_ends_the_process_with_one_line_and_no_traceback(tmp_path: Path, arguments: list[str]):
    write(tmp_path, "roto.yaml", "a: [1\nb")
    write(tmp_path, "latin.csv", b"divipola,name\n1," + LATIN)
    manage = [sys.executable, str(settings.BASE_DIR / "manage.py")]
    environment = {**os.environ, "DATA_DIR": str(tmp_path / "var")}
    done = subprocess.run([*manage, *arguments], cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stdout == ""
    assert re.fullmatch(r"CommandError: .+\.\n", done.stderr)
