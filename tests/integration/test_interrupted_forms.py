"""No word is lost: a form that the end of a session interrupts stands there again after signing in, for its writer alone."""

from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from citizens.models import Feedback
from core.models import SetAside
from core.tasks import forget_set_aside
from core.web.interrupted_forms import keeping
from core.web.interrupted_forms.owners import COOKIE
from core.web.set_aside import actions as set_aside
from diagnostics.assessments.models import Assessment
from diagnostics.review.choices import Stance
from tests.factories.accounts import PASSWORD
from tests.factories.citizens import make_feedback
from tests.factories.diagnostics import declare, make_replied
from tests.integration.test_role_urls import ROWS, arguments  # noqa: F401  (fixture: something behind every address)
from tests.interrupted import SHOWN, PageForm, after_signing_in, form_at, forms_of, send_without_session

pytestmark = pytest.mark.django_db
TEXT = 'Lo dijo «la alcaldesa» & "todos" <b>'
# Who types, the page, what it is asked, and words of the form: those that issue 15 names.
NAMED = {
    "message": ("reviewer", "review:case", "", 'value="message"'),
    "invitation": ("coordinator", "accounts:invite", "", 'name="email"'),
    "opinion": ("coordinator", "citizens:feedback-attend", "", 'value="answer"'),
    "reply": ("liaison", "review:outcome-answer", "", 'value="reply"'),
    "erratum": ("coordinator", "results:errata", "?municipio=aqui&pregunta=A-01", "<textarea"),
    "edition": ("coordinator", "instruments:draft-head", "", "<textarea"),
}


def test_sign_in_page_says_that_what_was_typed_is_kept(cast, page, browser_of):
    form = form_at(browser_of(cast.coordinator), page, 'value="answer"')
    addresses = (send_without_session(form, form.typed(TEXT)).url, "/cuenta/login/")
    assert ["Lo que escribió está guardado" in Client().get(one).text for one in addresses] == [True, False]


def put_back(page: str, body: str) -> PageForm:
    [form] = [one for one in forms_of(page, body) if "lo-que-escribio" in one.html]
    return form


def texts_in(form: PageForm, names: tuple[str, ...]) -> dict[str, list[str]]:
    return {name: form.values[name] for name in names}


@pytest.fixture
def page(cast) -> str:
    """Where the coordinator answers an opinion."""
    return reverse("citizens:feedback-attend", args=[make_feedback(cast.here).code])


@pytest.fixture
def form(cast, browser_of, page) -> PageForm:
    return form_at(browser_of(cast.coordinator), page, 'value="answer"')


def resumed(form: PageForm, **fields) -> str:
    return after_signing_in(send_without_session(form, form.typed(TEXT) | fields))


@pytest.mark.parametrize("which", NAMED)
def test_what_was_typed_is_back_in_its_form_after_signing_in(cast, browser_of, arguments, which):  # noqa: F811
    who, name, asked, words = NAMED[which]
    person = cast.person(who)
    page = reverse(name, kwargs=arguments.get(name)) + asked
    form = form_at(browser_of(person), page, words)
    fields = form.typed(TEXT)
    back = browser_of(person).get(after_signing_in(send_without_session(form, fields)))
    assert SHOWN in back.text
    assert texts_in(put_back(page, back.text), form.texts) == {n: fields[n] for n in form.texts}


def test_decision_that_was_being_written_is_back(cast, browser_of, arguments):  # noqa: F811
    replied = Assessment.objects.with_context().get(round__code="replica", municipality=cast.here)
    make_replied(replied, cast.liaison, "A-01", stance=Stance.DISAGREE)
    declare(replied.round, cast.coordinator)
    page = reverse("review:case", args=["replica", "aqui", "A-01"])
    form = form_at(browser_of(cast.coordinator), page, "ruling")
    fields = form.typed(TEXT)
    back = browser_of(cast.coordinator).get(after_signing_in(send_without_session(form, fields)))
    assert texts_in(put_back(page, back.text), form.texts) == {name: fields[name] for name in form.texts}


