"""The course on paper: a tagged PDF of a whole version, and what a self-contained HTML file of it needs."""

from base64 import b64encode
from pathlib import Path
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from core.pdf import tagged_pdf
from training.courses.choices import MEDIA_TYPES

PAGE, STYLE = (Path(__file__).with_name(name) for name in ("paper.typ", "paper.css"))
LARGEST_HTML = 1_000_000  # bytes
MOST_OF_IMAGES = 2_000_000  # bytes of pictures in a PDF


def course_pdf(data: dict[str, Any]) -> bytes:
    return tagged_pdf(PAGE, data)


def style() -> SafeString:
    """The file is read from a disk, where no policy of ours holds and no style sheet is near: its style stands in it."""
    return mark_safe(f"<style>{STYLE.read_text()}</style>")  # noqa: S308  # a file of ours


def data_address(name: str, content: bytes) -> str:
    return f"data:{MEDIA_TYPES[name[name.rfind('.') :].lower()]};base64,{b64encode(content).decode()}"
