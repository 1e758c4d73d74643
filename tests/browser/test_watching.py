"""The watch over the pages is awake: each thing that it must notice is done on purpose here, and noticed."""

from urllib.parse import urlsplit

import pytest

from tests.browser.axe import axe
from tests.browser.conftest import watch


@pytest.fixture
def watched(browser, live_server):
    complaints: list[str] = []
    context = browser.new_context(base_url=live_server.url)
    page = context.new_page()
    watch(page, urlsplit(live_server.url).netloc, complaints)
    page.goto("/")
    assert complaints == []
    yield page, complaints
    context.close()


INLINE_SCRIPT = (
    "document.body.append(Object.assign(document.createElement('script'), {textContent: 'window.ran = true'}))"
)
INLINE_STYLE = "document.body.setAttribute('style', 'color: red')"


@pytest.mark.parametrize("operation", [INLINE_SCRIPT, INLINE_STYLE])
def test_inline_code_is_refused_and_noticed(watched, operation):
    page, complaints = watched
    page.evaluate(operation)
    page.wait_for_timeout(200)
    assert page.evaluate("window.ran") is None
    assert "Content Security Policy" in complaints[0]


def test_request_to_another_host_is_noticed(watched):
    page, complaints = watched
    page.context.route("**/otra.example/**", lambda route: route.abort())
    page.evaluate("fetch('https://otra.example/medidor.js').catch(() => {})")
    page.wait_for_timeout(200)
    assert any("otra.example" in complaint for complaint in complaints)


def test_missing_file_and_script_error_are_noticed(watched):
    page, complaints = watched
    # The answer itself is awaited, not a time: a loaded machine may take seconds to say that a file is missing.
    with page.expect_response("**/no-existe.js"):
        page.evaluate("fetch('/static/js/no-existe.js'); setTimeout(() => { throw new Error('se cayó') })")
    page.wait_for_timeout(200)
    assert len([c for c in complaints if "404 for" in c]) == 1
    assert len([c for c in complaints if "se cayó" in c]) == 1


def test_faults_of_accessibility_are_found(watched):
    page, _ = watched
    assert axe(page) == []
    page.evaluate("document.querySelector('main').append(new Image())")
    page.evaluate("document.querySelector('main').append(document.createElement('input'))")
    assert sorted(line.split(" ")[0] for line in axe(page)) == ["image-alt", "label"]