def test_no_form_of_any_page_loses_a_word(cast, browser_of, arguments):  # noqa: F811
    """Every form with a text on every page of every role, as the table of addresses knows them."""
    seen, lost = set(), []
    for who in ("contributor", "liaison", "approver", "reviewer", "coordinator", "admin"):
        browser = browser_of(cast.person(who))
        for name in [name for method, name in ROWS if method == "GET"]:
            page = reverse(name, kwargs=arguments.get(name))
            shown = browser.get(page)
            is_page = shown.status_code == 200 and shown["Content-Type"].startswith("text/html")
            shown.close()  # a file that was streamed
            for form in forms_of(page, shown.text, browser) if is_page else ():
                if not form.texts or "form_owner" not in form.values or (name, form.texts) in seen:
                    continue
                seen.add((name, form.texts))
                answer = send_without_session(form, form.typed(TEXT))
                if "/cuenta/login/" not in answer.get("Location", ""):
                    assert answer.status_code in (422, 429), (who, name)  # public: nobody need sign in
                    continue
                back = browser.get(after_signing_in(answer))
                [again] = [one.values for one in forms_of(page, back.text) if "lo-que-escribio" in one.html] or [{}]
                if [again.get(name) for name in form.texts] != [form.typed(TEXT)[name] for name in form.texts]:
                    lost.append((who, name, form.texts))
    assert len(seen) > 12
    assert lost == []


# --- Nothing happens by itself ---


def test_nothing_is_done_until_the_button_is_pressed_again_and_then_once(cast, browser_of, page, form):
    browser = browser_of(cast.coordinator)
    back = browser.get(resumed(form))
    assert not Feedback.objects.get().is_answered
    again = put_back(page, back.text)
    fields = again.values | {"answer-confirm": "on", "answer-confirmed": "on"}
    assert browser.post(again.action, fields).status_code == 302
    assert Feedback.objects.get().is_answered
    assert SetAside.objects.count() == 0


def test_it_stays_while_the_form_is_refused(cast, browser_of, page, form):
    browser = browser_of(cast.coordinator)
    there = resumed(form)
    again = put_back(page, browser.get(there).text)
    assert browser.post(again.action, again.values | {"answer-text": ""}).status_code == 422
    assert SHOWN in browser.get(there).text


def test_what_was_loaded_with_the_form_comes_back_too_so_that_nobody_is_overwritten(cast, browser_of, arguments):  # noqa: F811
    """The page shows a newer version meanwhile; the typed text still says on which one it stands."""
    page = reverse("review:outcome-answer", kwargs=arguments["review:outcome-answer"])
    browser = browser_of(cast.liaison)
    old = form_at(browser, page, 'value="reply"')
    [version] = [name for name in old.values if name.endswith("version")]
    first = old.values | {"argument": ["Otra cosa"]}
    stances = {name.replace("version", "stance"): "disagree" for name in [version]}
    assert browser.post(page, first | stances).status_code == 302
    back = put_back(page, browser.get(after_signing_in(send_without_session(old, old.typed(TEXT) | stances))).text)
    assert back.values[version] == old.values[version]
    assert browser.post(page, back.values | stances).status_code in (409, 422)


# --- For whom ---


def test_somebody_else_who_signs_in_there_does_not_see_it(cast, browser_of, form):
    there = resumed(form)
    answer = browser_of(cast.reviewer).get(there)
    assert TEXT not in answer.text
    assert "lo-que-escribio" not in answer.text
    assert SetAside.objects.count() == 1  # it still waits for the coordinator


def test_colleague_of_the_same_page_is_told_that_it_is_not_theirs(cast, browser_of, page, form):
    there = resumed(form)
    SetAside.objects.update(owner=cast.admin)
    answer = browser_of(cast.coordinator).get(there)
    assert (answer.status_code, "solo para la persona que lo escribió" in answer.text) == (200, True)
    assert "lo-que-escribio" not in answer.text


@pytest.mark.parametrize("mark", ["", "7", "7:abc:def"])
def test_form_of_nobody_we_know_keeps_nothing_and_is_shown_to_who_sent_it(cast, form, mark):
    answer = send_without_session(form, form.typed(TEXT) | {"form_owner": mark})
    assert (answer.status_code, "la alcaldesa" in answer.text, "Ingrese en otra pestaña" in answer.text) == (
        401,
        True,
        True,
    )
    assert SetAside.objects.count() == 0


def test_copied_mark_is_worth_nothing_in_another_browser(cast, form, browser_of):
    """Neither plants a text nor makes what waits give way to it."""
    there = resumed(form)
    for stranger in ("", "x" * 43, "x"):
        copied = replace(form, browser=stranger)
        for _ in range(set_aside.MOST):
            assert send_without_session(copied, copied.typed("Plantado por otro")).status_code == 401
    assert SHOWN in browser_of(cast.coordinator).get(there).text
    assert SetAside.objects.count() == 1


def test_cookie_of_the_browser_is_nobodys_and_stays_when_the_session_ends(cast, page, settings, client):
    settings.SESSION_COOKIE_SECURE = True
    client.get("/opiniones/nueva/")
    assert COOKIE not in client.cookies, "a visitor has no forms to find again"
    client.force_login(cast.coordinator)
    client.get(page)
    cookie = client.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], bool(cookie["secure"])) == (True, "Lax", True)
    client.post("/cuenta/logout/")
    assert client.cookies[COOKIE].value == cookie.value
    client.force_login(cast.reviewer)
    assert COOKIE not in client.get("/revision/").cookies, "given once"


