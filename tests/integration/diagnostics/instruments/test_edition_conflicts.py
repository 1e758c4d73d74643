"""Nobody's words cover another's: what was typed over a changed draft stays, beside what is stored now."""

import pytest
from django.test import Client

from accounts.permissions import Role
from core.models import AuditEntry
from diagnostics.instruments.actions import editions
from diagnostics.instruments.choices import PartKind
from diagnostics.instruments.models import EditionDraft
from tests.factories.accounts import make_member
from tests.factories.diagnostics import AT, make_version
from tests.integration.diagnostics.instruments.test_editions import address, change, form_of, now

pytestmark = pytest.mark.django_db
QUESTION = PartKind.QUESTION


@pytest.fixture
def desk(cast, browser_of) -> Client:
    return browser_of(cast.coordinator)


@pytest.fixture
def neighbour(browser_of) -> Client:
    return browser_of(make_member(Role.COORDINATOR, email="otra@area.example"))


@pytest.fixture
def draft(cast) -> EditionDraft:
    return editions.start(name="Siguiente", base=make_version(), by=cast.coordinator, at=AT)


# Page, field, what the other window wrote, what is typed here, and the words of the refusal.
PAGES = [
    ("pregunta/A-01/", "text", "¿La otra?", "¿La mía?", "cambió A-01", "la veía"),
    ("indicador/A.1/", "name", "El otro", "El mío", "cambió A.1", "la veía"),
    ("dimension/A/", "name", "El otro", "El mío", "cambió A", "la veía"),
    ("generales/", "purpose", "Para otro fin", "Para el mío", "cambió los datos generales", "los veía"),
    ("reglas/", "minimum_global", "85", "70", "cambió las reglas", "las veía"),
]


@pytest.mark.parametrize(("page", "field", "theirs", "mine", "what", "seen"), PAGES)
@pytest.mark.parametrize("is_own", [True, False])
def test_typed_text_stays_beside_what_is_stored(desk, neighbour, draft, page, field, theirs, mine, what, seen, is_own):
    stale = form_of(desk.get(address(draft, page)).text)
    assert change(desk if is_own else neighbour, draft, page, **{field: theirs}).status_code == 302
    refused = desk.post(address(draft, page), stale | {field: mine})
    assert refused.status_code == 409
    own, others = f"Usted {what} en otra ventana, ", f"Otra persona {what} mientras usted {seen}."
    assert (own in refused.text, others in refused.text) == (is_own, not is_own)
    typed = form_of(refused.text)
    assert typed[field] == [mine]
    assert f'data-label="Usted escribió">{mine}' in refused.text
    assert f'data-label="Está guardado">{theirs}' in refused.text

    assert desk.post(address(draft, page), typed).status_code == 302, "sent again by somebody who has seen both"
    assert form_of(desk.get(address(draft, page)).text)[field] == [mine]


@pytest.mark.parametrize(("page", "field", "theirs", "mine", "what", "seen"), PAGES)
def test_same_change_twice_is_no_conflict(desk, draft, page, field, theirs, mine, what, seen):
    stale = form_of(desk.get(address(draft, page)).text)
    change(desk, draft, page, **{field: theirs})
    before = now(draft).version
    assert desk.post(address(draft, page), stale | {field: theirs}).status_code == 302
    assert now(draft).version == before


def test_own_change_is_of_that_part_alone(desk, neighbour, draft):
    """The last change of the draft is mine, that of this question is the neighbour's."""
    stale = form_of(desk.get(address(draft, "pregunta/A-01/")).text)
    change(neighbour, draft, "pregunta/A-01/", text="¿La otra?")
    change(desk, draft, "pregunta/A-02/", text="¿Plan?")
    refused = desk.post(address(draft, "pregunta/A-01/"), stale | {"text": "¿La mía?"})
    assert "Otra persona cambió A-01 mientras usted la veía." in refused.text


@pytest.mark.parametrize("page", ["pregunta/A-02/", "indicador/B.1/"])
def test_text_typed_for_a_part_that_is_gone_stays_on_the_page(desk, draft, page):
    kind, code, _ = page.split("/")
    field = "text" if kind == "pregunta" else "name"
    stale = form_of(desk.get(address(draft, page)).text)
    parts = ["A-02"] if kind == "pregunta" else [*(f"B-0{n}" for n in (3, 2, 1)), "B.1"]
    for gone in parts:
        desk.post(address(draft, f"{'indicador' if gone == 'B.1' else 'pregunta'}/{gone}/quitar/"))
    refused = desk.post(address(draft, page), stale | {field: "Lo que escribí"})
    assert refused.status_code == 409
    assert f"El borrador ya no tiene {code}" in refused.text
    assert form_of(refused.text)[field] == ["Lo que escribí"]
    assert desk.get(address(draft, page)).status_code == 404


def test_text_typed_for_a_new_part_stays_where_its_place_is_gone(desk, draft):
    for code in ("B-03", "B-02", "B-01"):
        desk.post(address(draft, f"pregunta/{code}/quitar/"))
    desk.post(address(draft, "indicador/B.1/quitar/"))
    sent = {"code": "B-09", "label": "¿Escribí mucho?", "type": "yes_no"}
    refused = desk.post(address(draft, "agregar/pregunta/?en=B.1"), sent)
    assert refused.status_code == 409
    assert "El borrador ya no tiene B.1" in refused.text
    assert "¿Escribí mucho?" in refused.text


@pytest.mark.parametrize("page", ["pregunta/A-01/", "generales/", "reglas/"])
def test_text_typed_into_a_closed_draft_stays(desk, draft, page):
    stale = form_of(desk.get(address(draft, page)).text)
    field = {"pregunta/A-01/": "text", "generales/": "purpose", "reglas/": "reasons-0-name"}[page]
    desk.post(address(draft), {"operation": "discard"})
    refused = desk.post(address(draft, page), stale | {field: "Lo que escribí"})
    assert refused.status_code == 409
    assert "Este borrador ya se publicó o se descartó" in refused.text
    assert "Lo que escribí" in refused.text


def test_every_write_is_in_the_log_with_its_part(desk, draft):
    change(desk, draft, "pregunta/A-01/", weight="3")
    change(desk, draft, "reglas/", minimum_global="85")
    desk.post(address(draft), {"operation": "down:question:A-01"})
    changed = AuditEntry.of(draft).filter(verb="edition_draft.changed").order_by("pk")
    assert [entry.data["part"] for entry in changed] == ["A-01", "reglas y niveles", "A-01"]
    assert "Borrador de edición cambiado" in desk.get("/bitacora/").text
