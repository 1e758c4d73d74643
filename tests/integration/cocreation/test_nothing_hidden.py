"""No text that is not public reaches a public page or the feed, whatever state things are in."""

import random
from xml.etree import ElementTree

import pytest
import time_machine
from django.utils import timezone

from cocreation.agendas.choices import Channel, StageCode
from cocreation.agendas.models import Contact
from cocreation.contributions.choices import CONTRIBUTION, CommentState, ContributionState, Kind, Zone
from cocreation.contributions.choices.process import PUBLIC
from cocreation.contributions.models import Comment, ContributionSupport, ContributionVersion, EmailCode, InternalNote
from core.trace.actions import record
from tests.factories.accounts import make_user
from tests.factories.cocreation import make_agenda, make_challenge, make_contribution, make_participant, moment_in
from tests.factories.territory import make_municipality

pytestmark = pytest.mark.django_db
S, C = ContributionState, CommentState
ATOM = "{http://www.w3.org/2005/Atom}"
STEPS = ("recibida", "publicada", "no_publicada", "apelada", "trasladada", "corregida", "en_analisis", "incorporada")


class Secrets:
    """Words that must never be public, each unlike any other."""

    def __init__(self) -> None:
        self.words: list[str] = []

    def __call__(self, about: str) -> str:
        self.words.append(f"oculto{about}{len(self.words):04}")
        return self.words[-1]


def make_deliberation(seed: int) -> tuple[list, Secrets]:
    """An agenda with things in random states; what may be read says «visible»."""
    chance, secret = random.Random(seed), Secrets()
    agenda = make_agenda(make_municipality(name="Ribera", slug="ribera"))
    make_challenge(agenda, "AMB-1")
    now, who, rows = moment_in(StageCode.IDEAS), make_user(), []
    for _ in range(14):
        state = chance.choice(list(S))
        if state == S.MERGED and not any(row.state in PUBLIC for row in rows):
            state = S.DECLINED
        rows.append(_contribution(agenda, state, rows, chance, secret))
    for row in rows:
        for _ in range(chance.randint(0, 3)):
            _comment(row, chance, secret)
        ContributionVersion.objects.create(
            contribution=row, number=2, title=secret("titulo"), text=secret("texto"), made_at=now
        )
        InternalNote.objects.create(contribution=row, text=secret("nota"), at=now, by=who)
        supporter = make_participant(agenda, channel=Channel.MAIL)
        _hide(supporter, secret)
        ContributionSupport.objects.create(contribution=row, participant=supporter, at=now)
        for step in chance.sample(STEPS, 3):
            record(kind=CONTRIBUTION, subject_id=row.pk, step=step, at=now, process=agenda.trace_process)
    address = f"{secret('correo')}@ejemplo.example"
    EmailCode.objects.create(agenda=agenda, email=address, consent_version="1", asked_at=now)
    return rows, secret


def _hide(person, secret: Secrets) -> None:
    person.code = secret("persona").upper()
    person.save()
    secret.words[-1] = person.code
    Contact.objects.create(
        participant=person,
        agenda=person.agenda,
        email=f"{secret('correo')}@ejemplo.example",
        confirmed_at=timezone.now(),
    )


def _contribution(agenda, state, rows, chance, secret):
    is_public = state in PUBLIC
    text = (lambda about: f"visible {about}") if is_public else secret
    kind = chance.choice(list(Kind))
    fields = {"rule": "R1. No insulta.", "reason": secret("razon")} if state == S.DECLINED else {}
    if state == S.TRANSFERRED:
        fields = {
            "transferred_to": secret("oficina"), "transfer_number": secret("radicado"),
            "transferred_on": timezone.localdate(),
        }  # fmt: skip
    if state == S.MERGED:
        fields = {"merged_into": chance.choice([row for row in rows if row.state in PUBLIC])}
    person = make_participant(agenda, channel=Channel.MAIL)
    _hide(person, secret)
    row = make_contribution(
        agenda, kind=kind, state=S.PUBLISHED if state == S.WITHDRAWN else state, participant=person, title=text("titulo"),
        text=f"{text('texto')} de un lugar.", signature=text("firma"), neighbourhood=text("barrio"), zone=Zone.URBAN, **fields,
    )  # fmt: skip
    if state == S.WITHDRAWN:
        row.title = row.text = row.signature = row.neighbourhood = ""
        row.state, row.erased_at = state, timezone.now()
        row.save()
    return row


