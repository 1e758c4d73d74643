"""Editions written in the browser: started, changed part by part, checked, seen as officials will, published for good."""

import io
import re

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from core.models import AuditEntry
from diagnostics.assessments.actions import rounds
from diagnostics.instruments.actions import editions
from diagnostics.instruments.choices import PartKind, VersionStatus
from diagnostics.instruments.exports.edition_workbook import edition_workbook
from diagnostics.instruments.exports.editions import as_yaml, document_of
from diagnostics.instruments.loaders.drafts import draft_nodes
from diagnostics.instruments.loaders.instrument import read_instrument, read_nodes
from diagnostics.instruments.models import EditionDraft, InstrumentVersion
from tests.budgets import queries_of
from tests.factories import files
from tests.factories.diagnostics import AT, edition, make_round, make_version

pytestmark = pytest.mark.django_db
QUESTION = PartKind.QUESTION


@pytest.fixture
def desk(cast, browser_of) -> Client:
    return browser_of(cast.coordinator)


@pytest.fixture
def base(cast) -> InstrumentVersion:
    """The small edition, in use."""
    version = make_version()
    make_round(cast.here, version=version, code="viejo")
    version.refresh_from_db()
    return version


@pytest.fixture
def draft(cast, base) -> EditionDraft:
    return editions.start(name="Edición siguiente", base=base, by=cast.coordinator, at=AT)


def address(draft: EditionDraft, rest: str = "") -> str:
    return f"/ediciones/borradores/{draft.pk}/{rest}"


def form_of(page: str) -> dict[str, list[str]]:
    """What a browser would send of the main form of a page, as it stands."""
    body = max(re.findall(r"<form.*?</form>", page, re.DOTALL), key=len)
    data: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", body):
        found = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if found.get("type") in ("checkbox", "radio") and " checked" not in tag:
            continue
        data.setdefault(found["name"], []).append(found.get("value", "on" if found.get("type") == "checkbox" else ""))
    for name, text in re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>\n?(.*?)</textarea>', body, re.DOTALL):
        data[name] = [text]
    for name, inside in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', body, re.DOTALL):
        chosen = (
            re.findall(r'<option value="([^"]*)" selected', inside)
            or re.findall(r'<option value="([^"]*)"', inside)[:1]
        )
        data[name] = chosen
    data.pop("csrfmiddlewaretoken", None)
    return {name: [value.replace("&quot;", '"').replace("&amp;", "&").replace("&gt;", ">").replace("&lt;", "<")
                   .replace("&#x27;", "'") for value in values] for name, values in data.items()}  # fmt: skip


def change(desk: Client, draft: EditionDraft, page: str, **changes: str):
    """Open a page of a draft, change some fields and send it."""
    shown = desk.get(address(draft, page))
    assert shown.status_code == 200
    return desk.post(address(draft, page), form_of(shown.text) | {k.replace("__", "-"): v for k, v in changes.items()})


def now(draft: EditionDraft) -> EditionDraft:
    return EditionDraft.objects.select_related("base").get(pk=draft.pk)


def questions(draft: EditionDraft) -> list[str]:
    return [part["code"] for kind, part, _ in now(draft).parts() if kind == QUESTION]


def content(draft: EditionDraft) -> dict:
    found, faults = read_nodes(draft_nodes(now(draft).document))
    assert faults == []
    return found


# --- Starting ---


def test_draft_begins_with_all_of_its_base_and_without_its_past(desk, base):
    document = edition()
    document["instrument"]["version"] = "1.1.0"
    document["dimensions"][0]["indicators"][0]["questions"][0]["previous"] = {"relation": "reworded", "codes": ["X"]}
    source = make_version(document)
    response = desk.post("/ediciones/", {"name": "", "base": source.pk})
    made = EditionDraft.objects.get()
    assert response["Location"] == made.get_absolute_url()
    assert made.name == "Después de la 1.1.0"
    del document["dimensions"][0]["indicators"][0]["questions"][0]["previous"]
    assert made.document == document_of(read_instrument(as_yaml(document)))
    assert AuditEntry.objects.filter(verb="edition_draft.started").count() == 1


