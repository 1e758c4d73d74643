"""Nothing secret in a log: neither a link that opens something, nor what people wrote, nor what their files say."""

import io
import logging
import re
from collections.abc import Callable, Iterator
from urllib.parse import quote

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from celery.exceptions import Retry
from django.core.exceptions import DisallowedHost, SuspiciousFileOperation
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path, reverse
from django.utils import timezone
from zeal import zeal_ignore

from accounts.models import User
from accounts.permissions import Role
from cocreation.contributions.actions import telling
from cocreation.contributions.models import EmailCode
from core.receipts.codes import hashed, new_code
from core.web.pages import SECRET_PARAMETERS as SECRETS
from innovacion360.celery import app
from notices.models import Subscription
from tests.factories import recall
from tests.factories.accounts import PASSWORD, make_invitation, make_user
from tests.factories.cocreation import make_agenda, make_merge
from tests.factories.files import raw_pdf
from tests.factories.notices import make_question
from tests.factories.training import make_cohort, make_course
from tests.secret_routes import routes, secret_routes
from training.recall.queries.rounds import leave_token, round_token

pytestmark = pytest.mark.django_db
SECRET = "Zq7-SECRETO_kk3"
SAID = "Cedula 43567890 VIH positivo"

# Each parameter of a route is one or the other. Whoever adds a name decides.
NO_SECRETS = {
    "agenda", "code", "cohort", "course", "dimension", "divipola", "indicator", "instrument", "kind", "lesson", "manual",
    "module",
    "municipality", "name", "number", "part", "period", "pk", "question", "revision", "round", "sha256", "slug", "start",
    "topic", "uidb36", "version",
}  # fmt: skip


@pytest.fixture
def log() -> Iterator[Callable[[], str]]:
    """What the portal's own handler writes, at every level."""
    root = logging.getLogger()
    [handler] = [one for one in root.handlers if type(one) is logging.StreamHandler]
    written, levels = io.StringIO(), {name: logging.getLogger(name).level for name in ("", "django")}
    before, handler.stream = handler.stream, written  # `setStream` flushes the old one, which a capture may have closed
    for name in levels:
        logging.getLogger(name or None).setLevel(logging.DEBUG)
    yield written.getvalue
    handler.setStream(before)
    for name, level in levels.items():
        logging.getLogger(name or None).setLevel(level)


def address(name: str) -> str:
    return reverse(name, kwargs={one: SECRET if one in SECRETS else "1" for one in secret_routes()[name]})


def test_each_parameter_of_a_route_is_known_to_be_secret_or_not():
    assert {one for _, parameters in routes() for one in parameters} == SECRETS | NO_SECRETS


def test_routes_with_secrets_are_those_we_think_of():
    assert set(secret_routes()) == {
        "accounts:invitation-accept", "account_confirm_email", "account_reset_password_from_key", "core:receipt",
        "contributions:digest-leave", "contributions:merge-consent", "notices:follow-confirm", "notices:follow-leave",
        "contributions:confirm-link", "recall:round", "recall:leave",
    }  # fmt: skip


# How the address of a link gets into a line of a log.
def _get(url: str) -> None:
    Client().get(url)


def _post(url: str) -> None:
    Client().post(url, {"name": ""})


def _other_method(url: str) -> None:
    Client().put(url)


def _without_csrf_token(url: str) -> None:
    Client(enforce_csrf_checks=True).post(url, headers={"Referer": f"https://testserver{url}"}, secure=True)


def _referer(url: str) -> None:
    headers = {"Referer": f"https://elsewhere.example{url}"}
    Client(enforce_csrf_checks=True).post("/cuenta/login/", headers=headers, secure=True)


def _mistyped(url: str) -> None:
    Client().get(f"/x{url}")


def _wrapped_by_a_mail_program(url: str) -> None:
    Client().get(url.replace(SECRET, f" {SECRET}"))


def _next(url: str) -> None:
    _say(f"GET /cuenta/login/?next={quote(url, safe='')} HTTP/1.1")


