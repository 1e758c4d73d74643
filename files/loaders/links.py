"""Web addresses as people type them → addresses that can be stored."""

from urllib.parse import quote, urlsplit


def clean_link(text: str) -> str:
    """Return a typed address as a link that can be stored, "" when it is none; `www.` gets its https://."""
    text = text.strip(",;<>()")
    if text.lower().startswith("www."):
        text = f"https://{text}"
    scheme, separator, rest = text.partition("://")  # telephones write «Https://»
    link = quote(f"{scheme.lower()}{separator}{rest}", safe=":/?#[]@!$&'()*+,;=%~-._")
    return link if is_web_link(link) and "." in link.split("//", 1)[1].split("/", 1)[0] else ""


def is_web_link(text: str) -> bool:
    """Tell whether a text is an absolute web address that can be stored."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return (
        text.startswith(("http://", "https://"))  # the same as the database asks
        and bool(parts.hostname)
        and len(text) <= 1000
        and not any(c.isspace() for c in text)
    )
