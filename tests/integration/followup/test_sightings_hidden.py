"""Whatever is done to what people found, and in whatever order: what is not public stands nowhere that is.

Every text, reason and number carries a word of its own. What is public is followed here, without the queries of the portal.
"""

from collections.abc import Callable
from random import Random

import pytest
from django.core.cache import caches
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from citizens.choices import DeclineRule
from core.refusals import Refusal
from followup.sightings.actions import moderation, retention, sending
from followup.sightings.choices import UNREAD_KEPT, Finding
from followup.sightings.models import Sighting
from tests.factories.accounts import make_member
from tests.factories.followup import make_commitment
from tests.factories.sightings import picture
from tests.factories.territory import make_municipality
from tests.public_addresses import public_names

pytestmark = pytest.mark.django_db
PUBLIC, ANSWERED = "public", "answered"
PAGES = ("/compromisos/CO-1/lo-vio/", "/compromisos/CO-1/lo-vio/?pagina=1", "/compromisos/CO-1/lo-vio/recibo/")
ACTS = (
    "tell", "tell", "tell", "publish", "publish", "publish_hidden", "decline", "take_down", "transfer", "answer", "answer",
    "correct", "withdraw", "forget", "drop",
)  # fmt: skip


class Walk:
    """One commitment and what is known of it: the word of each text, and what everybody may read now."""

    def __init__(self, chance: Random) -> None:
        self.chance, self.words = chance, 0
        place = make_municipality(name="Ribera", slug="ribera")
        self.commitment = make_commitment(place)
        self.moderator, self.office = make_member("facilitator"), make_member("liaison", place)
        self.texts: dict[int, str] = {}
        self.answers: dict[int, str] = {}
        self.found: dict[int, str] = {}
        self.standing: dict[int, str] = {}
        self.photos: set[int] = set()
        self.secrets: list[str] = []

    def word(self) -> str:
        self.words += 1
        return f"zq{self.words:04}palabra"

    def secret(self) -> str:
        self.secrets.append(self.word())
        return self.secrets[-1]

    def step(self, act: str) -> None:
        at = timezone.now()
        if act == "tell":
            word, finding = self.word(), self.chance.choice(list(Finding))
            photo = picture() if self.chance.random() < 0.3 else None
            row, code = sending.receive(commitment=self.commitment, finding=finding, text=word, photo=photo, at=at)
            self.texts[row.pk], self.found[row.pk], self.standing[row.pk] = word, finding, "waits"
            self.photos |= {row.pk} if photo else set()
            self.secrets.append(code)
            return
        if act == "forget":
            retention.forget_unread(at=at + UNREAD_KEPT)
            return
        rows = list(Sighting.objects.order_by("pk"))
        if not rows:
            return
        row = self.chance.choice(rows)
        self.act_on(row, at)[act]()
        self.note(act, row)

    def act_on(self, row: Sighting, at) -> dict[str, Callable]:
        moderated = {"sighting": row, "by": self.moderator, "at": at}
        new = self.word()
        self.new = new

        def declined(act, **more) -> None:
            act(rule=DeclineRule.INSULT, reason=self.secret(), **moderated, **more)

        return {
            "publish": lambda: moderation.publish(seen=row.version, with_photo=True, **moderated),
            "publish_hidden": lambda: moderation.publish(seen=row.version, with_photo=False, **moderated),
            "decline": lambda: declined(moderation.decline, seen=row.version),
            "take_down": lambda: declined(moderation.take_down),
            "transfer": lambda: moderation.transfer(
                office=self.secret(), number=self.secret(), on=timezone.localdate(at), seen=row.version, **moderated
            ),
            "answer": lambda: moderation.answer(sighting=row, text=f"{new} respuesta", by=self.office, at=at),
            "correct": lambda: sending.correct(sighting=row, finding=Finding.NO, text=new, at=at),
            "withdraw": lambda: sending.withdraw(sighting=row, at=at),
            "drop": lambda: sending.remove_photo(sighting=row, at=at),
        }

    def note(self, act: str, row: Sighting) -> None:
        if act in ("publish", "publish_hidden"):
            self.standing[row.pk] = PUBLIC
        if act in ("decline", "take_down", "transfer"):
            self.standing[row.pk] = "hidden"
        if act == "withdraw":
            was_seen = self.standing[row.pk] in (PUBLIC, ANSWERED)
            already = self.standing[row.pk] == "withdrawn"
            self.standing[row.pk] = "withdrawn" if was_seen or already else "gone"
        if act == "answer":
            self.standing[row.pk], self.answers[row.pk] = ANSWERED, self.new
        if act == "correct":
            self.secrets.append(self.texts[row.pk])
            self.texts[row.pk], self.found[row.pk] = self.new, Finding.NO
        if act in ("publish_hidden", "decline", "take_down", "transfer", "withdraw", "drop"):
            self.photos.discard(row.pk)

    def check(self) -> None:
        caches["counts"].clear()
        browser = Client()
        read = [browser.get(page).text for page in PAGES]
        read.append(browser.get("/compromisos/CO-1/lo-vio/resumen/", headers={"HX-Request": "true"}).text)
        everything = " ".join(read)
        for secret in self.secrets:
            assert secret not in everything
        for pk, word in self.texts.items():
            shown = self.standing[pk] in (PUBLIC, ANSWERED)
            assert (word in read[0]) == shown, self.standing[pk]
            assert shown or word not in everything
        for pk, word in self.answers.items():
            assert (word in read[0]) == (self.standing[pk] in (ANSWERED, "withdrawn")), self.standing[pk]
        counted = [pk for pk, standing in self.standing.items() if standing in (PUBLIC, ANSWERED)]
        said = f"{len(counted)} persona" if counted else "Nadie ha contado todavía"
        assert said in read[0]
        for row in Sighting.objects.all():
            answer = browser.get(f"/compromisos/CO-1/lo-vio/{row.number}/foto/")
            assert (answer.status_code == 200) == (row.pk in self.photos and row.pk in counted)
            answer.close()


def test_every_public_address_of_sightings_is_walked():
    names = {name for name, _ in public_names() if name.startswith("sightings:")}
    assert names == {"sightings:commitment", "sightings:summary", "sightings:receipt", "sightings:photo"}


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6), acts=st.lists(st.sampled_from(ACTS), min_size=4, max_size=14))
def test_what_is_not_public_shows_nowhere(db, settings, seed, acts):
    settings.PUBLIC_RATE = "100000/min"
    with transaction.atomic():
        walk = Walk(Random(seed))
        walk.step("tell")
        for act in acts:
            try:
                with transaction.atomic():
                    walk.step(act)
            except Refusal:
                continue
        walk.check()
        transaction.set_rollback(True)