def test_workbook_of_an_edition_comes_back_as_a_draft(desk, base):
    down = desk.get(f"/ediciones/{base.pk}/descargar/?formato=xlsx")
    assert down["Content-Disposition"] == 'attachment; filename="edicion-chico-1.0.0.xlsx"'
    book = openpyxl.load_workbook(io.BytesIO(down.content))
    heads = {cell.value: cell.column for cell in book["Preguntas"][1]}
    book["Preguntas"].cell(2, heads["Pregunta"]).value = "¿Publica todo?"
    out = io.BytesIO()
    book.save(out)
    desk.post("/ediciones/", {"base": base.pk, "file": SimpleUploadedFile("e.xlsx", out.getvalue())})
    draft = EditionDraft.objects.get()
    assert draft.part(QUESTION, "A-01")["text"] == "¿Publica todo?"
    page = desk.get(draft.get_absolute_url()).text
    assert "Qué cambia frente a la 1.0.0 (1)" in page
    assert "la edición 1.0.0 ya existe" in page


def test_yaml_comes_back_with_the_same_hash(desk, base):
    down = desk.get(f"/ediciones/{base.pk}/descargar/?formato=yaml")
    assert read_instrument(down.content.decode()) == base.content
    desk.post("/ediciones/", {"file": SimpleUploadedFile("e.yaml", down.content)})
    assert EditionDraft.objects.get().document == document_of(base.content)


def test_blank_draft_says_what_is_missing(desk):
    desk.post("/ediciones/", {"name": "Nueva"})
    draft = EditionDraft.objects.get()
    page = desk.get(draft.get_absolute_url()).text
    assert "El borrador está en blanco" in page
    assert "falta «Datos generales» en el instrumento" in page
    assert desk.get(address(draft, "vista-previa/")).status_code == 200


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (files.pdf(), "e.xlsx", "no es un libro de Excel"),
        (files.xlsx(), "e.xlsx", "Falta la hoja «Edición»"),
        (b"instrument: [", "e.yaml", "YAML"),
        (b"instrument: {code: X}", "e.yml", "línea 1"),
        ("ñ".encode("latin-1"), "e.yaml", "UTF-8"),
    ],
)
def test_file_that_is_no_edition_is_refused_and_starts_nothing(desk, data, name, words):
    response = desk.post("/ediciones/", {"file": SimpleUploadedFile(name, data)})
    assert response.status_code == 422
    assert words in response.text
    assert EditionDraft.objects.count() == 0


def test_workbook_with_mistakes_lists_them_all(desk, base):
    document = document_of(base.content)
    book = openpyxl.load_workbook(io.BytesIO(edition_workbook(document, read_me=["x"])))
    sheet = book["Preguntas"]
    sheet["A2"], sheet["B3"] = "Z.9", "con espacio"
    out = io.BytesIO()
    book.save(out)
    response = desk.post("/ediciones/", {"file": SimpleUploadedFile("e.xlsx", out.getvalue())})
    assert response.status_code == 422
    for line in (
        "La planilla tiene",
        "fila 2, «Indicador» (A2): no hay «Z.9»",
        "fila 3, «Código» (B3): «con espacio» no sirve",
    ):
        assert line in response.text


# --- Writing parts ---


@pytest.mark.parametrize("code", ["A-01", "A-02", "A-03", "B-01", "B-02", "B-03"])
def test_page_of_a_question_sent_as_it_is_changes_nothing(desk, draft, code):
    before = content(draft)
    assert change(desk, draft, f"pregunta/{code}/").status_code == 302
    assert content(draft) == before


@pytest.mark.parametrize("page", ["dimension/A/", "indicador/A.1/", "generales/", "reglas/"])
def test_other_pages_sent_as_they_are_change_nothing(desk, draft, page):
    before = content(draft)
    assert change(desk, draft, page).status_code == 302
    assert content(draft) == before


