"""Write what was typed into the form of a rendered page: no view knows of it, and no script is needed."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from django.utils.html import escape

NEVER_FILLED = {"file", "submit", "button", "image", "reset", "password"}
TICKED = {"checkbox", "radio"}
BUTTONS = {"submit", "button", "image", "reset"}
Fields = list[tuple[str, str]]  # names and values, in the order of the form
Edit = tuple[int, int, str]  # start, end, replacement


@dataclass
class _Control:
    tag: str  # input, textarea, option, button
    name: str
    attrs: dict[str, str | None]
    start: int  # of the start tag
    end: int
    close: int = 0  # start of the end tag
    text: str = ""

    @property
    def kind(self) -> str:
        return (self.attrs.get("type") or ("submit" if self.tag == "button" else "text")).lower()

    @property
    def value(self) -> str:
        default = self.text.strip() if self.tag == "option" else "on" if self.kind in TICKED else ""
        given = self.attrs.get("value")
        return default if given is None else given


@dataclass
class _Form:
    attrs: dict[str, str | None]
    end: int  # of its start tag
    around: list[_Control]  # closed <details> and <dialog> in which it stands
    controls: list[_Control] = field(default_factory=list)

    def addresses(self, page: str) -> set[str]:
        """The paths to which the form or one of its buttons sends."""
        given = [self.attrs.get("action"), *(one.attrs.get("formaction") for one in self.controls)]
        return {urlsplit(urljoin(page, address or page)).path for address in given if address} or {urlsplit(page).path}


def filled(html: str, *, page: str, action: str, fields: Fields, note: str) -> tuple[str, Fields] | None:
    """Return the page with the fields in the form that sends to `action`, and what found no place in it.

    `page`, `action`: addresses within the site. `note`: trusted HTML for the start of the form. None: no such form.
    """
    reader = _Reader(html)
    forms = [form for form in reader.forms if urlsplit(action).path in form.addresses(page)]
    if not forms:
        return None
    form = max(forms, key=lambda one: _likeness(one, fields))
    edits, left = _edits(form, fields)
    edits += [(one.start, one.end, _tag(one.tag, one.attrs | {"open": None})) for one in form.around]
    edits.append((form.end, form.end, note))
    for start, end, replacement in sorted(edits, reverse=True):
        html = html[:start] + replacement + html[end:]
    return html, left


def _likeness(form: _Form, fields: Fields) -> tuple[int, int]:
    """How many hidden values and buttons are the same, then how many names: one page may hold a form per row."""
    sent, names = set(fields), {name for name, _ in fields}
    given = (one for one in form.controls if one.tag == "button" or one.kind == "hidden" or one.kind in BUTTONS)
    hidden = sum((one.name, one.value) in sent for one in given)
    return hidden, len(names & {one.name for one in form.controls})


def _edits(form: _Form, fields: Fields) -> tuple[list[Edit], Fields]:
    waiting: dict[str, list[str]] = {}
    for name, value in fields:
        waiting.setdefault(name, []).append(value)
    edits = []
    for one in form.controls:
        values = waiting.get(one.name, [])
        if one.tag == "button" or one.kind in BUTTONS:
            _take(values, one.value)
        elif one.tag == "option" or one.kind in TICKED:
            chosen = "selected" if one.tag == "option" else "checked"
            rest = {key: value for key, value in one.attrs.items() if key != chosen}
            edits.append(
                (one.start, one.end, _tag(one.tag, rest | ({chosen: None} if _take(values, one.value) else {})))
            )
        elif one.kind not in NEVER_FILLED and values:
            value = values.pop(0)
            if one.tag == "textarea" and one.close:
                edits.append((one.end, one.close, "\n" + escape(value)))  # HTML drops one line break there
            else:
                edits.append((one.start, one.end, _tag(one.tag, one.attrs | {"value": value})))
    return edits, [(name, value) for name, values in waiting.items() for value in values if value.strip()]


def _take(values: list[str], value: str) -> bool:
    if value not in values:
        return False
    values.remove(value)
    return True


def _tag(name: str, attrs: dict[str, str | None]) -> str:
    return f"<{name}{''.join(_attribute(key, value) for key, value in attrs.items())}>"


def _attribute(key: str, value: str | None) -> str:
    return f" {key}" if value is None else f' {key}="{escape(value)}"'


class _Reader(HTMLParser):
    """The forms of a page with the places of their controls in its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[_Form] = []
        self._lines = list(_starts_of_lines(html))
        self._inside: list[_Control] = []  # open details and dialogs
        self._form: _Form | None = None
        self._select, self._select_form = "", None
        self._open: _Control | None = None  # a textarea or option that waits for its end
        self._elsewhere: list[tuple[str, _Control]] = []  # controls that name their form
        self.feed(html)
        self.close()
        by_id = {form.attrs["id"]: form for form in self.forms if form.attrs.get("id")}
        for form_id, control in self._elsewhere:
            if form_id in by_id:
                by_id[form_id].controls.append(control)

    def _here(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        start, given = self._here(), dict(attrs)
        end = start + len(self.get_starttag_text() or "")
        if tag in ("details", "dialog"):
            self._inside.append(_Control(tag, "", given, start, end))
        elif tag == "form":
            closed = [one for one in self._inside if "open" not in one.attrs]
            self._form = _Form(given, end, closed)
            if (given.get("method") or "").lower() == "post":
                self.forms.append(self._form)
        elif tag == "select":
            self._select, self._select_form = given.get("name") or "", given.get("form")
        elif tag in ("input", "textarea", "button", "option"):
            name = self._select if tag == "option" else given.get("name") or ""
            control = _Control(tag, name, given, start, end)
            self._open = control if tag in ("textarea", "option") else self._open
            self._add(control, self._select_form if tag == "option" else given.get("form"))

    def _add(self, control: _Control, form_id: str | None) -> None:
        if form_id:
            self._elsewhere.append((form_id, control))
        elif self._form is not None:
            self._form.controls.append(control)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_data(self, data: str) -> None:
        if self._open is not None:
            self._open.text += data

    def handle_endtag(self, tag: str) -> None:
        if tag in ("details", "dialog") and self._inside:
            self._inside.pop()
        elif tag == "form":
            self._form = None
        elif tag == "select":
            self._select, self._select_form = "", None
        elif tag in ("textarea", "option") and self._open is not None:
            self._open.close, self._open = self._here(), None


def _starts_of_lines(html: str) -> Iterator[int]:
    """HTMLParser counts lines by line feeds alone."""
    yield 0
    for place, letter in enumerate(html):
        if letter == "\n":
            yield place + 1