def _encoded_twice(url: str) -> None:
    _say(f"GET /cuenta/login/?next={quote(quote(url, safe=''), safe='')} HTTP/1.1")


def _letters_encoded(url: str) -> None:
    _say(f"GET {url.replace('a', '%61').replace('e', '%65')} HTTP/1.1")


def _capitals(url: str) -> None:
    Client().get(url.replace(SECRET, "·").upper().replace("·", SECRET))


def _development_server(url: str) -> None:
    logging.getLogger("django.server").info('"%s" %s %s', f"GET {url} HTTP/1.1", "200", "512")


def _say(request: str) -> None:
    logging.getLogger("django.server").info('"%s" %s %s', request, "200", "512")


WAYS = (
    _get, _post, _other_method, _without_csrf_token, _referer, _mistyped, _wrapped_by_a_mail_program, _next, _encoded_twice,
    _letters_encoded, _capitals, _development_server,
)  # fmt: skip


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__.strip("_"))
def test_no_link_reaches_the_log(log, way):
    for name in secret_routes():
        way(address(name))
    if way is not _get:  # a page that opens is in the access log alone
        assert "***" in log()
    assert SECRET not in log()


def test_invitation_that_is_not_complete_leaves_no_link(log):
    _, token = make_invitation(Role.ADMIN, None, at=timezone.now())
    assert Client().post(f"/cuenta/invitacion/{token}/", {"name": ""}).status_code == 422
    assert "Unprocessable" in log()
    assert token not in log()


@pytest.mark.parametrize(
    "line", ["/x/?token={}", "/x/?a=1&key={}&b=2", "Authorization: Bearer {}", "sessionid={}; a=b"]
)
def test_keys_elsewhere_do_not_reach_it_either(log, line):
    logging.getLogger("django.server").info(line.format(SECRET))
    assert "***" in log()
    assert SECRET not in log()


# --- The first GET exchanges the secret ---


@pytest.fixture
def links(cast) -> dict[str, tuple[str, str]]:
    """The address and the secret of one usable link of each route."""
    person = make_user()
    new = EmailAddress.objects.create(user=person, email="nuevo@alcaldia.example", verified=False)
    member = make_merge(make_agenda(code="AG-2"), by=cast.facilitator).members.first()
    secrets = {
        "contributions:digest-leave": telling.leave_token(member.contribution.participant.contact),
        "contributions:merge-consent": telling.consent_token(member),
        "accounts:invitation-accept": make_invitation(Role.CONTRIBUTOR, cast.here, at=timezone.now())[1],
        "notices:follow-confirm": make_question(cast.here, email="a@correo.example"),
        "notices:follow-leave": make_question(cast.here, email="b@correo.example"),
        "account_confirm_email": EmailConfirmationHMAC(new).key,
        "account_reset_password_from_key": default_token_generator.make_token(person),
    }
    round = recall.make_round(make_cohort(make_course("C98")), person)
    secrets |= {"recall:round": round_token(round), "recall:leave": leave_token(person)}
    agenda = make_agenda(cast.here)
    secrets["contributions:confirm-link"] = new_code()
    EmailCode.objects.create(
        agenda=agenda, email="c@correo.example", code_hmac=hashed(secrets["contributions:confirm-link"]), consent_version="1",
        asked_at=timezone.now(),
    )  # fmt: skip
    person_in_address = {"uidb36": user_pk_to_url_str(person)}
    return {
        name: (
            reverse(
                name,
                kwargs={one: secret if one in SECRETS else person_in_address[one] for one in secret_routes()[name]},
            ),
            secret,
        )
        for name, secret in secrets.items()
    }


def test_every_link_is_exchanged_and_opens_again_elsewhere(links):
    # Codes of receipts come on paper, not by mail: core/test_receipts_and_trace.py.
    assert set(links) == set(secret_routes()) - {"core:receipt"}
    for name, (url, secret) in links.items():
        for browser in (Client(), Client()):
            first = browser.get(url)
            assert (first.status_code, secret in first.url) == (302, False), name
            page = browser.get(first.url)
            assert (page.status_code, secret in page.text) == (200, False), name


