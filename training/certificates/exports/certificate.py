"""The certificate on paper: a tagged PDF of one page (Spanish, PDF/UA-1) with the signed text as a QR."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import qrcode
from qrcode.image.svg import SvgPathImage

from core.pdf import tagged_pdf

PAGE = Path(__file__).parent / "certificate.typ"


def certificate_pdf(*, rows: Sequence[tuple[str, str]], qr: str, verify_at: str, demo: str) -> bytes:
    """`rows`: label and value of each field, the person and the course first. `qr`: what the QR says."""
    data = {"rows": [list(row) for row in rows], "qr": qr_svg(qr), "verify_at": verify_at, "demo": demo}
    return tagged_pdf(PAGE, data)


def qr_svg(text: str) -> str:
    """Return a QR whose modules stay wide on paper: the text is long, so a seventh of it may be damaged, not more."""
    made = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_L, border=0, image_factory=SvgPathImage)
    made.add_data(text, optimize=0)
    stream = BytesIO()
    made.make_image().save(stream)
    return stream.getvalue().decode()
