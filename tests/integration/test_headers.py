"""Headers of requests that nobody can read, and headers of answers that nobody may keep."""

from io import BytesIO
from wsgiref.util import setup_testing_defaults

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from core.web.unreadable_heads import refuse_unreadable_heads
from tests.factories.diagnostics import make_sent
from tests.public_addresses import public_names

pytestmark = pytest.mark.django_db
application = refuse_unreadable_heads(WSGIHandler())  # as innovacion360.wsgi, without the limits of its process
UNREADABLE = ["text/plain; x*=nope''41", "text/plain; x*=idna''%ff%fe", "text/plain; x*=undefined''41"]


def ask(path: str, **environ: str) -> tuple[int, dict[str, str], str]:
    """Call the application as gunicorn does."""
    answer: list = []
    environ = {"PATH_INFO": path, "wsgi.input": BytesIO(), "HTTP_HOST": "localhost", **environ}
    setup_testing_defaults(environ)
    body = application(environ, lambda status, headers, *_: answer.extend([int(status[:3]), dict(headers)]))
    text = b"".join(body).decode()
    if close := getattr(body, "close", None):
        close()
    return answer[0], answer[1], text


@pytest.mark.parametrize("content_type", UNREADABLE)
@pytest.mark.parametrize("path", ["/", "/salud/", "/no-hay/", "/municipios/%C3%A1/"])
def test_unreadable_content_type_is_a_bad_request(path, content_type):
    status, headers, text = ask(path, CONTENT_TYPE=content_type)
    assert (status, headers["Content-Type"]) == (400, "text/plain; charset=utf-8")
    assert text == "Un encabezado de la petición no se puede leer."


def test_unreadable_content_type_is_a_bad_request_in_json_under_the_api():
    status, headers, text = ask("/api/v1/rounds/", CONTENT_TYPE=UNREADABLE[0])
    assert (status, headers["Content-Type"]) == (400, "application/json")
    assert text == '{"detail": "Un encabezado de la petición no se puede leer."}'


@pytest.mark.parametrize(
    "headers",
    [
        {"CONTENT_TYPE": "text/plain; charset=utf-8"},
        {"CONTENT_TYPE": "text/plain; x*=utf-8''41"},
        {"HTTP_ACCEPT": "application/json; q*=nope''41, */*"},
    ],
)
def test_readable_headers_pass(headers):
    assert ask("/api/v1/rounds/", **headers)[0] == 200


def test_part_of_a_form_with_an_unreadable_header_is_no_fault_of_ours(client):
    body = b"--b\r\nContent-Disposition: form-data; name*=nope''41\r\n\r\nx\r\n--b--\r\n"
    assert client.generic("POST", "/cuenta/login/", body, "multipart/form-data; boundary=b").status_code == 200


def is_kept_by_nobody(response) -> bool:
    return "no-store" in response.get("Cache-Control", "")


def test_no_answer_to_somebody_with_a_session_is_kept(cast, browser_of):
    browser = browser_of(cast.liaison)
    pages = [reverse(name) for name, arguments in public_names() if not arguments and not name.startswith("api:")]
    assert len(pages) > 20
    strange = ["/no-hay/", "/municipios/no-hay/", "/comparar/?m=%00", "/municipios/?m=nada", "/api/v1/nada/"]
    answers = {path: browser.get(path) for path in [*pages, *strange]}
    assert {answer.status_code for answer in answers.values()} >= {200, 302, 400, 404}
    assert [path for path, answer in answers.items() if not is_kept_by_nobody(answer)] == []
    assert is_kept_by_nobody(browser.post("/glosario/")), "405"


def test_answer_that_begins_a_session_is_kept_by_nobody(cast):
    cast.liaison.set_password("muy-larga-y-rara")
    cast.liaison.save()
    entered = Client().post("/cuenta/login/", {"login": cast.liaison.email, "password": "muy-larga-y-rara"})
    assert entered.status_code == 302
    assert is_kept_by_nobody(entered)


def test_what_says_itself_how_long_it_is_kept_is_left_alone(cast, browser_of):
    browser = browser_of(cast.liaison)
    assert browser.get("/api/v1/rounds/")["Cache-Control"] == "public, max-age=60"
    assert Client().get("/")["Cache-Control"] == "public, max-age=60"


def test_documents_and_data_name_the_portal_by_its_own_address(settings, cast, assessment, browser_of):
    settings.SITE_URL = "https://portal.example"
    settings.ALLOWED_HOSTS = ["*"]
    make_sent(assessment, cast.liaison)
    elsewhere = {"Host": "visitor.example"}
    act = browser_of(cast.liaison).get("/diagnostico/ciclo/aqui/acta/", headers=elsewhere)
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(act.content)).pages)
    assert "https://portal.example/" in text
    assert "visitor.example" not in text
    for address in ("/api/v1/", "/api/v1/municipalities/?page_size=1", "/api/v1/catalogue/", "/datos/catalogo.jsonld"):
        text = Client().get(address, headers=elsewhere).text
        assert "https://portal.example/" in text, address
        assert "visitor.example" not in text, address
    page = browser_of(cast.contributor).get("/diagnostico/ciclo/aqui/pregunta/A-02/", headers=elsewhere).text
    assert "visitor.example" not in page