def test_our_exchanges_tell_no_site_where_they_came_from(links):
    for name, (url, _) in links.items():
        if name != "account_reset_password_from_key":  # allauth's; the referrer goes to our own pages alone
            response = Client().get(url)
            assert response["Referrer-Policy"] == "no-referrer"
            assert "no-store" in response["Cache-Control"]


def test_scanner_of_a_mail_program_uses_nothing_up(links):
    for url, _ in links.values():
        for method in ("head", "get"):
            getattr(Client(), method)(url, follow=True)
    test_every_link_is_exchanged_and_opens_again_elsewhere(links)


def test_page_behind_the_exchange_does_what_the_link_did(links, client):
    form = {"name": "Ana Ruiz", "password": PASSWORD, "notice": "on"}
    strict = Client(enforce_csrf_checks=True)
    page = strict.get(links["accounts:invitation-accept"][0], follow=True)
    url = page.request["PATH_INFO"]
    assert strict.post(url, form).status_code == 403
    [token] = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)[:1]
    answer = strict.post(url, form | {"csrfmiddlewaretoken": token})
    assert answer.url == "/trabajo/"
    assert User.objects.filter(name="Ana Ruiz").exists()
    for name in ("notices:follow-confirm", "notices:follow-leave"):
        url = client.get(links[name][0]).url
        assert client.post(url).status_code == 302
    assert list(Subscription.objects.confirmed().values_list("email", flat=True)) == ["a@correo.example"]
    assert not Subscription.objects.filter(email="b@correo.example").exists()


def test_two_invitations_open_beside_each_other(client, cast):
    tokens = [
        make_invitation(Role.CONTRIBUTOR, cast.here, at=timezone.now(), email=f"{name}@aqui.example")[1]
        for name in "ab"
    ]
    first, second = [client.get(f"/cuenta/invitacion/{token}/").url for token in tokens]
    assert "a@aqui.example" in client.get(first).text
    assert "b@aqui.example" in client.get(second).text


def test_address_of_an_ended_session_says_to_open_the_link_again(client, links):
    for name, (url, _) in links.items():
        if name != "account_reset_password_from_key":
            page = Client().get(client.get(url).url)
            assert (page.status_code, "Abra otra vez el mensaje de su correo" in page.text) == (410, True)


def test_confirming_an_address_survives_the_end_of_somebody_elses_session(client, links):
    client.force_login(make_user())
    url, _ = links["account_confirm_email"]
    page = client.get(url, follow=True)
    with zeal_ignore([{"model": "account.EmailAddress"}]):  # allauth asks for the old address and for the new one
        client.post(page.request["PATH_INFO"])
    assert EmailAddress.objects.get(email="nuevo@alcaldia.example").verified is True


def test_stranger_with_invented_links_makes_no_session(client):
    for name in secret_routes():
        client.get(address(name))
    assert "sessionid" not in client.cookies


# --- What files and exceptions say ---


@pytest.mark.parametrize(
    "page", [f"<</Type/Page/Parent 2 0 R/Note {SAID} /X 1>>", f"<</A 1 /A ({SAID}) {SAID}>>", SAID]
)
def test_text_of_an_upload_never_reaches_the_log(log, caplog, cast, assessment, browser_of, page):
    caplog.set_level(logging.DEBUG)
    objects = {1: "<</Type/Catalog/Pages 2 0 R>>", 2: "<</Type/Pages/Kids[3 0 R]/Count 1>>", 3: page}
    data = raw_pdf({(number, 0): body.encode() for number, body in objects.items()})
    file = SimpleUploadedFile(f"{SAID}.pdf", data, content_type="application/pdf")
    url = "/diagnostico/ciclo/aqui/respuestas/A-01/evidencia/"
    assert browser_of(cast.contributor).post(url, {"file": file, "place": ""}).status_code in (302, 422)
    for word in SAID.split():
        assert word not in log()
        assert word not in caplog.text


