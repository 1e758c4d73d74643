"""Links are given out by site and in turn, within bounds, and each app hears what became of its own."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps

from diagnostics.assessments.models import Evidence
from files import tasks
from files.actions import link_checks
from files.actions.link_checks import Link
from files.loaders.web_check import BROKEN, OK, Outcome
from files.models import LinkChecked
from tests.factories.diagnostics import AT, make_answer, make_evidence

pytestmark = pytest.mark.django_db
GONE, OPENS = Outcome(BROKEN, "No existe (código 404)."), Outcome(OK, "Abre.")


def link_of(row: LinkChecked) -> Link:
    return Link(row._meta.label_lower, row.pk, row.url)


def test_every_model_whose_links_are_checked_is_registered():
    checked = {model for model in apps.get_models() if issubclass(model, LinkChecked)}
    assert checked == {source.model for source in link_checks.SOURCES.values()}
    modules = [import_module(source.module) for source in link_checks.SOURCES.values()]
    assert all(module.lock and module.on_link_broken and module.on_link_restored for module in modules)


def test_due_links_are_taken_by_site_and_not_twice(cast, assessment):
    answer = make_answer(assessment, "A-01", "4")
    for number in range(20):
        make_evidence(answer, url=f"https://uno.gov.co/{number}")
    make_evidence(answer, url="https://dos.gov.co/")
    Evidence.objects.create(assessment=assessment, url="https://sin.uso.gov.co/", added_at=AT)
    first = link_checks.claim_due_links(at=AT)
    assert {name: len(links) for name, links in first.items()} == {
        "uno.gov.co": link_checks.MOST_OF_A_SITE,
        "dos.gov.co": 1,
    }
    second = link_checks.claim_due_links(at=AT)
    assert {name: len(links) for name, links in second.items()} == {"uno.gov.co": 20 - link_checks.MOST_OF_A_SITE}
    Evidence.objects.update(checked_at=AT)
    assert link_checks.claim_due_links(at=AT + timedelta(days=6)) == {}
    assert len(link_checks.claim_due_links(at=AT + timedelta(days=8))) == 2


def test_check_that_was_given_out_and_never_told_is_given_out_again(cast, assessment):
    make_evidence(make_answer(assessment, "A-01", "4"))
    assert len(link_checks.claim_due_links(at=AT)) == 1
    assert Evidence.objects.get().checked_at is None, "nobody has opened it yet"
    assert link_checks.claim_due_links(at=AT + timedelta(hours=5)) == {}
    assert len(link_checks.claim_due_links(at=AT + timedelta(hours=7))) == 1


def test_failing_link_is_looked_at_again_the_next_day(assessment):
    evidence = make_evidence(make_answer(assessment, "A-01", "4"))
    link_checks.note_check(link=link_of(evidence), outcome=GONE, at=AT)
    assert link_checks.claim_due_links(at=AT + timedelta(hours=19)) == {}
    assert len(link_checks.claim_due_links(at=AT + timedelta(hours=21))) == 1


def test_link_checks_can_be_switched_off(assessment, settings):
    make_evidence(make_answer(assessment, "A-01", "4"))
    settings.LINK_CHECKS = False
    assert tasks.check_links() == 0
    assert set(Evidence.objects.values_list("check_claimed_at", flat=True)) == {None}


def test_links_of_two_apps_share_the_bounds_of_a_site(assessment, permits):
    evidence = make_evidence(make_answer(assessment, "A-01", "4"), url="https://uno.gov.co/prueba")
    rows = [permits.objects.create(url=f"https://uno.gov.co/{number}") for number in range(12)]
    first, second = (link_checks.claim_due_links(at=AT) for _ in range(2))
    assert first == {"uno.gov.co": [link_of(evidence), *map(link_of, rows[:11])]}
    assert second == {"uno.gov.co": [link_of(rows[11])]}


def test_app_hears_once_that_a_link_of_its_own_broke_and_that_it_opens_again(assessment, permits):
    evidence = make_evidence(make_answer(assessment, "A-01", "4"), url="https://uno.gov.co/prueba")
    permit = permits.objects.create(url="https://uno.gov.co/permiso")
    for number, outcome in enumerate((GONE, GONE, GONE, OPENS, OPENS)):
        for row in (evidence, permit):
            link_checks.note_check(link=link_of(row), outcome=outcome, at=AT + timedelta(days=number))
    assert permits.heard == [("broken", permit.pk), ("restored", permit.pk)]
