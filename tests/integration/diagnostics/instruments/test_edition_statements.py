"""What citizens read for each answer, written with the questions of an edition."""

import pytest
from django.test import Client

from core.models import AuditEntry
from diagnostics.instruments.actions import editions
from diagnostics.instruments.choices import PartKind
from diagnostics.instruments.loaders.draft_checks import checked
from diagnostics.instruments.models import EditionDraft, InstrumentVersion
from diagnostics.results.queries.published import kin_of
from diagnostics.scoring.revision import Degree
from tests.factories.diagnostics import AT, STATEMENTS, edition_with_statements, make_round, make_version
from tests.integration.diagnostics.instruments.test_editions import address, change, content, form_of, now

pytestmark = pytest.mark.django_db
QUESTION = PartKind.QUESTION


@pytest.fixture
def desk(cast, browser_of) -> Client:
    return browser_of(cast.coordinator)


@pytest.fixture
def base(cast) -> InstrumentVersion:
    return make_version()


@pytest.fixture
def draft(cast, base) -> EditionDraft:
    return editions.start(name="Con frases", base=base, by=cast.coordinator, at=AT)


@pytest.fixture
def full(cast) -> EditionDraft:
    """A draft whose questions all have their statements."""
    return editions.start(name="Llena", base=make_version(edition_with_statements()), by=cast.coordinator, at=AT)


def said(draft: EditionDraft, code: str) -> dict[str, str] | None:
    return now(draft).part(QUESTION, code).get("statements")


def as_fields(statements: dict[str, str]) -> dict[str, str]:
    return {f"said_{key}": text for key, text in statements.items()}


@pytest.mark.parametrize("code", STATEMENTS)
def test_statements_of_every_type_are_written_beside_their_answers(desk, draft, code):
    assert change(desk, draft, f"pregunta/{code}/", **as_fields(STATEMENTS[code])).status_code == 302
    assert said(draft, code) == STATEMENTS[code]
    questions = [q for d in content(draft)["dimensions"] for i in d["indicators"] for q in i["questions"]]
    assert next(q for q in questions if q["code"] == code)["statements"] == STATEMENTS[code]


@pytest.mark.parametrize("code", STATEMENTS)
def test_page_sent_as_it_is_changes_nothing(desk, full, code):
    before = content(full)
    assert change(desk, full, f"pregunta/{code}/").status_code == 302
    assert content(full) == before


def test_section_is_folded_while_it_is_empty(desk, draft, full):
    folded = '<details class="more"><summary>Escribir una frase por respuesta'
    assert folded in desk.get(address(draft, "pregunta/A-01/")).text
    page = desk.get(address(full, "pregunta/A-01/")).text
    assert folded not in page
    assert '<details class="more" open><summary>Escribir una frase por respuesta' in page


@pytest.mark.parametrize(
    ("code", "labels"),
    [
        ("A-01", [f"Si responde «Nivel {level}»" for level in range(5)]),
        ("A-02", ["Si responde «Sí»", "Si responde «No»"]),
        ("A-03", ["Si marca algunas", "Si las marca todas", "Si no marca ninguna"]),
        ("B-01", ["Con el número que dé", "Si no hubo casos (0 de 0)"]),
        ("B-02", ["Si responde «o1»", "Si responde «o2»"]),
        ("B-03", ["Con el número que dé"]),
    ],
)
def test_each_type_asks_for_its_own(desk, draft, code, labels):
    page = desk.get(address(draft, f"pregunta/{code}/")).text
    assert [label for label in labels if f">{label}</label>" in page] == labels
    assert page.count('name="said_') == len(labels)


def test_what_is_missing_or_cannot_be_filled_is_said_in_the_words_of_the_page(desk, draft):
    change(desk, draft, "pregunta/A-03/", said_some="Publica {cosas}.", said_none="Nada.")
    page = desk.get(address(draft, "pregunta/A-03/")).text
    words = "La afirmación «Algunas» no sirve: {cosas} no se puede llenar. Entre llaves cabe: {opciones}"
    assert f'<a href="#h-afirmaciones">{words}</a>' in page
    change(desk, draft, "pregunta/A-03/", said_some="Publica {opciones}.", said_none="")
    page = desk.get(address(draft, "pregunta/A-03/")).text
    assert '<a href="#h-afirmaciones">Falta la afirmación «Ninguna»; se escriben todas o ninguna</a>' in page


def test_too_long_a_statement_is_refused_beside_its_field(desk, draft):
    response = change(desk, draft, "pregunta/A-02/", said_si="x" * 301, said_no="No.")
    assert response.status_code == 422
    assert 'href="#id_said_si"' in response.text
    assert said(draft, "A-02") is None


def test_statement_goes_with_its_option(desk, full):
    page = "pregunta/B-02/"
    change(desk, full, page, options__0__code="carta", options__1__drop="on", options__2__code="o3",
           options__2__text="Por teléfono", options__2__points="1")  # fmt: skip
    assert said(full, "B-02") == {"carta": "Responde por carta."}
    shown = desk.get(address(full, page)).text
    assert "Falta la afirmación «o3»" in shown
    assert "Si responde «o3»" in shown


def test_another_type_begins_without_statements(desk, full):
    assert change(desk, full, "pregunta/A-01/", type="yes_no").status_code == 302
    assert said(full, "A-01") is None


def test_statement_of_no_cases_can_be_taken_away_when_there_can_be_none(desk, full):
    change(desk, full, "pregunta/B-01/", zero_denominator_score="")
    shown = desk.get(address(full, "pregunta/B-01/")).text
    assert "No se conoce la afirmación «0 de 0»; se esperaba El número" in shown
    change(desk, full, "pregunta/B-01/", said_zero="")
    assert "Por corregir aquí" not in desk.get(address(full, "pregunta/B-01/")).text


def test_statements_alone_are_a_change_of_words(desk, cast, draft, base):
    change(desk, draft, "pregunta/A-02/", **as_fields(STATEMENTS["A-02"]))
    change(desk, draft, "generales/", version="1.0.1")
    check = checked(now(draft), {"CHICO": {"1.0.0"}})
    assert (check.degree, check.obstacles, check.unrelated) == (Degree.PATCH, [], [])
    outline = desk.get(address(draft)).text
    assert "Cambian las palabras" in outline
    assert "Afirmación de «Sí»" in outline
    assert "Tiene plan." in outline
    published = editions.publish(draft=now(draft), by=cast.coordinator, at=AT)
    assert AuditEntry.objects.filter(verb="edition_draft.published").count() == 1
    before, after = (
        make_round(cast.here, version=version, code=code) for version, code in ((base, "uno"), (published, "dos"))
    )
    assert kin_of(before) == kin_of(after)


def test_what_somebody_else_wrote_is_shown_beside_what_was_typed(desk, full):
    mine = form_of(desk.get(address(full, "pregunta/A-02/")).text)
    change(desk, full, "pregunta/A-02/", said_si="Tiene un plan publicado.")
    refused = desk.post(address(full, "pregunta/A-02/"), mine | {"said_si": "Hay plan."})
    assert refused.status_code == 409
    assert "Afirmación de «Sí»" in refused.text
    assert "Tiene un plan publicado." in refused.text


def test_downloads_of_a_draft_carry_them(desk, full):
    yaml = desk.get(address(full, "descargar/?formato=yaml")).content.decode()
    assert "some: Publica {opciones}." in yaml