def test_question_is_changed_with_numbers_and_conditions_as_people_write_them(desk, draft):
    response = change(
        desk, draft, "pregunta/A-03/", text="¿Qué  publica\nhoy?", weight="2,5", critical="on", applies_when="A-01 >= 2",
        crosswalk="ita: 1.2 | 1.3", options__0__points="40", options__3__code="d", options__3__text="Mapas",
        options__3__points="10", refs__0__norm="Ley 1712 de 2014", refs__0__article="art. 9", refs__0__certainty="alta",
    )  # fmt: skip
    assert response.status_code == 302
    part = now(draft).part(QUESTION, "A-03")
    assert part["text"] == "¿Qué publica hoy?"
    assert (part["weight"], part["critical"]) == ("2.5", True)
    assert part["applies_when"] == {"question": "A-01", "op": "gte", "value": "2"}
    assert part["crosswalk"] == {"ita": ["1.2", "1.3"]}
    assert [(o["code"], o["weight"]) for o in part["options"]] == [("a", "40"), ("b", "30"), ("c", "20"), ("d", "10")]
    assert part["refs"] == [{"norm": "Ley 1712 de 2014", "article": "art. 9", "certainty": "alta"}]
    shown = desk.get(address(draft, "pregunta/A-03/")).text
    assert 'value="2,5"' in shown
    assert "A-01 ≥ 2" in shown


def test_what_is_not_right_yet_is_kept_and_said_on_the_page(desk, draft):
    assert change(desk, draft, "pregunta/A-03/", options__0__points="mucho", weight="").status_code == 302
    assert now(draft).part(QUESTION, "A-03")["options"][0]["weight"] == "mucho"
    page = desk.get(address(draft, "pregunta/A-03/")).text
    assert "Por corregir aquí" in page
    assert "Falta «Peso»" in page
    outline = desk.get(address(draft)).text
    assert "Por corregir" in outline
    assert f'href="{address(draft, "pregunta/A-03/")}#id_weight">Pregunta A-03: falta «Peso».' in outline


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("code", "A 01", "Use letras sin tilde"),
        ("code", "", "Escriba un código"),
        ("code", "A-02", "El código A-02 ya está en la edición"),
        ("code", "a-02", "El código a-02 solo se diferencia por las mayúsculas de A-02, en la edición; use otro"),
        ("applies_when", "A-02 = ", "No se entiende la condición"),
        ("crosswalk", "ita", "escriba la clave del formulario"),
    ],
)
def test_what_cannot_be_kept_is_refused_beside_its_field(desk, draft, field, value, words):
    before = now(draft).document
    response = change(desk, draft, "pregunta/A-01/", **{field: value})
    assert response.status_code == 422
    assert words in response.text
    assert now(draft).document == before


def test_capitals_of_a_code_may_change(desk, draft):
    assert change(desk, draft, "pregunta/A-01/", code="a-01").status_code == 302
    assert questions(draft)[:2] == ["a-01", "A-02"]


def test_type_may_change_and_options_go_along(desk, draft):
    assert change(desk, draft, "pregunta/A-03/", type="choice").status_code == 302
    part = now(draft).part(QUESTION, "A-03")
    assert [o["points"] for o in part["options"]] == ["50", "30", "20"]
    assert change(desk, draft, "pregunta/A-03/", type="scale").status_code == 302
    assert "options" not in now(draft).part(QUESTION, "A-03")
    assert "Nivel 4" in desk.get(address(draft, "pregunta/A-03/")).text


def test_two_people_on_one_part_are_told_and_on_two_parts_are_not(desk, cast, draft):
    mine = form_of(desk.get(address(draft, "pregunta/A-01/")).text)
    other = form_of(desk.get(address(draft, "pregunta/A-02/")).text)
    change(desk, draft, "pregunta/A-01/", text="¿La otra?")
    refused = desk.post(address(draft, "pregunta/A-01/"), mine | {"text": "¿La mía?"})
    assert refused.status_code == 409
    assert "Usted cambió A-01 en otra ventana, a las " in refused.text
    assert "¿La mía?" in refused.text, "what she typed is still there"
    assert now(draft).part(QUESTION, "A-01")["text"] == "¿La otra?"
    assert desk.post(address(draft, "pregunta/A-02/"), other | {"text": "¿Plan?"}).status_code == 302
    rules = form_of(desk.get(address(draft, "reglas/")).text)
    change(desk, draft, "reglas/", minimum_global="85")
    assert desk.post(address(draft, "reglas/"), rules | {"minimum_global": "70"}).status_code == 409


