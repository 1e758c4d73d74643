"""How many presses the review of a municipality costs where nothing is in doubt: counted by the browser itself."""

import re

from playwright.sync_api import Page, expect

from accounts.models import User
from accounts.permissions import Role
from diagnostics.assessments.models import Answer, Assessment, Evidence, EvidenceUse
from diagnostics.review.models import AnswerReview, SecondReview
from diagnostics.review.queries.reviewing import reviewing_of
from tests.browser.axe import axe

TOWN = "/revision/demo-2/medellin/"
ANSWERS, MOST = 71, 45
# Counts what a person presses, across pages: clicks of a pointer, and keys that press a button or choose.
COUNT = """() => addEventListener('click', (event) => {
  if (event.isTrusted) localStorage.setItem('presses', Number(localStorage.getItem('presses') ?? 0) + 1);
}, true)"""


def test_seventy_one_answers_without_a_doubt_cost_at_most_forty_five_presses(demo, page_as):
    assessment = whole_town()
    page = page_as(User.objects.get(email=f"{Role.REVIEWER}@demo.example"), 1280)
    page.add_init_script(f"({COUNT})()")
    page.goto(TOWN)
    expect(page.get_by_text(f"Faltan {ANSWERS} de {ANSWERS} respuestas por marcar").first).to_be_visible()
    page.get_by_role("link", name=re.compile("^Empezar en")).click()
    assert axe(page) == []
    accept = page.get_by_role("button", name=re.compile(r"^Aceptar (las \d+|[A-Z]{3}-\d\d)( y |$)"))
    while accept.count():
        before = page.url
        shows_all_it_accepts(page)
        accept.click()
        page.wait_for_url(lambda url, before=before: url != before)
    expect(page.get_by_text("Todas las respuestas con evidencia o «no aplica» están marcadas.")).to_be_visible()
    found = reviewing_of(assessment)
    assert (len(found.to_mark), found.pending, found.adjusted) == (ANSWERS, [], [])
    presses = int(page.evaluate("localStorage.getItem('presses')"))
    assert 0 < presses <= MOST, presses
    assert one_by_one(assessment) > 2 * presses, "what it cost before"
    takes_the_last_ones_back(page, assessment)
    gives_one_verdict_to_all_options(page, assessment)


def whole_town() -> Assessment:
    """Medellín of the demonstration, unmarked, with a link that opens for each of its answers that can have a proof."""
    assessment = Assessment.objects.with_context().get(round__code="demo-2", municipality__slug="medellin")
    AnswerReview.objects.filter(answer__assessment=assessment).delete()
    SecondReview.objects.filter(answer__assessment=assessment).delete()
    now = Answer.objects.filter(assessment=assessment).latest("changed_at").changed_at
    bare = [item for item in reviewing_of(assessment).items.values() if item.cell.is_answered and not item.needs_mark]
    for item in bare:
        url = f"https://evidencia.example/{item.code.lower()}"
        evidence, _ = Evidence.objects.get_or_create(assessment=assessment, url=url, defaults={"added_at": now})
        EvidenceUse.objects.get_or_create(answer_id=item.cell.answer.pk, evidence=evidence, option="")
    Evidence.objects.filter(assessment=assessment).update(checked_at=now, check_failures=0, check_result="")
    return assessment


def shows_all_it_accepts(page: Page) -> None:
    """Each answer that the button names stands on the page with a link for each of its proofs."""
    for code in page.locator("#juntas input[name=seen]").evaluate_all("all => all.map(one => one.value.split(' ')[0])"):
        article = page.locator(f"article[id='{code}']")
        assert article.locator(".evs .ev").count() >= 1
        assert article.locator(".ev a[href]").count() == article.locator(".ev").count()


def one_by_one(assessment: Assessment) -> int:
    """The presses of a reviewer who marks each proof by itself and goes from page to page."""
    found = reviewing_of(assessment)
    return sum(len(item.judged) for item in found.to_mark) + len(found.instrument.indicators) + 1


def takes_the_last_ones_back(page: Page, assessment: Assessment) -> None:
    page.go_back()
    page.reload()
    undo = page.get_by_role("button", name=re.compile("^Deshacer")).first
    expect(undo).to_be_visible()
    undo.click()
    expect(page.get_by_role("status").filter(has_text=re.compile("deshecha"))).to_be_visible()
    assert reviewing_of(assessment).pending != []


def gives_one_verdict_to_all_options(page: Page, assessment: Assessment) -> None:
    """Tick, choose once: the script shows the verdict on the other options, and all are saved."""
    item = next(item for item in reviewing_of(assessment).pending if len(item.judged) > 1)
    article = page.locator(f"article[id='{item.code}']")
    article.get_by_label(re.compile("otras? .*opci.* de esta pregunta")).check()
    with page.expect_response(f"**/respuestas/{item.code}/"):
        article.get_by_label("Aceptada").first.check()
    expect(article.locator(".when-idle")).to_have_text("Marcada")
    expect(article.locator("input[value=accepted]:checked")).to_have_count(len(item.judged))
    review = reviewing_of(assessment).items[item.code].review
    assert set(review.proofs.values()) == {"accepted"}
    expect(page.locator("#juntas")).not_to_contain_text(item.code)
