"""What becomes of an action that a rule refuses, on a form and in the messages of a request."""

import pytest
from django.contrib.messages import constants, get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest
from django.test import RequestFactory

from accounts.forms import ReasonForm
from core.refusals import Refusal
from core.web.edge import Attempt, attempt, validated

SENTENCE = "El plazo terminó ayer."


class TermOver(Refusal):
    """A refusal of an app."""


def double(*, number: int) -> int:
    if number < 0:
        raise TermOver(SENTENCE, ["Era hasta el martes."])
    return 2 * number


@pytest.fixture
def form() -> ReasonForm:
    return ReasonForm({"reason": "Dejó el cargo"})


@pytest.fixture
def request_() -> HttpRequest:
    request = RequestFactory().post("/")
    request._messages = CookieStorage(request)
    return request


def test_what_was_done_gives_its_result(form):
    done = attempt(form, double, number=4)
    assert (bool(done), done.result, done.refusal, done.message) == (True, 8, None, "")
    assert form.is_valid()


def test_result_that_is_false_is_still_done():
    assert attempt(None, double, number=0)
    assert attempt(None, dict)
    assert Attempt()


def test_refusal_becomes_an_error_of_the_form(form):
    assert form.is_valid()
    done = attempt(form, double, number=-1)
    assert (bool(done), done.result, done.message) == (False, None, SENTENCE)
    assert form.non_field_errors() == [SENTENCE]
    assert not form.is_valid()


def test_refusal_becomes_a_message_of_the_request(request_):
    assert not attempt(request_, double, number=-1)
    assert [(message.level, message.message) for message in get_messages(request_)] == [(constants.ERROR, SENTENCE)]


def test_refusal_that_a_view_shows_itself_is_told_to_nobody():
    done = attempt(None, double, number=-1)
    assert isinstance(done.refusal, TermOver)
    assert done.refusal.details == ["Era hasta el martes."]


@pytest.mark.parametrize("error", [ValueError, PermissionDenied])
def test_whatever_is_no_refusal_passes_through(form, request_, error):
    def broken(*parts: object) -> None:
        raise error

    for report_to in (form, request_, None):
        with pytest.raises(error):
            attempt(report_to, broken, 1)
    assert form.is_valid()
    assert not list(get_messages(request_))


def test_arguments_may_have_the_names_of_our_own():
    assert attempt(None, dict, report_to=1, action=2).result == {"report_to": 1, "action": 2}


def test_refusal_of_a_loader_becomes_the_error_of_the_field_that_is_cleaned():
    assert validated(double, number=2) == 4
    with pytest.raises(ValidationError) as problem:
        validated(double, number=-1)
    assert problem.value.messages == [SENTENCE, "Era hasta el martes."]


def test_first_hundred_details_are_shown_and_the_others_counted():
    def refuse():
        raise TermOver(SENTENCE, [f"Celda A{n}." for n in range(250)])

    with pytest.raises(ValidationError) as problem:
        validated(refuse)
    assert problem.value.messages[100:] == ["Celda A99.", "Y 150 más."]
