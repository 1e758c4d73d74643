"""The publication gate says what is known of the public links, and coordination has them looked at."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from diagnostics.assessments.choices import Layer
from diagnostics.assessments.models import Assessment, Evidence, EvidenceUse, Round
from diagnostics.results.actions import links
from diagnostics.results.actions.publications import CannotPublish, publish
from diagnostics.results.queries.links import link_facts, walk_of
from diagnostics.results.queries.publication import gate_of
from files.actions import link_checks
from innovacion360.celery import app
from tests.factories.diagnostics import AT, BEST, LINK, make_closed
from tests.unit.files.test_web_check import site  # noqa: F401  a fixture

pytestmark = pytest.mark.django_db
PUBLISH, LOOK = "/tablero/ciclo/publicar/", "/tablero/ciclo/enlaces/"
OTHERS = [f"https://otra.gov.co/{n}" for n in range(3)]


@pytest.fixture
def closed(cast, assessment) -> Assessment:
    return make_closed(assessment, by=cast.liaison, reviewer=cast.reviewer)


@pytest.fixture
def desk(cast, closed, browser_of) -> Client:
    return browser_of(cast.coordinator)


@pytest.fixture
def worker_switch() -> Iterator[None]:
    """Whether tasks wait for a worker, as it was, after a test that sets it."""
    before = app.conf.task_always_eager
    yield
    app.conf.task_always_eager = before


def add_links(closed: Assessment, urls: list[str]) -> None:
    """More public links of the definitive answer to A-01."""
    answer = closed.answers.get(layer=Layer.FINAL, question__code="A-01")
    for url in urls:
        row = Evidence.objects.create(assessment=closed, url=url, added_at=AT)
        EvidenceUse.objects.create(answer=answer, evidence=row, state="accepted")


def dead(round: Round) -> list[str]:
    gate = gate_of(round, list(round.assessments.select_related("municipality")), on=AT.date())
    return next(check.lines for check in gate.checks if check.code == "links")


def test_gate_says_how_many_links_were_looked_at_when_and_how_many_never(desk, closed):
    add_links(closed, OTHERS)
    assert "4 direcciones públicas: el portal no ha mirado ninguna. No se sabe si abren." in desk.get(PUBLISH).text
    Evidence.objects.filter(url=LINK).update(checked_at=AT - timedelta(days=5))
    Evidence.objects.filter(url=OTHERS[0]).update(checked_at=AT, check_failures=1)
    assert link_facts(closed.round) == [
        "De 4 direcciones públicas se miraron 2, entre el viernes 26 de febrero de 2027 y el miércoles 3 de marzo de 2027."
        " 2 nunca se han mirado.",
        "1 dirección falló la última vez; se da por caída con dos fallos seguidos.",
    ]
    assert dead(closed.round) == [], "only dead ones hold the publication back"
    publication = publish(round=closed.round, at=AT)
    facts = next(row["facts"] for row in publication.report if row["code"] == "links")
    assert facts == link_facts(closed.round)
    assert facts[0] in Client().get("/ciclos/ciclo/publicacion/").text


def test_link_that_the_review_could_not_open_is_not_one_that_opens(desk, cast, closed, browser_of):
    Evidence.objects.filter(url=LINK).update(checked_at=AT)
    page = f"/diagnostico/ciclo/aqui/evidencias/{Evidence.objects.get(url=LINK).pk}/"
    assert ": abre</dd>" in browser_of(cast.liaison).get(page).text
    EvidenceUse.objects.filter(answer__layer=Layer.FINAL, answer__question__code="A-01").update(state="broken_link")
    told = browser_of(cast.liaison).get(page).text
    assert ": abre</dd>" not in told
    assert ("La dirección no abre." in told, "Así lo marcó la revisión." in told) == (True, True)
    assert dead(closed.round) == [
        f"Aquí, {code}: {LINK} no abre, según la revisión." for code in BEST if code != "A-01"
    ]
    assert "La revisión marcó 1 dirección como «No abre»: no cuenta como evidencia aceptada." in link_facts(
        closed.round
    )


def test_coordination_has_all_links_looked_at_although_the_weekly_look_is_off(
    desk, closed, site, settings, worker_switch, django_capture_on_commit_callbacks  # noqa: F811
):  # fmt: skip
    app.conf.task_always_eager = True
    settings.LINK_CHECKS, settings.LINK_CHECK_PAUSE, settings.LINK_CHECK_ALLOWED = False, 0, frozenset({site})
    root = f"http://127.0.0.1:{site[1]}"
    Evidence.objects.filter(url=LINK).update(url=f"{root}/documento")
    add_links(closed, [f"{root}/404", *(f"{root}/documento?{n}" for n in range(5))])
    with django_capture_on_commit_callbacks(execute=True):
        begun = desk.post(LOOK)
    assert begun.status_code == 302
    page = desk.get(begun.url).text
    assert "Se miraron 4 direcciones de 7." in page, "as many as a portal without a worker looks at in one request"
    since = page.split('name="desde" value="')[1].split('"')[0]
    with django_capture_on_commit_callbacks(execute=True):
        rest = desk.post(LOOK, {"desde": since}, headers={"HX-Request": "true"})
    assert (rest.status_code, Evidence.objects.filter(checked_at=None).count()) == (200, 0)
    assert "Se miraron todas: 7 de 7." in desk.get(begun.url).text
    assert dict(Evidence.objects.values_list("url", "check_failures"))[f"{root}/404"] == 1


def test_links_that_are_being_looked_at_are_not_given_out_twice(closed, worker_switch):
    app.conf.task_always_eager = False
    add_links(closed, OTHERS)
    now = timezone.now()
    links.look_at_all(round=closed.round, since=now, at=now)
    claimed = dict(Evidence.objects.values_list("pk", "check_claimed_at"))
    links.look_at_all(round=closed.round, since=now, at=now + timedelta(minutes=1))
    assert dict(Evidence.objects.values_list("pk", "check_claimed_at")) == claimed
    assert set(claimed.values()) == {now}
    assert (walk_of(closed.round, now, now).left, walk_of(closed.round, now, now).goes_on) == (4, True)
    assert not walk_of(closed.round, now, now + timedelta(hours=2)).goes_on


def test_one_task_looks_at_a_bounded_share_and_at_each_address_once(closed, site, settings, monkeypatch):  # noqa: F811
    settings.LINK_CHECK_PAUSE, settings.LINK_CHECK_ALLOWED = 0, frozenset({site})
    root, handed_on = f"http://127.0.0.1:{site[1]}", []
    monkeypatch.setattr("files.tasks.check_links_of_site.delay", lambda **given: handed_on.append(len(given["links"])))
    add_links(closed, [f"{root}/documento?{n}" for n in range(link_checks.MOST_OF_A_SITE + 3)])
    given = [link_checks.Link("assessments.evidence", row.pk, row.url) for row in Evidence.objects.exclude(url=LINK)]
    link_checks.check_links_of_site(links=[*given, given[0]], claimed_at=AT, at=timezone.now)
    assert (Evidence.objects.filter(checked_at__isnull=False).count(), handed_on) == (link_checks.MOST_OF_A_SITE, [3])


@pytest.mark.parametrize("since", ["", "ayer", "2027-03-03", "2999-01-01T00:00:00+00:00"])
def test_moment_that_no_page_wrote_begins_anew(desk, since):
    assert desk.post(LOOK, {"desde": since}).status_code == 302
    assert "Mirar todas las direcciones ahora" in desk.get(f"{PUBLISH}?desde={since}").text


def test_links_of_a_published_round_are_left_to_beat(desk, closed):
    publish(round=closed.round, at=AT)
    with pytest.raises(CannotPublish):
        links.look_at_all(round=Round.objects.get(), since=AT, at=AT)
    assert "Mirar todas las direcciones ahora" not in desk.get(PUBLISH).text
