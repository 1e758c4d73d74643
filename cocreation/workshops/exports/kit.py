"""A workshop in a box: cards, sign sheet, form for the minutes, guide and a page for the projector, as one tagged PDF."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import qrcode
from django.urls import reverse
from qrcode.image.svg import SvgPathImage

from core.pdf import tagged_pdf
from core.web.addresses import absolute

PAGE = Path(__file__).parent / "kit.typ"


def card_address(code: str) -> str:
    """Return what the QR of a card opens."""
    return absolute(reverse("core:receipt", args=[code]))


def qr_svg(text: str) -> str:
    made = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=0, image_factory=SvgPathImage)
    made.add_data(text)
    stream = BytesIO()
    made.make_image().save(stream)
    return stream.getvalue().decode()


def kit_pdf(workshop: dict[str, str], cards: Sequence[tuple[str, str]], challenges: Sequence[dict[str, str]]) -> bytes:
    """`workshop`: what the pages print of it, in words (queries.kits); `cards`: number and code of each."""
    data = {
        "workshop": workshop,
        "challenges": list(challenges),
        "codes_at": absolute(reverse("core:receipt-find")),
        "cards": [{"number": number, "code": code, "qr": qr_svg(card_address(code))} for number, code in cards],
    }
    return tagged_pdf(PAGE, data)