def test_rules_are_changed_and_rows_removed_by_emptying_them(desk, draft):
    change(
        desk, draft, "reglas/", levels__2__code="mejor", levels__2__name="Mejor", levels__2__start="80",
        levels__2__end="100", levels__1__end="80", gates__0__rule="", attributes__1__code="category",
        attributes__1__type="choice", attributes__1__values="ESP, 1, 2",
    )  # fmt: skip
    document = now(draft).document
    assert [level["code"] for level in document["maturity_levels"]] == ["bajo", "alto", "mejor"]
    assert "gates" not in document["scoring"]
    assert document["municipality_attributes"][1] == {"code": "category", "type": "choice", "values": ["ESP", "1", "2"]}


# --- Adding, moving, removing ---


def test_parts_are_added_moved_carried_and_removed(desk, draft):
    desk.post(address(draft, "agregar/pregunta/?en=A.1"), {"code": "A-09", "label": "¿Nueva?", "type": "yes_no"})
    assert now(draft).part(QUESTION, "A-09") == {"code": "A-09", "weight": "1", "type": "yes_no", "text": "¿Nueva?"}
    desk.post(address(draft), {"operation": "up:question:A-09"})
    assert questions(draft)[:4] == ["A-01", "A-02", "A-09", "A-03"]
    desk.post(address(draft), {"operation": "up:question:A-01"})
    desk.post(address(draft), {"operation": "down:question:B-03"})
    assert questions(draft)[0] == "A-01"
    desk.post(address(draft, "pregunta/A-09/"), {"carry": "1", "to-inside": "B.1"})
    assert questions(draft)[-1] == "A-09"
    asked = desk.get(address(draft, "pregunta/A-09/quitar/"))
    assert "¿Quitar A-09 del borrador?" in asked.text
    desk.post(address(draft, "pregunta/A-09/quitar/"))
    assert now(draft).part(QUESTION, "A-09") is None
    refused = desk.post(address(draft, "indicador/A.1/quitar/"))
    assert refused.status_code == 409
    assert "todavía tiene partes adentro" in refused.text


def test_new_dimension_is_built_from_the_browser_alone(desk, draft):
    desk.post(address(draft, "agregar/dimension/"), {"code": "C", "label": "Cuidado"})
    desk.post(address(draft, "agregar/indicador/?en=C"), {"code": "C.1", "label": "Trato"})
    desk.post(address(draft, "agregar/pregunta/?en=C.1"), {"code": "C-01", "label": "¿Cuida?", "type": "yes_no"})
    change(desk, draft, "generales/", version="2.0.0")
    assert "Está lista para publicar como 2.0.0" in desk.get(address(draft)).text
    assert desk.post(address(draft, "agregar/dimension/"), {"code": "C", "label": "Otra"}).status_code == 422
    assert desk.get(address(draft, "agregar/indicador/?en=Z")).status_code == 404
    assert desk.get(address(draft, "agregar/cosa/")).status_code == 404


def test_retired_question_can_be_brought_back(desk, draft):
    desk.post(address(draft, "pregunta/A-02/quitar/"))
    assert 'value="bring-back:A-02"' in desk.get(address(draft)).text
    desk.post(address(draft), {"operation": "bring-back:A-02"})
    assert questions(draft)[:3] == ["A-01", "A-03", "A-02"]
    desk.post(address(draft), {"operation": "bring-back:A-02"})
    assert questions(draft).count("A-02") == 1


