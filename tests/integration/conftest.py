"""What tests through the whole portal stand on."""

import html
import re
from collections.abc import Callable
from datetime import datetime

import pytest
import time_machine
from django.core import signing
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import HttpResponse
from django.test import Client

from core.forms import SALT
from tests.factories.mail import FAULTY, Faulty

_close = BaseDatabaseWrapper.close_if_unusable_or_obsolete


@pytest.fixture(autouse=True)
def _connection_of_the_test_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """The end of a request would close the connection that holds the test's transaction.

    Django's own client keeps it; an application called as WSGI, or a streamed answer that is closed, does not.
    """
    monkeypatch.setattr(
        BaseDatabaseWrapper,
        "close_if_unusable_or_obsolete",
        lambda connection: None if connection.in_atomic_block else _close(connection),
    )


# Forms whose answer is a part of the page that sent them: autosave by script.
FRAGMENTS = {"assessments:answer-save", "review:answer-mark", "quizzes:answer-save"}
# Those of the library, which shows its own refusals with 200 and redirects on success; and mail programs (RFC 8058).
OF_LIBRARIES = ("account_", "mfa_")


@pytest.fixture(autouse=True)
def _received_forms_are_answered_by_a_redirect(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a test posts: a page with status 200 would be sent again by «back» and «again»."""
    ask = Client.request

    def request(client: Client, **asked):
        response = ask(client, **asked)
        if asked.get("REQUEST_METHOD") == "POST" and response.status_code == 200 and _is_page(response):
            pytest.fail(f"POST {asked['PATH_INFO']} was answered by a page, not by a redirect")
        return response

    monkeypatch.setattr(Client, "request", request)


def _is_page(response) -> bool:
    request, match = response.wsgi_request, response.wsgi_request.resolver_match
    if (
        not response.get("Content-Type", "").startswith("text/html")
        or request.headers.get("HX-Request")
        or match is None
    ):
        return False
    return not (
        match.view_name in FRAGMENTS or match.view_name.startswith(OF_LIBRARIES) or "List-Unsubscribe" in request.POST
    )


@pytest.fixture
def faulty(settings, monkeypatch) -> type[Faulty]:
    settings.EMAIL_BACKEND = FAULTY
    for name in ("on_open", "on_send"):
        monkeypatch.setattr(Faulty, name, None)
    monkeypatch.setattr(Faulty, "tried", 0)
    monkeypatch.setattr(Faulty, "messages", [])
    return Faulty


@pytest.fixture
def started() -> Callable[[int], str]:
    """What the page of a form carries that was opened so many seconds ago."""

    def moment(seconds: int = 60) -> str:
        with time_machine.travel(datetime.now().astimezone().timestamp() - seconds, tick=False):
            return signing.TimestampSigner(salt=SALT).sign("x")

    return moment


@pytest.fixture
def text_of() -> Callable[[HttpResponse], str]:
    """What a person reads on a page: without markup, spaces as one."""

    def text(response: HttpResponse) -> str:
        body = re.sub(r"<script.*?</script>|<title>.*?</title>", " ", response.content.decode(), flags=re.DOTALL)
        words = html.unescape(re.sub(r"<[^>]+>", "", re.sub(r"</(?:p|li|h\d|td|th|dt|dd|a)>", " ", body)))
        return re.sub(r"\s+", " ", words)

    return text
