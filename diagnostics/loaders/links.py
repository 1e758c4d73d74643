"""Web addresses as people type them → addresses that can be stored."""

from urllib.parse import quote

from diagnostics.loaders.answers import is_web_link


def clean_link(text: str) -> str:
    """Return a typed address as a link that can be stored, "" when it is none; `www.` gets its https://."""
    text = text.strip(",;<>()")
    if text.lower().startswith("www."):
        text = f"https://{text}"
    scheme, separator, rest = text.partition("://")  # telephones write «Https://»
    link = quote(f"{scheme.lower()}{separator}{rest}", safe=":/?#[]@!$&'()*+,;=%~-._")
    return link if is_web_link(link) and "." in link.split("//", 1)[1].split("/", 1)[0] else ""