def test_second_person_of_a_browser_finds_and_replaces_nothing_of_the_first(cast, page):
    """One browser, one cookie: the mark still says whose the page was."""
    browser = Client()
    browser.force_login(cast.coordinator)
    form = form_at(browser, page, 'value="answer"')
    browser.logout()
    browser.cookies[COOKIE] = form.browser
    browser.force_login(cast.reviewer)
    send_without_session(form, form.typed(TEXT), browser)
    assert not SetAside.objects.filter(owner=cast.reviewer).exists()
    assert TEXT not in browser.get("/trabajo/").text


def test_pages_for_visitors_say_of_nobody(client, cast):
    assert "form_owner" not in client.get("/opiniones/nueva/").text


@pytest.mark.parametrize(
    ("referer", "leads"),
    [
        ("https://otra.example/robo/", "/trabajo/"),
        ("http://testserver//otra.example/x", "/otra.example/x"),
        ("http://testserver/\\otra.example/x?a=1", "/otra.example/x"),
        ("http://testserver/\\/\t/otra.example", "/otra.example"),
    ],
)
def test_way_back_leads_nowhere_else(cast, form, client, referer, leads):
    answer = send_without_session(form, form.typed(TEXT), Referer=referer)
    assert urlsplit(after_signing_in(answer)).path == leads
    cast.coordinator.set_password(PASSWORD)
    cast.coordinator.save()
    signed_in = client.post("/cuenta/login/", {"login": cast.coordinator.email, "password": PASSWORD})
    assert signed_in.url.startswith(f"{leads}?")


def test_page_that_was_kept_before_this_rule_is_checked_again(cast, client):
    kept = {"page": "//otra.example/x", "action": "/x/", "fields": [["a", "b"]], "had_files": False}
    set_aside.put(kind="form", owner_id=cast.coordinator.pk, content=kept, at=timezone.now())
    cast.coordinator.set_password(PASSWORD)
    cast.coordinator.save()
    signed_in = client.post("/cuenta/login/", {"login": cast.coordinator.email, "password": PASSWORD})
    assert signed_in.url.startswith("/otra.example/x?retomar=")


# --- What is kept, and for how long ---


def test_it_is_a_cipher_and_holds_no_passwords_or_files(cast, form):
    file = SimpleUploadedFile("acta.pdf", b"%PDF-1.4 secreto")
    resumed(form, password1="mi clave larga", api_token="abc", file=file)
    kept = SetAside.objects.get()
    assert "alcaldesa" not in kept.content
    form = keeping.find(key=kept.key, user=cast.coordinator, at=timezone.now())
    said = dict(form.fields)
    assert TEXT in "".join(said.values())
    assert {"password1", "api_token", "file", "form_owner", "csrfmiddlewaretoken"} & set(said) == set()
    assert form.had_files


def test_whoever_sent_a_file_is_told_to_choose_it_again(cast, browser_of, form):
    there = resumed(form, file=SimpleUploadedFile("acta.pdf", b"%PDF-1.4"))
    assert "Elija otra vez el archivo." in browser_of(cast.coordinator).get(there).text


def test_after_a_day_it_is_gone_and_said(cast, browser_of, form, time_machine):
    there = resumed(form)
    time_machine.move_to(timezone.now() + set_aside.LASTS, tick=False)
    answer = browser_of(cast.coordinator).get(there)
    assert "ya no está: se guarda un día" in answer.text
    assert "alcaldesa" not in answer.text
    assert forget_set_aside() == 1
    assert SetAside.objects.count() == 0


def test_one_person_has_few_of_them(cast, form):
    for _ in range(set_aside.MOST + 2):
        resumed(form)
    assert SetAside.objects.filter(owner=cast.coordinator).count() == set_aside.MOST


