"""What a camera writes into a photo does not leave with it; what it looks like does."""

import struct
import zlib

import pytest

from files.loaders.uploads import anonymous, judge
from files.loaders.uploads.pictures import plain_jpeg, plain_png
from tests.factories.files import JPEG

WHERE = b"GPS 6.2442 -75.5812 Telefono X 2027:04:09"


def segment(marker: int, data: bytes) -> bytes:
    return b"\xff" + bytes([marker]) + (len(data) + 2).to_bytes(2) + data


def exif(orientation: int, order: str = "<") -> bytes:
    entry = struct.pack(f"{order}HHIHH", 0x0112, 3, 1, orientation, 0)
    other = struct.pack(f"{order}HHII", 0x010F, 2, len(WHERE), 38)
    head = b"II*\0" if order == "<" else b"MM\0*"
    tiff = head + struct.pack(f"{order}IH", 8, 2) + other + entry + struct.pack(f"{order}I", 0) + WHERE
    return segment(0xE1, b"Exif\0\0" + tiff)


def chunk(name: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4) + name + data + zlib.crc32(name + data).to_bytes(4)


def png(*more: bytes) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(more) + chunk(b"IDAT", zlib.compress(b"\0\x80")) + chunk(b"IEND", b"")


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("turned", [1, 6, 8])
def test_photo_leaves_its_place_behind_and_stays_upright(turned, order):
    sent = JPEG[:2] + exif(turned, order) + segment(0xED, WHERE) + segment(0xFE, WHERE) + JPEG[2:]
    judged = judge(sent, "a.jpg", most_bytes=10_000)
    plain = anonymous(judged)
    assert WHERE not in plain.data
    assert plain.sha256 != judged.sha256
    assert judge(plain.data, "a.jpg", most_bytes=10_000).data == plain.data
    assert plain.data.endswith(JPEG[2:]), "the picture itself is untouched"
    kept = plain.data[: -len(JPEG) + 2]
    assert (b"Exif" in kept) == (turned != 1)
    assert struct.pack("<HHIH", 0x0112, 3, 1, turned) in plain.data or turned == 1


def test_plain_pictures_stay_as_they_are():
    assert plain_jpeg(JPEG) == JPEG
    assert plain_png(png()) == png()


def test_colours_stay_and_texts_go():
    colours = segment(0xE2, b"ICC_PROFILE\0" + b"x" * 40)
    assert plain_jpeg(JPEG[:2] + colours + segment(0xE2, WHERE) + JPEG[2:]) == JPEG[:2] + colours + JPEG[2:]
    gamma = chunk(b"gAMA", (45455).to_bytes(4))
    said = [chunk(name, WHERE) for name in (b"tEXt", b"iTXt", b"eXIf", b"tIME")]
    assert plain_png(png(gamma, *said)) == png(gamma)


@pytest.mark.parametrize(
    "tiff",
    [b"", b"II", b"XX*\0\x08\0\0\0", b"II*\0\xff\xff\xff\xff", b"II*\0\x08\0\0\0\xff\xff",
     b"MM\0*\0\0\0\x08\xff\xff" + b"\0" * 9],
)  # fmt: skip
def test_broken_words_of_a_camera_are_dropped(tiff):
    assert plain_jpeg(JPEG[:2] + segment(0xE1, b"Exif\0\0" + tiff) + JPEG[2:]) == JPEG


def test_other_files_are_left_alone():
    judged = judge(b"a,b\n1,2\n", "a.csv", most_bytes=1000)
    assert anonymous(judged) is judged
