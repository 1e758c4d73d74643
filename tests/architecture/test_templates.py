"""Guard 7: nothing that the strict content security policy would refuse, and nothing from another host."""

import re

import pytest

from tests.architecture.tree import ROOT, own_scripts, shown, templates

COMMENT = re.compile(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}|<!--.*?-->", re.DOTALL)
REFUSED = {
    "inline script": re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/(?:ld\+)?json\")[^>]*>", re.IGNORECASE
    ),
    "inline style sheet": re.compile(r"<style\b", re.IGNORECASE),
    "style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "event attribute": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "htmx expression": re.compile(r"\shx-(?:on|vals=['\"]?js:)", re.IGNORECASE),
    "javascript: address": re.compile(r"javascript:", re.IGNORECASE),
    "file from another host": re.compile(
        r"<(?:script|img|iframe|source|use|link(?![^>]*rel=\"canonical\"))\b[^>]*(?:src|href)=\"(?:https?:)?//",
        re.IGNORECASE,
    ),
}
EVAL = re.compile(r"\beval\(|new Function\(|\.innerHTML\s*=|insertAdjacentHTML|\.style\.cssText|document\.write")


def _findings(text: str) -> list[str]:
    bare = COMMENT.sub("", text)
    return [what for what, pattern in REFUSED.items() if pattern.search(bare)]


def test_no_template_needs_an_exception_from_the_policy():
    found = {shown(path): _findings(path.read_text(encoding="utf-8")) for path in templates()}
    assert len(found) > 200, "the templates were not found"
    assert {path: faults for path, faults in found.items() if faults} == {}


def test_own_scripts_build_no_code_from_text():
    assert [shown(path) for path in own_scripts() if EVAL.search(path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize(
    ("html", "what"),
    [
        ("<script>go()</script>", "inline script"),
        ('<p class="a" style="color:red">', "style attribute"),
        ('<button type="button" onclick="go()">', "event attribute"),
        ('<div hx-on:click="go()">', "htmx expression"),
        ('<a href="javascript:go()">', "javascript: address"),
        ('<script src="https://cdn.example/x.js"></script>', "file from another host"),
    ],
)
def test_guard_sees(html: str, what: str):
    assert what in _findings(html)


# «1.234» for people is no key for the server: numbers get a thousands separator unless they are told not to.
KEY_FOR_PEOPLE = re.compile(r"""=\s*["'][^"'<>]*\{\{\s*[\w.]*\bpk\s*\}\}""")


def test_keys_in_attributes_are_written_for_the_server():
    found = {shown(path): KEY_FOR_PEOPLE.findall(path.read_text(encoding="utf-8")) for path in templates()}
    assert {path: keys for path, keys in found.items() if keys} == {}
    assert KEY_FOR_PEOPLE.search('<input value="{{ row.pk }}">')
    assert KEY_FOR_PEOPLE.search("<a href='?desde={{ version.pk }}'>")
    assert not KEY_FOR_PEOPLE.search("""<input value="{{ row.pk|stringformat:'d' }}">""")


def test_policy_allows_nothing_unsafe():
    assert "unsafe" not in (ROOT / "innovacion360" / "settings.py").read_text(encoding="utf-8")
