"""The file of norms, as commands read it."""

from pathlib import Path

from django.conf import settings

from core.commands import read_text
from core.refusals import Refusal
from training.courses.loaders.norms import NormFields, read_norms

NORMS = settings.BASE_DIR / "data" / "norms.yaml"


def norms_of_the_release(path: Path = NORMS) -> dict[str, NormFields]:
    """Return the norms of the file. Raises Refusal with its name and line."""
    try:
        return read_norms(read_text(str(path)))
    except Refusal as refusal:
        raise Refusal(refusal.message if path.name in refusal.message else f"{path.name}, {refusal.message}") from None
