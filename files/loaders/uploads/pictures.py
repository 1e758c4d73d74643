"""PNG and JPEG: complete, of a sensible size, without appended data; and without what a camera adds to them."""

import struct

from files.loaders.uploads.kinds import is_markup, refuse

MOST_PIXELS = 120_000_000  # phone cameras reach 108 million
# What a picture needs to look as it does; all else of a PNG is text, time or a camera's.
_PNG_KEPT = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"bKGD", b"pHYs"}
# Of the segments of programs in a JPEG (APP0 to APP15): its density, its colours and how they are coded.
_JPEG_KEPT = {0xE0: b"JFIF\0", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}
_EXIF = b"Exif\0\0"
_ORIENTATION = 0x0112
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


def plain_png(data: bytes) -> bytes:
    """Return a PNG that `check_png` accepted without texts, times and what a camera wrote."""
    place, kept = 8, [data[:8]]
    while place + 12 <= len(data):
        end = place + 12 + int.from_bytes(data[place : place + 4])
        if data[place + 4 : place + 8] in _PNG_KEPT:
            kept.append(data[place:end])
        place = end
    return b"".join(kept)


def plain_jpeg(data: bytes) -> bytes:
    """Return a JPEG that `check_jpeg` accepted without comments and what a camera wrote, but still the right way up."""
    place, kept, turned = 2, [data[:2]], b""
    while place + 4 <= len(data) and data[place + 1] != 0xD9:
        marker, begin = data[place + 1], place
        place += 2 + max(int.from_bytes(data[place + 2 : place + 4]), 2)
        segment = data[begin:place]
        if marker == 0xDA:
            place = _end_of_scan(data, place)
            kept.append(data[begin:place])
        elif marker == 0xE1 and segment[4:10] == _EXIF:
            turned = turned or _orientation(segment[10:])
        elif 0xE0 <= marker <= 0xEF:
            if (head := _JPEG_KEPT.get(marker)) and segment[4:].startswith(head):
                kept.append(segment)
        elif marker != 0xFE:
            kept.append(segment)
    return b"".join([kept[0], turned, *kept[1:], b"\xff\xd9"])


def _orientation(tiff: bytes) -> bytes:
    """Return an Exif segment that says only how the camera was held; b"" where that is not said, or as usual."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None or len(tiff) < 8:
        return b""
    at = struct.unpack(f"{order}I", tiff[4:8])[0]
    count = int.from_bytes(tiff[at : at + 2], "little" if order == "<" else "big")
    for place in range(at + 2, min(at + 2 + 12 * count, len(tiff) - 11), 12):
        tag, kind, values, value = struct.unpack(f"{order}HHIH", tiff[place : place + 10])
        if (tag, kind, values) == (_ORIENTATION, 3, 1) and 2 <= value <= 8:
            said = b"II*\0" + struct.pack("<IHHHIHHI", 8, 1, _ORIENTATION, 3, 1, value, 0, 0)
            return b"\xff\xe1" + (2 + len(_EXIF) + len(said)).to_bytes(2) + _EXIF + said
    return b""


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