def test_other_libraries_say_where_and_not_what(log):
    logging.getLogger("some_reader.inside").warning("row %s", SAID)
    assert log() == ""
    logging.getLogger("some_reader.inside").error("row %s", SAID)
    assert ("some_reader.inside" in log(), SAID in log()) == (True, False)


def test_message_that_does_not_fit_its_arguments_stops_nobody(log):
    logging.getLogger("files").error("%d of %s", SAID)
    assert ("line" in log(), SAID in log()) == (True, False)


def fail(request: HttpRequest, token: str) -> HttpResponse:
    try:
        int(request.POST["said"])
    except ValueError as error:
        raise LookupError(request.POST["said"]) from error
    return HttpResponse()


urlpatterns = [path("cuenta/invitacion/<str:token>/", fail)]


@pytest.mark.urls(__name__)
def test_traceback_names_types_files_lines_and_functions_only(log):
    response = Client(raise_request_exception=False).post(f"/cuenta/invitacion/{SECRET}/", {"said": SAID})
    assert response.status_code == 500
    written = log().replace("\\n", "\n").replace('\\"', '"')  # on services: JSON
    assert re.search(r"ValueError\nwhich led to:\n(.+\n)+LookupError", written)
    assert re.search(r'File ".+test_logs\.py", line \d+, in fail', written)
    assert [word for word in (SECRET, *SAID.split()) if word in log()] == []


def test_exception_of_the_database_names_the_rule_and_no_value(log):
    make_user(email="ana@aqui.example")
    try:
        with transaction.atomic():
            make_user(email="ana@aqui.example")
    except IntegrityError as error:
        logging.getLogger("accounts").exception("this was not stored: %s", error)
    assert "ana@" not in log()
    assert re.search(r"UniqueViolation \(23505, \w*email\w*\)|IntegrityError \(SQLITE_CONSTRAINT_UNIQUE\)", log())
    assert "this was not stored: django.db.utils.IntegrityError" in log()


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ConnectionRefusedError(111, SAID), "ConnectionRefusedError (ECONNREFUSED)"),
        (UnicodeDecodeError("utf-8", SAID.encode(), 0, 1, SAID), "UnicodeDecodeError"),
        (ModuleNotFoundError(SAID, name="numpy"), "ModuleNotFoundError (numpy)"),
        (ExceptionGroup(SAID, [ValueError(SAID)]), "ExceptionGroup"),
    ],
)
def test_exceptions_in_messages_are_their_types_and_codes(log, error, words):
    logging.getLogger("files").error("it failed: %s", error)
    logging.getLogger("files").error(error)
    assert log().count(words) == 2
    assert SAID not in log()


def test_message_that_quotes_its_exception_names_it_instead(log):
    """As Django logs what it finds suspicious, the name of an upload for instance."""
    error = SuspiciousFileOperation(f"Could not derive file name from '{SAID}'")
    logging.getLogger("django.security.SuspiciousFileOperation").error(str(error), exc_info=error)
    host = DisallowedHost("Invalid HTTP_HOST header: 'elsewhere.example'.")
    logging.getLogger("django.security.DisallowedHost").error(str(host), exc_info=host)
    assert [word for word in SAID.split() if word in log()] == []
    assert "SuspiciousFileOperation: django.core.exceptions.SuspiciousFileOperation" in log().replace(
        '", "message": "', ": "
    )
    assert "elsewhere.example" in log()


@app.task(name="tests.fail")
def fail_task(said: str) -> None:
    raise ValueError(said)


@app.task(name="tests.try_again")
def retry_task(said: str) -> None:
    raise Retry(exc=ValueError(said), when=15)


@pytest.mark.parametrize("task", [fail_task, retry_task])
def test_task_that_fails_leaves_neither_its_arguments_nor_its_error(log, task):
    task.apply(args=[SAID], kwargs={}, throw=False)
    assert [said in log() for said in (f"Task {task.name}[", "ValueError")] == [True, True]
    assert [word for word in SAID.split() if word in log()] == []