def test_longer_than_may_be_kept_is_shown_to_be_sent_again(cast, browser_of, form):
    long = "palabra " * (keeping.MOST_CHARACTERS // 8)
    answer = send_without_session(form, form.typed(TEXT) | {"answer-text": long})
    assert (answer.status_code, long in answer.text, "no-store" in answer["Cache-Control"]) == (401, True, True)
    assert SetAside.objects.count() == 0
    [again] = forms_of(form.page, answer.text)
    assert again.action == form.action
    assert [long] in again.values.values()


def test_form_that_is_not_there_any_more_leaves_its_text_to_copy(cast, browser_of, page, form):
    there = resumed(form)
    Feedback.objects.update(code="OTRA")
    answer = browser_of(cast.coordinator).get(there)
    assert "Cópielo" in answer.text
    assert "«la alcaldesa» &amp; &quot;todos&quot; &lt;b&gt;" in answer.text


# --- A session that changed under an open page ---


def strict(person=None) -> Client:
    client = Client(enforce_csrf_checks=True)
    if person:
        client.force_login(person)
    return client


def test_same_person_who_signed_in_elsewhere_meanwhile_gets_the_page_with_the_text(cast, page, form):
    browser = strict(cast.coordinator)
    answer = send_without_session(form, form.typed(TEXT), browser)
    assert (answer.status_code, answer.url.split("?")[0]) == (302, page)
    back = browser.get(answer.url)
    assert SHOWN in back.text
    assert not Feedback.objects.get().is_answered
    again = put_back(page, back.text)
    assert browser.post(again.action, again.values | {"answer-confirm": "on"}).status_code in (302, 422)


def test_other_person_who_signed_in_meanwhile_neither_sees_nor_sends_it(cast, browser_of, form, client):
    answer = send_without_session(form, form.typed(TEXT), strict(cast.admin))
    assert answer.status_code == 403
    assert "Esa página era de otra cuenta" in answer.text
    assert "alcaldesa" not in answer.text
    cast.coordinator.set_password(PASSWORD)
    cast.coordinator.save()
    signed_in = client.post("/cuenta/login/", {"login": cast.coordinator.email, "password": PASSWORD})
    assert SHOWN in client.get(signed_in.url).text


@pytest.mark.parametrize("origin", ["https://otra.example", "null", "http://testserver.otra.example"])
def test_other_sites_plant_nothing(cast, form, origin):
    answer = send_without_session(form, form.typed(TEXT), strict(), Origin=origin, Referer=f"{origin}/x/")
    assert (answer.status_code, "alcaldesa" in answer.text) == (403, False)
    assert SetAside.objects.count() == 0


def test_pages_with_passwords_keep_and_show_nothing(cast, form):
    for browser in (strict(), strict(cast.coordinator)):
        answer = browser.post(
            "/cuenta/password/change/",
            {"oldpassword": "una clave larga", "note": TEXT, "form_owner": form.values["form_owner"]},
            headers={"Origin": "http://testserver"},
        )
        assert (answer.status_code, "alcaldesa" in answer.text, "una clave larga" in answer.text) == (403, False, False)
    assert SetAside.objects.count() == 0


# --- Citizens, who never sign in ---

OPINION = {"about": "portal", "kind": "wrong", "text": "El puntaje no es el del archivo.", "website": ""}


def test_opinion_of_a_page_that_was_open_too_long_is_sent_by_a_second_press(cast, started):
    browser = strict()
    fields = OPINION | {"started": started()}
    answer = browser.post("/opiniones/nueva/?sobre=portal", fields, headers={"Origin": "http://testserver"})
    assert (answer.status_code, "La página estuvo abierta demasiado tiempo." in answer.text) == (403, True)
    [again] = forms_of("/opiniones/nueva/", answer.text)
    assert again.values["text"] == ["El puntaje no es el del archivo."]
    assert Feedback.objects.count() == 0
    assert browser.post(again.action, again.values).status_code == 302
    assert Feedback.objects.get().text == "El puntaje no es el del archivo."


def test_opinion_beyond_the_limit_of_the_network_is_not_lost(cast, client, settings, started):
    settings.PUBLIC_RATE = "1/min"
    client.get("/opiniones/nueva/")
    answer = client.post("/opiniones/nueva/?sobre=portal", OPINION | {"started": started()})
    assert (answer.status_code, "Retry-After" in answer.headers) == (429, True)
    [again] = forms_of("/opiniones/nueva/", answer.text)
    settings.PUBLIC_RATE = "300/min"
    assert client.post(again.action, again.values).status_code == 302


def test_opinion_beyond_its_own_limit_stays_in_its_form(cast, client, started):
    for _ in range(11):
        answer = client.post("/opiniones/nueva/?sobre=portal", OPINION | {"started": started()})
    assert (answer.status_code, OPINION["text"] in answer.text) == (429, True)


def test_keeping_and_putting_back_ask_little_of_the_database(cast, browser_of, form, django_assert_max_num_queries):
    with django_assert_max_num_queries(10):
        there = resumed(form)
    browser = browser_of(cast.coordinator)
    with CaptureQueriesContext(connection) as plain:
        browser.get(form.page)
    with CaptureQueriesContext(connection) as filled:
        browser.get(there)
    assert len(filled) == len(plain) + 1
