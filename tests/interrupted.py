"""A person at a form: reads it from a page as a browser does, types, sends it when the session is over, signs in again."""

import html
import re
from dataclasses import dataclass, replace
from urllib.parse import parse_qs, urljoin, urlsplit

from django.test import Client

from core.web.interrupted_forms.owners import COOKIE

TEXTUAL = {"text", "email", "url", "search", "number", "tel", "date"}
ATTRIBUTE = re.compile(r'([\w-]+)(?:="([^"]*)")?')
SHOWN = "Aquí está lo que escribió; todavía no se ha guardado."


@dataclass(frozen=True)
class PageForm:
    page: str
    action: str
    texts: tuple[str, ...]  # names of what can be typed
    values: dict[str, list[str]]  # as the page shows them
    html: str
    browser: str = ""  # the cookie of the browser that got the page

    def typed(self, text: str) -> dict[str, list[str]]:
        return self.values | {name: [f"{text} {name}"] for name in self.texts}


def attributes(tag: str) -> dict[str, str]:
    return {name: html.unescape(value) for name, value in ATTRIBUTE.findall(tag.strip("<>")[len(tag.split()[0]) - 1 :])}


def forms_of(page: str, body: str, browser: Client | None = None) -> list[PageForm]:
    """The forms of a page that post, with their fields."""
    cookie = browser.cookies.get(COOKIE) if browser else None
    return [
        replace(_form(page, tag, inside), browser=cookie.value if cookie else "")
        for tag, inside in re.findall(r"(<form\b[^>]*>)(.*?)</form>", body, re.DOTALL)
        if attributes(tag).get("method") == "post"
    ]


def _form(page: str, tag: str, inside: str) -> PageForm:
    texts, values = [], {}
    for one in map(attributes, re.findall(r"<input\b[^>]*>", inside)):
        kind, name = one.get("type", "text"), one.get("name", "")
        if kind in TEXTUAL:
            texts.append(name)
        if kind in TEXTUAL or kind == "hidden" or (kind in ("checkbox", "radio") and "checked" in one):
            values.setdefault(name, []).append(one.get("value", ""))
    for opening, text in re.findall(r"(<textarea\b[^>]*>)\n?(.*?)</textarea>", inside, re.DOTALL):
        texts.append(attributes(opening)["name"])
        values[texts[-1]] = [html.unescape(text)]
    action = urljoin(page, attributes(tag).get("action") or page)
    return PageForm(page, action, tuple(texts), values, inside)


def form_at(browser: Client, page: str, holding: str) -> PageForm:
    """The one form of a page whose HTML holds these words."""
    [found] = [form for form in forms_of(page, browser.get(page).text, browser) if holding in form.html]
    return found


def send_without_session(form: PageForm, fields: dict, browser: Client | None = None, **headers):
    referer = {"Referer": f"http://testserver{form.page}", "Origin": "http://testserver"}
    browser = browser or Client()
    if form.browser:
        browser.cookies[COOKIE] = form.browser
    return browser.post(form.action, fields, headers=referer | headers)


def after_signing_in(response) -> str:
    """The page to which the sign-in page leads."""
    parts = urlsplit(response.url)
    assert (response.status_code, parts.path) == (302, "/cuenta/login/")
    return parse_qs(parts.query)["next"][0]
