"""The texts of the program that people may edit: each app registers its own in AppConfig.ready.

The default of a text is a file among the templates: its first line is the heading, the rest, after a blank line, the body.
It is read as it stands, never as a template.
"""

from dataclasses import dataclass
from functools import cache

from django.core import checks
from django.template.loader import get_template

from core.placeholders import names_in, stray_braces
from core.versioned_text import markup
from core.versioned_text.markup import Address, Block, Value

__all__ = ["Address", "Block", "Placeholder", "RegisteredText", "Value", "Wording", "register"]

MAILS, NOTICES, PAGES = "Correos", "Avisos", "Páginas del sitio público"


@dataclass(frozen=True)
class Placeholder:
    """`meaning`: what stands there instead, for the person who edits. `example`: a value like the real ones.

    `is_required`: without it the text would not do its work (the link of an invitation).
    """

    name: str
    meaning: str
    example: Value
    is_required: bool = False

    @property
    def is_block(self) -> bool:
        return isinstance(self.example, Block)

    @property
    def sample(self) -> str:
        """The example as plain text."""
        return markup.as_text(f"{{{self.name}}}", {self.name: self.example})


@dataclass(frozen=True)
class Wording:
    """Heading (subject of a mail, title of a page) and body, as edited: with mark-up and placeholders."""

    heading: str
    body: str


@dataclass(frozen=True)
class RegisteredText:
    """`used_in`: who reads it and when. `default`: name of its file. `url_name`: the page that shows it, if any.

    `is_plain`: it is kept and shown as plain text, so no mark-up is read in it.
    """

    key: str
    name: str
    group: str
    used_in: str
    default: str
    placeholders: tuple[Placeholder, ...] = ()
    heading_label: str = "Asunto"
    url_name: str = ""
    is_plain: bool = False

    @property
    def part(self) -> str:
        """What lists put it under, inside its group."""
        return ""

    @property
    def wording(self) -> Wording:
        return default_of(self.default)

    @property
    def examples(self) -> dict[str, Value]:
        return {one.name: one.example for one in self.placeholders}


TEXTS: dict[str, RegisteredText] = {}


def register(*texts: RegisteredText) -> None:
    for text in texts:
        assert text.key not in TEXTS, f"two apps register the text {text.key}"
        TEXTS[text.key] = text


@cache
def default_of(file: str) -> Wording:
    source = get_template(file).template.source
    heading, _, body = source.replace("\r\n", "\n").partition("\n")
    return Wording(heading.strip(), body.strip())


def faults_of(text: RegisteredText, wording: Wording) -> list[str]:
    """Return what is wrong with a wording, each in one sentence."""
    known = {one.name: one for one in text.placeholders}
    found = []
    both = f"{wording.heading}\n{wording.body}"
    if stray_braces(both):
        found.append("Hay una llave suelta. Las llaves solo rodean el nombre de un dato, como en la lista.")
    unknown = list(dict.fromkeys(name for name in names_in(both) if name not in known))
    found += [f"«{{{name}}}» no es un dato de este texto. Use los de la lista." for name in unknown]
    # The heading of a plain text is read with its body, as one message.
    where, read = ("el título o el texto", both) if text.is_plain else ("el texto", wording.body)
    found += [
        f"Falta «{{{one.name}}}» en {where}: {one.meaning}."
        for one in text.placeholders
        if one.is_required and one.name not in names_in(read)
    ]
    if text.is_plain and markup.has_markup(both):
        found.append("Este texto va sin negritas, subtítulos ni direcciones con palabras. Quite esos signos.")
    found += [
        f"«{{{one.name}}}» ocupa varios renglones: déjelo solo en el suyo, y no en el {text.heading_label.lower()}."
        for one in text.placeholders
        if one.is_block and (one.name in names_in(wording.heading) or not markup.is_alone(wording.body, one.name))
    ]
    return found


def defaults_are_sound(app_configs, **kwargs) -> list[checks.CheckMessage]:
    """System check: a default that its own rules refuse could not be saved again after the smallest change."""
    return [
        checks.Error(f"The default of the text {text.key!r}: {fault}", id="core.E010")
        for text in TEXTS.values()
        for fault in faults_of(text, text.wording)
    ]
