"""No word is lost: a form that the end of a session interrupts stands there again after signing in, for its writer alone."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.models import InterruptedForm
from core.web.interrupted_forms import actions
from tests.factories.accounts import PASSWORD, make_member
from tests.factories.citizens import make_feedback
from tests.integration.accounts.second_factor import AGAIN, Clock, code_of, set_up, sign_in
from tests.integration.test_role_urls import ROWS, arguments  # noqa: F401  (fixture: something behind every address)
from tests.interrupted import SHOWN, after_signing_in, form_at, forms_of, send_without_session

pytestmark = pytest.mark.django_db
TEXT = 'Lo dijo «la alcaldesa» & "todos" <b>\nen dos líneas'
# Who types, the page, and words of the form: those that the issue names.
NAMED = {
    "message": ("reviewer", "review:case", 'value="message"'),
    "invitation": ("coordinator", "accounts:team-list", 'name="email"'),
    "opinion": ("coordinator", "citizens:feedback-attend", 'value="answer"'),
    "reply": ("liaison", "review:outcome-answer", 'value="reply"'),
    "errata": ("coordinator", "results:errata", "reason"),
    "edition": ("coordinator", "instruments:draft-head", "name"),
}


@pytest.fixture
def at_the_opinion(cast, browser_of):
    """The coordinator at the form for answering an opinion."""
    page = f"/opiniones/{make_feedback(cast.here).code}/atender/"
    return form_at(browser_of(cast.coordinator), reverse("citizens:feedback-attend", args=[page.split("/")[2]]), 'value="answer"')


@pytest.mark.parametrize("which", NAMED)
def test_what_was_typed_is_back_in_its_form_after_signing_in(cast, browser_of, arguments, which):  # noqa: F811
    who, name, words = NAMED[which]
    person = cast.person(who)
    page = reverse(name, kwargs=arguments.get(name))
    form = form_at(browser_of(person), page, words)
    fields = form.typed(TEXT)

    back = browser_of(person).get(after_signing_in(send_without_session(form, fields)))

    assert SHOWN in back.text
    [again] = [one for one in forms_of(page, back.text) if "lo-que-escribio" in one.html]
    assert again.texts == form.texts
    assert {name: again.values[name] for name in form.texts} == {name: fields[name] for name in form.texts}
