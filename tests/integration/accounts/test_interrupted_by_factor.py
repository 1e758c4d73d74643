"""People with a second factor: what they typed passes through both pages of signing in, and through the code asked alone."""

import pytest
from django.urls import reverse

from accounts.permissions import Role
from tests.factories.accounts import PASSWORD, make_member
from tests.factories.citizens import make_feedback
from tests.integration.accounts.second_factor import AGAIN, AUTHENTICATE, Clock, code_of, set_up, sign_in
from tests.interrupted import SHOWN, after_signing_in, form_at, send_without_session

pytestmark = pytest.mark.django_db
TEXT = "La respuesta de la oficina"


@pytest.fixture
def clock(time_machine) -> Clock:
    return Clock(time_machine)


@pytest.fixture
def person(here):
    return make_member(Role.COORDINATOR, email="rita@area.example", password=PASSWORD)


def test_text_is_back_after_password_and_code(person, here, clock, settings):
    page = reverse("citizens:feedback-attend", args=[make_feedback(here).code])
    browser, _ = sign_in(person)
    secret = set_up(browser, clock)
    settings.REQUIRE_STAFF_MFA = True
    form = form_at(browser, page, 'value="answer"')
    clock.forward(minutes=2)

    there = after_signing_in(send_without_session(form, form.typed(TEXT)))
    again, answer = sign_in(person, there.replace("?", "%3F").replace("#", "%23"))
    assert answer.url.startswith(AUTHENTICATE)
    answer = again.post(answer.url, {"code": code_of(secret, clock.now)})
    assert answer.url == there
    shown = again.get(there)
    assert (SHOWN in shown.text, TEXT in shown.text) == (True, True)


def test_text_is_back_where_only_the_code_was_missing(person, here, clock, settings):
    page = reverse("citizens:feedback-attend", args=[make_feedback(here).code])
    browser, _ = sign_in(person)
    secret = set_up(browser, clock)
    form = form_at(browser, page, 'value="answer"')
    settings.REQUIRE_STAFF_MFA = True
    browser.logout()
    person.refresh_from_db()
    browser.force_login(person)  # as a session of before the factor was required
    clock.forward(minutes=2)
    answer = send_without_session(form, form.typed(TEXT), browser)
    assert answer.url.startswith(AGAIN)
    answer = browser.post(answer.url, {"code": code_of(secret, clock.now)})
    shown = browser.get(answer.url)
    assert (SHOWN in shown.text, TEXT in shown.text) == (True, True)
