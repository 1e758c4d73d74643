"""PNG and JPEG: complete, of a sensible size, without appended data."""

from files.loaders.uploads.kinds import is_markup, refuse

MOST_PIXELS = 120_000_000  # phone cameras reach 108 million
_TAIL = "la imagen trae otros datos pegados al final; ábrala y guárdela otra vez como imagen simple"
_BROKEN = "la imagen está incompleta o dañada; guárdela otra vez"


def check_png(data: bytes) -> None:
    """Refuse anything but one complete PNG."""
    place = 8
    seen: list[bytes] = []
    while place + 12 <= len(data) and (not seen or seen[-1] != b"IEND"):
        length, name = int.from_bytes(data[place : place + 4]), data[place + 4 : place + 8]
        if not seen:
            _check_size(name == b"IHDR" and length == 13, data[place + 8 : place + 12], data[place + 12 : place + 16])
        seen.append(name)
        place += 12 + length
    if not seen or seen[-1] != b"IEND" or place > len(data):
        refuse(_BROKEN)
    if place != len(data):
        refuse(_TAIL)
    _check_text(data)


def check_jpeg(data: bytes) -> None:
    """Refuse anything but one complete JPEG."""
    place, is_sized = 2, False
    while place + 4 <= len(data):
        if data[place] != 0xFF:
            refuse(_BROKEN)
        marker = data[place + 1]
        if marker == 0xD9:
            break
        length = int.from_bytes(data[place + 2 : place + 4])
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            _check_size(length >= 8, data[place + 7 : place + 9], data[place + 5 : place + 7])
            is_sized = True
        place += 2 + max(length, 2)
        if marker == 0xDA:
            place = _end_of_scan(data, place)
    if not is_sized or data[place : place + 2] != b"\xff\xd9":
        refuse(_BROKEN)
    if data[place + 2 :].strip(b"\0"):
        refuse(_TAIL)
    _check_text(data)


def _end_of_scan(data: bytes, place: int) -> int:
    """Return where the scan data end: at a marker that is neither an escape nor a restart."""
    while (place := data.find(b"\xff", place)) != -1 and place + 1 < len(data):
        if data[place + 1] not in (0x00, 0xFF) and not 0xD0 <= data[place + 1] <= 0xD7:
            return place
        place += 1 if data[place + 1] == 0xFF else 2
    return len(data)


def _check_size(is_there: bool, width: bytes, height: bytes) -> None:
    pixels = int.from_bytes(width) * int.from_bytes(height)
    if not is_there or not pixels:
        refuse(_BROKEN)
    if pixels > MOST_PIXELS:
        refuse("la imagen tiene demasiados puntos; redúzcala antes de subirla")


def _check_text(data: bytes) -> None:
    low = data.lower()
    if is_markup(data[:64]) or b"<script" in low or b"<?php" in low:
        refuse("la imagen lleva un programa adentro")
