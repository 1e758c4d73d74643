"""Names of the other forms that editions refer to by a key (data/crosswalks.yaml)."""

from functools import cache

from django.conf import settings

from core.documents.fields import Fields
from core.documents.yaml_text import read_document

PATH = settings.BASE_DIR / "data" / "crosswalks.yaml"


def read_names(text: str) -> dict[str, tuple[str, str]]:
    """Return (name, note) of each form by its key. Raises Refusal with the line."""
    forms = Fields(read_document(text, "una lista de formularios"), "la lista de formularios")
    return {key: _name(Fields(node, f"«{key[:40]}»")) for key, node in forms.node.items()}


def _name(f: Fields) -> tuple[str, str]:
    name = f.text("name", limit=200), f.text("note", "", limit=300)
    f.done()
    return name


@cache
def known_names() -> dict[str, tuple[str, str]]:
    return read_names(PATH.read_text(encoding="utf-8"))