def _comment(row, chance, secret) -> None:
    state = chance.choice(list(C))
    is_gone, is_public = state == C.WITHDRAWN, state == C.PUBLISHED
    parent = chance.choice([None, *row.comments.filter(parent=None)])
    text = "" if is_gone else "visible comentario" if is_public else secret("comentario")
    signature = "" if is_gone else "visible firma" if is_public else secret("firma")
    Comment.objects.create(
        contribution=row, participant=row.participant, parent=parent, text=text, signature=signature, state=state,
        reason=secret("razon"), received_at=timezone.now(),
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(6))
def test_hidden_words_reach_no_page_and_no_feed(client, seed):
    with time_machine.travel(moment_in(StageCode.IDEAS), tick=False):
        rows, secret = make_deliberation(seed)
        read = "".join(_everything(client, rows, secret))
    assert "visible" in read
    assert [word for word in secret.words if word in read] == []
    assert "@ejemplo.example" not in read


def _everything(client, rows, secret):
    base = "/agendas/AG-1/"
    pages = ["", "aportes/", "aportes/?orden=apoyadas", "retos/MOV-1/", "retos/AMB-1/", "novedades.atom"]
    pages += [f"aportes/?q={word}" for word in secret.words[:12]]
    for page in ["/agendas/", "/", "/municipios/ribera/", "/sitemap.xml", *(base + page for page in pages)]:
        answer = client.get(page)
        assert answer.status_code == 200, page
        # What the reader typed stands in the box again; what it finds is what counts.
        yield answer.text.split("<main", 1)[-1].replace(page.partition("?q=")[2] or "\0", "")
    for row in rows:
        answer = client.get(row.get_absolute_url())
        assert (answer.status_code == 200) == (row.state in PUBLIC) or row.state == S.WITHDRAWN
        yield answer.text


def test_search_does_not_tell_whether_a_hidden_text_holds_a_word(client):
    agenda = make_agenda()
    make_contribution(agenda, state=S.IN_MODERATION, text="Una palabra rarísima en un texto que espera.")
    page = client.get("/agendas/AG-1/aportes/?q=rarisima")
    assert page.context["page"].paginator.count == 0


def test_feed_holds_the_steps_of_public_things_newest_first(client, settings):
    agenda = make_agenda(is_demo=True)
    shown, hidden = make_contribution(agenda, title="Se ve"), make_contribution(agenda, state=S.DECLINED, rule="R1. x")
    for row in (shown, hidden):
        for day, step in enumerate(("recibida", "publicada", "corregida")):
            record(
                kind=CONTRIBUTION, subject_id=row.pk, step=step, at=moment_in(StageCode.IDEAS, day),
                process=agenda.trace_process,
            )  # fmt: skip
    answer = client.get("/agendas/AG-1/novedades.atom")
    assert answer["Content-Type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(answer.text)  # noqa: S314  # our own
    titles = [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")]
    assert titles == [f"Texto corregido: {shown.code} Se ve", f"Publicada: {shown.code} Se ve"]
    assert "Datos de demostración" in feed.findtext(f"{ATOM}subtitle")
    links = {entry.find(f"{ATOM}link").get("href") for entry in feed.iter(f"{ATOM}entry")}
    assert links == {settings.SITE_URL + shown.get_absolute_url()}


def test_feed_costs_the_same_with_many_steps(client, django_assert_max_num_queries):
    agenda = make_agenda()
    for _ in range(20):
        row = make_contribution(agenda)
        record(
            kind=CONTRIBUTION,
            subject_id=row.pk,
            step="publicada",
            at=moment_in(StageCode.IDEAS),
            process=agenda.trace_process,
        )
    with django_assert_max_num_queries(5):
        client.get("/agendas/AG-1/novedades.atom")
