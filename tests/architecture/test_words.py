"""Guard 19: one word for one thing, numbers that agree with their nouns, and names of rounds with their article."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.architecture.tree import PACKAGES, ROOT, files, own_scripts, parsed, python_files, shown, templates

MANUAL = "data/help/manual.yaml"
COMMENT = re.compile(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}|<!--.*?-->", re.DOTALL)
LETTERS = "a-záéíóúñ"
# «Enlace» is a person; where something lies on the web is its «dirección». What remains are people and published names.
PERSON = re.compile(
    r"enlace municipal|enlaces municipales|[Ee]l enlace o la alcaldía|al enlace de (?:su|cada) municipio|envía su enlace"
    r"|(?:tiene|tienen|hay|falta|invit\w+ a(?: su|l)?|de su|del|cada|los|[Ss]in|a los|todos los|el|un|al) enlaces?\b"
)
ADDRESS_WORDS = re.compile(
    r"\benlaces? (?:públic|que|no |nuevo|roto|caíd|deja|dej|abre|abri|sirve|venc|anterior|de (?:la|invitación|confirm)|por línea)"
    r"|(?:copi|abr|peg)\w* (?:el|este|un) enlace",
    re.IGNORECASE,
)
ENLACE = re.compile(r"\benlaces?\b", re.IGNORECASE)
# The verb «prueba» stays: an evidence proves something.
PROOF = re.compile(
    r"\b(?:la|las|una|unas|sus?|sin|con|cada|ninguna|otras?|piden?|exig\w+|falta|más|toda su|de|una sola) pruebas?\b"
    r"|\bpruebas? (?:aceptad|públic|exigid|obligatori|que )",
    re.IGNORECASE,
)
NOT_PROOF = re.compile(
    r"de prueba\b|que prueban?\b|lo prueban?\b|pruebas con usuarios|pruebas de respaldo"
    # The quiz of a module, in the help of courses.
    r"|prueba (?:de un|del) m|prueba en papel|pruebas de los m",
    re.IGNORECASE,
)
# Names that people's files and programs already hold, and addresses.
CONTRACTS = {
    ("diagnostics/exchange/exports/workbook.py", "Enlaces"),  # former heading of the questionnaire's workbook
    ("diagnostics/exchange/exports/crosswalk.py", "Enlace o archivo"),  # heading of an exported form
    ("diagnostics/instruments/exports/edition_sheets.py", "Enlace"),  # value in the workbook of an edition
    ("diagnostics/results/views/staff.py", "#enlaces"),
    ("diagnostics/results/urls.py", "enlaces/"),
}
# Modules in which the word alone is the short name of the role.
ROLE = {
    "accounts/presenters.py", "accounts/queries/contacts.py", "diagnostics/assessments/queries/waiting.py",
    "diagnostics/results/queries/board_people.py", "diagnostics/results/queries/round_people.py",
    "diagnostics/results/presenters/rounds.py",  # whom a message goes to
    "portal/choices.py",  # word of its manual's address
}  # fmt: skip


# What only people with a shell read: checks of the portal, the head of a file that a command writes, what commands look up.
SAY_COMMANDS = {"core/web/checks.py", "core/process/steps.py", "diagnostics/assessments/queries/lookups.py"}
NO_PAGE = {"verify_evidence", "lights"}  # asked of whoever runs the server; and a word of style sheets, too


def strings(tree: ast.Module) -> Iterator[str]:
    """Every string of a module but its docstrings."""
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.value


def texts() -> Iterator[tuple[str, str]]:
    """What people may read, by file: templates and texts without comments, strings of Python, manuals, scripts."""
    for path in (
        *templates(),
        *(path for path in files() if shown(path).startswith("templates/") and path.suffix == ".txt"),
    ):
        yield shown(path), COMMENT.sub("", path.read_text(encoding="utf-8"))
    for path in python_files(under=PACKAGES):
        yield from ((shown(path), text) for text in strings(parsed(path)))
    for path in files():
        if shown(path).startswith("docs/manual") and path.suffix == ".md":
            yield shown(path), path.read_text(encoding="utf-8")
    yield MANUAL, re.sub(r"^  (?:who|pages): .*$", "", (ROOT / MANUAL).read_text(encoding="utf-8"), flags=re.MULTILINE)
    for path in own_scripts():
        yield (
            shown(path),
            "\n".join(line for line in path.read_text().split("\n") if not line.lstrip().startswith("//")),
        )


def _addresses_called_enlace(text: str) -> list[str]:
    bare = re.sub(r"#enlaces\b|id=\"enlaces\"|Enlaces? municipal(?:es)?", "", text)
    found = [match for match in ENLACE.finditer(bare) if not _is_person(bare, match)]
    return [bare[max(0, m.start() - 30) : m.end() + 30] for m in found]


def _is_person(text: str, match: re.Match) -> bool:
    around = text[max(0, match.start() - 25) : match.end() + 25]
    return bool(PERSON.search(around)) and not ADDRESS_WORDS.search(around)


def _proofs_called_prueba(text: str) -> list[str]:
    return [m[0] for m in PROOF.finditer(text) if not NOT_PROOF.search(text[m.start() : m.end() + 12])]


def test_address_is_no_enlace():
    found = [
        (path, words)
        for path, text in texts()
        if not (path in ROLE and text.lower().removeprefix("al ") == "enlace")
        for words in _addresses_called_enlace(text)
    ]
    assert [(path, words) for path, words in found if not any(path == f and t in words for f, t in CONTRACTS)] == []


# In a course, «prueba» is the quiz of a module.
COURSES = ("training/", "templates/training/", "data/courses/")


def test_evidence_is_no_prueba():
    elsewhere = [(path, text) for path, text in texts() if not path.startswith(COURSES)]
    assert [(path, words) for path, text in elsewhere for words in _proofs_called_prueba(text)] == []


def _commands() -> re.Pattern:
    names = {
        path.stem
        for path in python_files(under=PACKAGES)
        if path.parent.name == "commands" and not path.stem.startswith("__")
    }
    assert "open_round" in names
    return re.compile(rf"\b(?:{'|'.join(sorted(names - NO_PAGE))})\b|manage\.py")


def test_nobody_in_a_browser_is_told_a_command():
    """The commands say them to whoever runs commands; pages lead to pages."""
    command = _commands()
    readable = [
        (path, re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "", text))
        for path, text in texts()
        if "/management/commands/" not in path and not path.startswith("docs/") and path not in SAY_COMMANDS
    ]
    # A sentence has spaces; a name of a module, a permission or a block has none.
    assert [(path, text) for path, text in readable if " " in text.strip() and command.search(text)] == []


@pytest.mark.parametrize(
    ("text", "is_fault"),
    [
        ("Un enlace no abre", True), ("todos los enlaces abrieron", True), ("Copiar el enlace", True),
        ("Enlaces públicos", True), ("Enlace", True),
        ("pídala al enlace de su municipio", False), ("El enlace municipal revisa", False), ("Barbosa no tiene enlace", False),
    ],
)  # fmt: skip
def test_guard_tells_people_from_addresses(text, is_fault):
    assert bool(_addresses_called_enlace(text)) == is_fault


@pytest.mark.parametrize(
    ("text", "is_fault"),
    [
        ("Sin prueba aceptada", True), ("con sus pruebas", True), ("lo que prueba esta opción", False),
        ("Qué prueba", False), ("un ciclo de prueba", False), ("la prueba del módulo", False),
    ],
)  # fmt: skip
def test_guard_tells_the_noun_from_the_verb(text, is_fault):
    assert bool(_proofs_called_prueba(text)) == is_fault


# --- Numbers ---

BOTH_NUMBERS = re.compile(rf"[{LETTERS}]\((?:s|es|n|as|os|a)\)(?![{LETTERS}])", re.IGNORECASE)
BARE = re.compile(rf"\{{\{{ ?([^}}|]+)((?:\|[^}}]*)?)\}}\}}(?:</\w+>)? ([{LETTERS}]+s)\b")
# With two decimals, or written by a function that agrees itself.
WRITTEN = re.compile(r"\|(?:score|signed|points|share|weight|coverage|percent|trimmed|floatformat|filesizeformat|join)")
# Constants and counts that are never one, or whose one has its own sentence; other words that only look like nouns.
NEVER_ONE = {
    "enough", "days", "period", "most_chosen", "most", "width", "height", "page.moments", "home.level_words",
    "home.theme_words", "method.theme_words", "band", "row.points",
}  # fmt: skip
NO_NOUNS = {"es", "más", "después", "antes", "además", "tras", "los", "las", "sus", "dos"}


def _numbers_without_agreement(text: str) -> list[str]:
    found = []
    for line in text.split("\n"):
        for match in BARE.finditer(line):
            expression, filters, noun = match[1].strip(), match[2], match[3]
            if noun in NO_NOUNS or WRITTEN.search(filters) or expression in NEVER_ONE:
                continue
            # A branch of its own for one, in the same sentence.
            if re.search(rf"{re.escape(expression)}[^%]*(?:== 1|> 1)", line) or "== 1 %}" in line or "> 1 %}" in line:
                continue
            if re.search(r"\|add:\"-\d+\"", filters):
                continue
            found.append(match[0])
    return found


def test_nothing_is_written_for_both_numbers_at_once():
    assert [(path, m[0]) for path, text in texts() for m in BOTH_NUMBERS.finditer(text) if "(?:" not in text] == []


def test_numbers_agree_with_their_nouns_in_templates():
    pages = ((shown(path), COMMENT.sub("", path.read_text(encoding="utf-8"))) for path in templates())
    assert [(path, words) for path, text in pages for words in _numbers_without_agreement(text)] == []


def test_guard_finds_a_number_without_agreement():
    assert _numbers_without_agreement("<p>Hay {{ rows|length }} respuestas</p>") == ["{{ rows|length }} respuestas"]
    assert _numbers_without_agreement('{% counted rows|length "respuesta" "respuestas" %}') == []
    assert _numbers_without_agreement("{{ total|score }} puntos") == []


# --- Names of rounds ---

IN_A_TEMPLATE = re.compile(
    r"\b(?:de|en|a|con|por|para|desde|hasta|[Dd]el|al) \{\{ ?[\w.]*round(?:\.name)? ?\}\}", re.IGNORECASE
)
PREPOSITION = re.compile(r"(?:^|\s)(?:de|en|a|con|por|para|desde|hasta|del|al) $", re.IGNORECASE)


def _is_round(node: ast.AST) -> bool:
    said = ast.unparse(node) if isinstance(node, ast.expr) else ""
    return bool(re.fullmatch(r"(?:[\w.]*\.|)round(?:\.name)?", said))


def _rounds_without_article(tree: ast.Module) -> list[str]:
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.JoinedStr):
            continue
        for before, value in zip(node.values, node.values[1:], strict=False):
            is_text = isinstance(before, ast.Constant) and PREPOSITION.search(str(before.value))
            if is_text and isinstance(value, ast.FormattedValue) and _is_round(value.value):
                found.append(ast.unparse(node))
    return found


def test_rounds_are_named_with_their_article():
    """`core.words.named`: «del ciclo 2026-1», never «de Ciclo 2026-1»."""
    pages = ((shown(path), COMMENT.sub("", path.read_text(encoding="utf-8"))) for path in templates())
    assert [(path, m[0]) for path, text in pages for m in IN_A_TEMPLATE.finditer(text)] == []
    modules = python_files(under=PACKAGES)
    assert [(shown(path), words) for path in modules for words in _rounds_without_article(parsed(path))] == []


def test_guard_finds_a_round_without_article():
    assert IN_A_TEMPLATE.search("Fe de erratas de {{ round }}")
    assert _rounds_without_article(ast.parse('f"Los resultados de {assessment.round}"'))
    assert not _rounds_without_article(ast.parse("f\"Los resultados {named(round, 'de')}\""))
