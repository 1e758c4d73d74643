"""The pictures of the help, taken from the demonstration data.

    PICTURES=help python3 dev.py e2e tests/browser/test_help_pictures.py     takes them again into static/help

Without the variable the tests see that each task with a picture has one, of the known size and not heavy.
"""

import os
from base64 import b64decode, b64encode
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from accounts.models import User
from accounts.permissions import Role
from diagnostics.instruments.models import EditionDraft
from portal.queries.manual import topics
from tests.browser.settling import settle
from tests.browser.site_map import NOBODY, visits

FOLDER = Path(__file__).parents[2] / "static" / "help"
SIZE = (1000, 625)
HEAVY, MOST = 60_000, 20  # bytes of a picture, pictures
WANTED = os.environ.get("PICTURES", "")
# task: (route, who opens it, part of the address): the first visit of the site map for which all fit
SHOWN = {
    "resultado": ("portal:municipality", NOBODY),
    "comparar": ("portal:compare", NOBODY),
    "mi-trabajo": ("assessments:assessment-detail", Role.LIAISON),
    "responder": ("assessments:question-fill", Role.LIAISON),
    "evidencias": ("assessments:evidence-list", Role.LIAISON),
    "equipo": ("accounts:team-list", Role.LIAISON),
    "reparto": ("assessments:team-work", Role.LIAISON),
    "firmar": ("review:sign", Role.APPROVER),
    "replica": ("review:outcome", Role.LIAISON, "/envigado/"),
    "opiniones": ("citizens:feedback-queue", Role.LIAISON),
    "revisar": ("review:review-indicator", Role.REVIEWER),
    "tablero": ("results:board", Role.COORDINATOR),
    "ediciones": ("instruments:edition-list", Role.COORDINATOR),
    "bitacora": ("administration:log-list", Role.COORDINATOR),
}
ASKED = {"bitacora": "?ciclo=demo-2"}  # added to the address
OF_THE_WALKS = ("Edición sana", "En blanco")  # drafts that the site map makes, and nobody would
# A canvas writes WebP; the screenshot itself is PNG or JPEG.
TO_WEBP = """async ([png, quality]) => {
  const image = new Image();
  image.src = `data:image/png;base64,${png}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [image.width, image.height];
  canvas.getContext('2d').drawImage(image, 0, 0);
  return canvas.toDataURL('image/webp', quality).split(',')[1];
}"""


@pytest.mark.skipif(WANTED != "help", reason="only where pictures are asked for: PICTURES=help")
def test_pictures_of_the_help_are_taken(demo, page_at, page_as, browser):
    every = list(visits())
    EditionDraft.objects.filter(name__in=OF_THE_WALKS).update(discarded_at=timezone.now())
    FOLDER.mkdir(parents=True, exist_ok=True)
    writer = browser.new_page()
    pages: dict[str, Page] = {}
    for name, (route, who, *part) in SHOWN.items():
        fits = (one.path for one in every if (one.route, one.who) == (route, who) and all(p in one.path for p in part))
        path = next(fits)
        if who not in pages:
            owner = None if who == NOBODY else User.objects.get(email=f"{Role(who).value}@demo.example")
            pages[who] = page_as(owner, SIZE[0], height=SIZE[1]) if owner else page_at(SIZE[0], height=SIZE[1])
        page = pages[who]
        assert page.goto(path + ASKED.get(name, "")).status == 200, route
        settle(page, opens=False)
        page.evaluate("scrollTo(0, 0)")
        shot = b64encode(page.screenshot(animations="disabled", scale="css")).decode()
        (FOLDER / f"{name}.webp").write_bytes(b64decode(writer.evaluate(TO_WEBP, [shot, 0.6])))
    writer.close()


@pytest.mark.skipif(WANTED == "help", reason="they are being taken")
def test_each_task_with_a_picture_has_one_that_is_not_heavy():
    named = {topic.key for topic in topics() if topic.picture}
    assert named == set(SHOWN)
    assert {file.stem for file in FOLDER.iterdir()} == named
    assert len(named) <= MOST
    for name in named:
        content = (FOLDER / f"{name}.webp").read_bytes()
        assert (content[:4], content[8:12]) == (b"RIFF", b"WEBP"), name
        assert len(content) <= HEAVY, f"{name} has {len(content)} bytes"
        assert size_of(content) == SIZE, name


def size_of(webp: bytes) -> tuple[int, int]:
    """Width and height of a lossy WebP (RFC 9649, section 2.5), with or without an extended header."""
    if webp[12:16] == b"VP8X":
        return int.from_bytes(webp[24:27], "little") + 1, int.from_bytes(webp[27:30], "little") + 1
    assert webp[12:16] == b"VP8 "
    return int.from_bytes(webp[26:28], "little") & 0x3FFF, int.from_bytes(webp[28:30], "little") & 0x3FFF
