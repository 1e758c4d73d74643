"""Markdown of courses as HTML: what it looks like, and that nothing in it can run or call elsewhere."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.steps import at_most
from training.courses.queries.rendering import html_of

ADDRESSES = {"1-a/carta.png": "/cursos/carta", "1-a/hoja.docx": "/cursos/hoja", "1-a/02-b.md": "/aprender/g/1-a/02-b/"}
TAGS = {
    "p", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "a", "img", "em", "strong", "code", "pre", "blockquote", "hr", "br",
    "table", "thead", "tbody", "tr", "th", "td", "div",
}  # fmt: skip
ATTRIBUTES = {
    "data-label",
    "href",
    "src",
    "alt",
    "title",
    "loading",
    "id",
    "class",
    "scope",
    "start",
    "tabindex",
    "role",
    "aria-label",
}


class Tags(HTMLParser):
    def __init__(self, html: str):
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_titles_begin_at_the_level_of_their_place_and_keep_their_distance():
    assert html_of("# Uno\n\n## Dos") == "<h2>Uno</h2>\n<h3>Dos</h3>\n"
    assert html_of("### Uno\n\n#### Dos", level=3) == "<h3>Uno</h3>\n<h4>Dos</h4>\n"


def test_titles_and_blocks_have_names_to_go_on_reading_at():
    html = html_of("## Qué es\n\nUno\n\n- dos\n\n  tres\n\n## Qué es\n\n> cuatro", anchors=True)
    assert [(tag, attrs["id"]) for tag, attrs in Tags(html).found if "id" in attrs] == [
        ("h2", "t-que-es"), ("p", "b-1"), ("ul", "b-2"), ("h2", "t-que-es-2"), ("blockquote", "b-3"),
    ]  # fmt: skip


def test_links_lead_to_files_lessons_titles_and_addresses():
    text = "[f](hoja.docx) [l](02-b.md#hola) [t](#que-es) [w](https://x.example/a) [m](mailto:a@b.co) [n](/normas/)"
    hrefs = [
        attrs["href"]
        for _, attrs in Tags(html_of(text, ADDRESSES, folder="1-a", anchors=True)).found
        if "href" in attrs
    ]
    assert hrefs == [
        "/cursos/hoja", "/aprender/g/1-a/02-b/#t-hola", "#t-que-es", "https://x.example/a", "mailto:a@b.co", "/normas/",
    ]  # fmt: skip


def test_what_leads_nowhere_is_its_text():
    text = "[a](no.pdf) [*b*](//malo.example) [c](#x) ![una **carta**](no.png) ![d](https://malo.example/x.png) "
    text += "[![e](no.png)](no.md)"
    assert html_of(text) == "<p>a <em>b</em> c una carta d e</p>\n"


def test_an_image_of_the_folder_is_shown_and_a_document_is_no_image():
    html = html_of("![La carta](carta.png) ![La hoja](hoja.docx)", ADDRESSES, folder="1-a")
    assert html == '<p><img src="/cursos/carta" alt="La carta" loading="lazy"> La hoja</p>\n'.replace(
        'lazy">', 'lazy" />'
    )


def test_a_wide_table_scrolls_by_itself_and_its_headers_say_of_what():
    html = html_of("| a | b |\n|:-:|--:|\n| 1 | 2 |")
    assert html.startswith(
        '<div class="scroll" tabindex="0" role="region" aria-label="Tabla"><table class="tight stack">'
    )
    assert html.count('<th scope="col">') == 2
    assert "style" not in html
    assert html.rstrip().endswith("</table></div>")


def test_cells_say_their_column_and_the_first_one_heads_its_row():
    html = html_of("| Deber | Norma | *Papel* |\n|---|---|---|\n| Publicar | Ley 1 | Acta |\n| | Ley 2 | |\n")
    assert html.count('<th scope="col">') == 3
    assert '<th scope="row" data-label="Deber">Publicar</th>' in html
    assert html.count('<td data-label="Norma">') == 2
    assert html.count('<td data-label="Papel">') == 1
    assert html.count("<td></td>") == 2, "an empty cell says nothing, and heads no row"


@pytest.mark.parametrize(
    ("cells", "wide"),
    [
        (["a", "b", "c"], []), (["a", "b"], ["b"]), (["a", "b", "c", "d"], ["d"]), (["a", "b", "x" * 41], ["b", "x" * 41]),
        (["x" * 41, "b", "c"], []), (["a", "x" * 41, "c", "d"], ["x" * 41]),
    ],
)  # fmt: skip
def test_two_short_columns_share_a_line_of_a_phone(cells, wide):
    heads = [f"h{place}" for place in range(len(cells))]
    html = html_of("\n".join(f"| {' | '.join(row)} |" for row in (heads, ["-"] * len(cells), cells)))
    assert re.findall('<td class="wide"[^>]*>(.*?)</td>', html) == wide


@pytest.mark.parametrize(
    ("text", "is_bare"),
    [
        ("* ☐ Uno\n* ☐ Dos\n", True), ("- ☑ Uno\n\n- ☐ Dos\n", True), ("* ☐ Uno\n* Dos\n", False), ("* Uno\n", False),
        ("1. ☐ Uno\n", False), ("*\n* ☐ Dos\n", False),
    ],
)  # fmt: skip
def test_a_checklist_has_its_boxes_and_no_bullets(text, is_bare):
    assert ('<ul role="list">' in html_of(text)) is is_bare


def test_within_a_checklist_another_list_keeps_its_bullets():
    assert html_of("* ☐ Uno\n  * detalle\n* ☐ Dos\n").count('role="list"') == 1


HOSTILE = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))", "[x](JaVaScRiPt:alert(1))",
    "[x](&#106;avascript:alert(1))", "[x](java\tscript:alert(1))", "<javascript:alert(1)>", "[x](data:text/html;base64,xx)",
    "[x](vbscript:x)", "[x](//malo.example/)", "[x](/\\malo.example)", "![x](//malo.example/x.png)", "![x](data:image/svg+xml,x)",
    "![x](http://malo.example/x.png)", '[x](https://a.example "\\"onclick=alert(1)")', "[x]: javascript:alert(1)\n\n[x]",
    "```<script>\nx\n```", "``` \" onclick=x\nx\n```", "<!-- -->",
    "<table><tr onclick=x>", "<table>\n", "a <b\n>", "&lt;script&gt;",
    "| <svg onload=x> |\n|---|\n| <x> |", "# <h1 id=main>", "<https://a.example/\"onclick=x>", "**<u>**", "</div></main>",
]  # fmt: skip


def harmless(html: str) -> None:
    for tag, attrs in Tags(html).found:
        assert tag in TAGS
        assert attrs.keys() <= ATTRIBUTES
        href = attrs.get("href") or "#"
        assert href.lower().startswith(("http://", "https://", "mailto:", "#", "/"))
        assert not href.startswith(("//", "/\\"))
        assert (attrs.get("src") or "/cursos/carta") == "/cursos/carta"
        assert attrs.get("class") in (None, "scroll", "tight stack", "wide") or tag == "code"


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_markdown_shows_as_text(text: str):
    harmless(html_of(text, ADDRESSES, folder="1-a", anchors=True))


@given(
    st.lists(
        st.sampled_from([*HOSTILE, "\n\n", "> ", "- ", "`", "*", "[", "](", ")", "|", "<", "\\", "![c](carta.png)"])
        | st.text(max_size=8),
        max_size=14,
    )
)
def test_no_mixture_of_it_can_run_or_call_elsewhere(parts: list[str]):
    harmless(html_of("".join(parts), ADDRESSES, folder="1-a", anchors=True))


@pytest.mark.parametrize(
    "text",
    [
        "[" * 4000, "![" * 2000, "*a " * 1300, "`" * 1999 + " " + "`" * 1998, "> " * 1900 + "a", "<a " * 1300, "[a](" * 1000,
        "| a " * 900 + "|\n" + "|--" * 900 + "|\n" + "| |\n" * 2000, "- a\n" * 3999, "[a]: b\n" * 3900, "&" * 4000, "_*" * 2000,
        "\n".join("  " * n + "- a" for n in range(300)), ("[" * 50 + "\n") * 20, "[" * 1000, ("[" * 3999 + "\n") * 20,
        "|a" * 40 + "\n" + "|-" * 40 + "\n" + "| |\n" * 200, "|a" * 40 + "\n" + "|-" * 40 + "\n" + "| |\n" * 2000,
         ("`" * 1000 + " " + "*_" * 1400 + "\n") * 20,
    ],
)  # fmt: skip
def test_a_text_as_bad_as_can_be_made_costs_bounded_work(text: str):
    with at_most(6_000_000):
        html_of(text)