def test_reworded_questions_are_named_until_somebody_says_what_they_were(desk, draft):
    change(desk, draft, "pregunta/A-01/", text="¿Publica todo?")
    page = desk.get(address(draft)).text
    assert "1 pregunta cambió de redacción y no dice qué era antes: A-01" in page
    desk.post(address(draft), {"operation": "relate"})
    assert now(draft).part(QUESTION, "A-01")["previous"] == {"relation": "reworded", "codes": ["A-01"]}
    assert "cambió de redacción" not in desk.get(address(draft)).text


# --- Publishing ---


def test_sound_draft_becomes_an_edition_that_never_changes(desk, cast, draft, base):
    change(desk, draft, "pregunta/A-01/", weight="3")
    early = desk.post(address(draft, "publicar/"))
    assert early.status_code == 409
    assert "la edición 1.0.0 ya existe" in early.text
    change(desk, draft, "generales/", version="1.1.0")
    assert "debe ser al menos 2.0.0 y dice 1.1.0" in desk.get(address(draft, "publicar/")).text
    change(desk, draft, "generales/", version="2.0.0")
    assert "Sube la primera cifra" in desk.get(address(draft, "publicar/")).text
    assert desk.post(address(draft, "publicar/"))["Location"].startswith("/ediciones/?publicada=")
    made = InstrumentVersion.objects.get(version="2.0.0")
    assert (made.status, now(draft).published) == (VersionStatus.FROZEN, made)
    assert made.questions.count() == 6
    assert rounds.open_round(code="nuevo", version=made, municipalities=[cast.here], at=AT).version == made
    base.refresh_from_db()
    assert base.parsed.question_by_code["A-01"].weight == 2, "the old edition stays"
    again = desk.post(address(draft, "publicar/"))
    assert again.status_code == 409
    assert change(desk, draft, "pregunta/A-01/", weight="4").status_code == 409, "a published draft takes no changes"


def test_edition_without_any_change_is_not_published(desk, draft):
    change(desk, draft, "generales/", version="1.0.1")
    response = desk.post(address(draft, "publicar/"))
    assert response.status_code == 409
    assert "no cambia nada frente a la 1.0.0" in response.text
    assert InstrumentVersion.objects.count() == 1


def test_discarded_draft_is_gone_from_the_list_and_takes_nothing(desk, draft):
    desk.post(address(draft), {"operation": "discard"})
    assert address(draft) not in desk.get("/ediciones/").text
    assert change(desk, draft, "pregunta/A-01/", weight="4").status_code == 409
    assert "se descartó" in desk.get(address(draft)).text


def test_preview_shows_each_type_and_the_conditions(desk, draft):
    first = desk.get(address(draft, "vista-previa/")).text
    assert "¿Publica?" in first
    second = desk.get(address(draft, "vista-previa/?dimension=B")).text
    assert "Se pregunta solo si «Tiene consejo» es sí" in second
    assert "data-save=" not in second, "nothing of it is saved"


# --- Who, and what it costs ---


@pytest.mark.parametrize("name", ["contributor", "liaison", "approver", "reviewer", "advisor", "admin"])
def test_only_the_coordination_writes_editions(cast, browser_of, draft, name):
    other = browser_of(getattr(cast, name))
    for page in ("/ediciones/", address(draft), address(draft, "pregunta/A-01/"), address(draft, "publicar/")):
        assert other.get(page).status_code == 403
        assert other.post(page, {"operation": "discard"}).status_code == 403
    assert now(draft).is_open


def test_pages_cost_little_whatever_their_number_of_questions(desk, draft):
    for page in ("", "pregunta/A-01/", "reglas/", "generales/", "vista-previa/", "publicar/"):
        assert len(queries_of(lambda page=page: desk.get(address(draft, page)))) <= 9, page
    assert len(queries_of(lambda: desk.get("/ediciones/"))) <= 10
    data = form_of(desk.get(address(draft, "pregunta/A-01/")).text) | {"text": "¿Otra?"}
    assert len(queries_of(lambda: desk.post(address(draft, "pregunta/A-01/"), data))) <= 11
