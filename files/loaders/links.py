"""Web addresses as people type them → addresses that can be stored."""

import re
from urllib.parse import quote, unquote, urlsplit

from core.words import composed, visible

LONGEST, LONGEST_TYPED = 1000, 4000  # characters of an address, and of one with what stands around it
MOST_WORDS = 100  # of what is quoted as no link
MOST_WRAPPINGS = 50  # brackets and quotes around an address
NO_LINK = "no es una dirección; cópiela completa, desde https://"
BLANK_INSIDE = "tiene un espacio: si es de la dirección, escriba %20; si sigue una nota, póngala antes de la dirección"
TOGETHER = "son dos direcciones pegadas; escriba un espacio entre ellas"
_PAIRS = {")": "(", "]": "[", "}": "{"}  # belong to an address while they are balanced
_OPENING, _CLOSING = "<([{«\"“‘',;", '>»"”’,;.'
_START = re.compile(r"\S*://|[" + re.escape(_OPENING) + r"]*www\.", re.IGNORECASE)
_TOGETHER = re.compile(r"[,;](?:https?://|www\.)", re.IGNORECASE)
_AUTHORITY = re.compile(r"(?P<user>[^@]*@)?(?P<host>[^@:]+)(?P<port>:[0-9]*)?")


def links_of(line: str) -> tuple[list[str], list[str]]:
    """Return the links of a typed line, and the parts that look like links but are none (the line, if it has no link at all).

    Words before a link describe it and are left out. Text after it, which may be the rest of an address with a blank
    (`problem_of`), makes that part none: an address is never cut.
    """
    words = visible(line).split()
    starts = [place for place, word in enumerate(words) if _START.match(word)]
    if not starts:
        return [], [" ".join(words)] if words else []
    links, wrong = [], []
    for start, end in zip(starts, [*starts[1:], len(words)], strict=True):
        link = clean_link(words[start])
        if link and (end == start + 1 or _is_wrapped(words[start])):
            links.append(link)
        else:
            wrong.append(" ".join(words[start:end]) if link else words[start])
    return links, wrong


def problem_of(part: str) -> str:
    """Return why a part that `links_of` found wrong is no link: a Spanish reason that follows the part."""
    if part.count(" ") > MOST_WORDS:
        return "es demasiado texto; deje solo las direcciones, una por línea"
    first, _, rest = part.partition(" ")
    if _TOGETHER.search(first):
        return TOGETHER
    return BLANK_INSIDE if rest and clean_link(first) else NO_LINK


def _is_wrapped(word: str) -> bool:
    return (word[0], word[-1]) in {("(", ")"), ("<", ">"), ("[", "]"), ("«", "»"), ('"', '"'), ("“", "”")}


def clean_link(text: str) -> str:
    """Return one typed address as a storable link, "" if it is none; `www.` is completed with https://.

    What stands around it goes: quotes, brackets without their partner, commas, a full stop. The name of the site stays
    readable, «alcaldía.gov.co»: files.loaders.web_check asks the network for its IDNA form.
    """
    if len(text) > LONGEST_TYPED or len(text.split()) > 1 or _TOGETHER.search(text):
        return ""
    text = _bare(visible(text))
    if text.lower().startswith("www."):
        text = f"https://{text}"
    scheme, separator, rest = text.partition("://")  # phone keyboards write «Https://»
    authority = re.split("[/?#]", rest, maxsplit=1)[0]
    site = _readable(authority)
    path = quote(rest[len(authority) :], safe=":/?#[]@!$&'()*+,;=%~-._")
    link = f"{scheme.lower()}{separator}{site}{path}"
    return link if site and is_web_link(link) else ""


def _bare(text: str) -> str:
    for _ in range(MOST_WRAPPINGS):
        before = text
        text = text.strip().lstrip(_OPENING).rstrip(_CLOSING)
        last = text[-1:]
        if (last in _PAIRS and text.count(last) > text.count(_PAIRS[last])) or (last == "'" and text.count("'") % 2):
            text = text[:-1]
        if text == before:
            break
    return text


def _readable(authority: str) -> str:
    """Return user, name and port of a site with its name in letters, "" if it cannot be the name of one."""
    match = _AUTHORITY.fullmatch(authority)
    if match is None:
        return ""
    name = composed(unquote(match["host"]))
    try:
        asked = name.encode("idna").decode("ascii")
    except UnicodeError:
        return ""
    if "." not in asked.strip(".") or not re.fullmatch(r"[A-Za-z0-9._-]+", asked):
        return ""
    return f"{quote(match['user'] or '', safe='@:%')}{name}{match['port'] or ''}"


def is_web_link(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return (
        text.startswith(("http://", "https://"))  # as the check constraint requires
        and bool(parts.hostname)
        and len(text) <= LONGEST
        and not any(c.isspace() for c in text)
    )
