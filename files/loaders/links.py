"""Web addresses as people type them → addresses that can be stored."""

from urllib.parse import quote, urlsplit


def clean_link(text: str) -> str:
    """Return a typed address as a storable link, "" if it is none; `www.` is completed with https://."""
    text = text.strip(",;<>()")
    if text.lower().startswith("www."):
        text = f"https://{text}"
    scheme, separator, rest = text.partition("://")  # phone keyboards write «Https://»
    link = quote(f"{scheme.lower()}{separator}{rest}", safe=":/?#[]@!$&'()*+,;=%~-._")
    return link if is_web_link(link) and "." in link.split("//", 1)[1].split("/", 1)[0] else ""


def is_web_link(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return (
        text.startswith(("http://", "https://"))  # as the check constraint requires
        and bool(parts.hostname)
        and len(text) <= 1000
        and not any(c.isspace() for c in text)
    )
