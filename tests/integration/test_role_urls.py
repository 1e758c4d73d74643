"""Role × URL: what every address answers to everybody, as one literal table."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone
from knox.models import AuthToken
from zeal import zeal_ignore

from accounts.actions import tokens
from accounts.models import Membership
from accounts.permissions import Role
from core.receipts.actions import issue
from diagnostics.assessments.models import Assessment, Evidence, Round
from diagnostics.instruments.actions import editions
from diagnostics.results.actions import publications
from diagnostics.review.models import Signature
from tests.factories.accounts import make_invitation
from tests.factories.citizens import make_feedback, make_report
from tests.factories.diagnostics import declare, make_closed, make_marked, make_round, make_sent, make_submitted
from tests.factories.notices import make_notification, make_question
from tests.factories.results import make_proposal
from tests.integration.advisory_roles import advisory_arguments, advisory_rows
from tests.integration.conftest import FRAGMENTS
from tests.integration.followup_roles import followup_arguments, followup_rows
from tests.integration.role_table import PEOPLE, TABLE, THEIRS
from tests.integration.role_table_cocreation import COCREATION, cocreation_arguments
from tests.integration.training_roles import training_arguments, training_rows

pytestmark = pytest.mark.django_db

METHODS = ("GET", "POST")


def rows() -> dict[tuple[str, str], tuple[str, ...]]:
    found = {}
    for line in TABLE.strip().splitlines()[1:]:
        method, name, *first, others, nobody = line.split()
        others, _, facilitator = others.partition("/")
        found[method, name] = (*first, others, facilitator or others, *[others] * 3, nobody)
    for line in COCREATION.strip().splitlines()[1:]:
        method, name, *first, facilitator, others, nobody = line.split()
        found[method, name] = (*first, others, facilitator, *[others] * 3, nobody)
    for method, name, *first, others, nobody in followup_rows():
        others, _, facilitator = others.partition("/")
        found[method, name] = (*first, others, facilitator or others, *[others] * 3, nobody)
    for method, name, *first, advisor, others, nobody in advisory_rows():
        found[method, name] = (*first, advisor, *[others] * 4, nobody)
    for method, name, *first, instructor, others, nobody in training_rows():
        found[method, name] = (*first, others, others, instructor, *[others] * 2, nobody)
    return found


ROWS = rows()
OF_ONE_ROUND = ("detail", "rename", "redate", "municipality-add", "close-early", "end-rehearsal", "cancel")


def _names(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        if getattr(entry, "namespace", None) == "api":
            continue  # no session counts there: tests/integration/api/test_audience.py has its table
        if isinstance(entry, URLResolver):
            yield from _names(entry, f"{prefix}{entry.namespace}:" if entry.namespace else prefix)
        else:
            yield f"{prefix}{entry.name}"


@pytest.fixture
def arguments(cast) -> dict[str, dict]:
    """A portal with something behind every address; what each address takes, by its name."""
    open_one, sent = _round(cast, "ciclo"), _round(cast, "enviado")
    make_marked(make_sent(_own(sent), cast.liaison), cast.reviewer)
    declare(sent, cast.coordinator)
    to_sign, to_reply = _round(cast, "firma"), _round(cast, "replica")
    make_submitted(_own(to_sign), cast.liaison)
    make_closed(_own(to_reply), by=cast.liaison, reviewer=cast.reviewer, rejects=("A-01",))
    for code in ("listo", "publicado"):
        make_closed(_own(_round(cast, code)), by=cast.liaison, reviewer=cast.reviewer)
    publications.publish(round=Round.objects.get(code="publicado"), by=cast.coordinator, at=timezone.now())
    invitation, token = make_invitation(Role.CONTRIBUTOR, cast.here, at=timezone.now())
    notice = make_notification(cast.liaison, at=timezone.now())
    for person in filter(None, map(cast.person, PEOPLE)):
        person.password = "usable, and nobody's"
        person.save(update_fields=["password"])
    fill, review = {"round": open_one.code, "municipality": "aqui"}, {"round": sent.code, "municipality": "aqui"}
    link = Evidence.objects.create(assessment=_own(open_one), url="https://aqui.gov.co/", added_at=timezone.now())
    draft = editions.start(name="Siguiente", base=open_one.version, by=cast.coordinator, at=timezone.now())
    return (
        _of_editions(draft)
        | _of_process(to_sign, to_reply, sent)
        | _of_evidence(fill, link)
        | _of_portal(open_one)
        | _of_citizens(cast)
        | _of_board(cast, open_one, fill)
        | _of_tokens(cast)
        | _of_administration()
        | _of_people(cast)
        | _of_parts(cast)
        | {
            "assessments:assessment-detail": fill,
            "assessments:team-now": {"municipality": "aqui"},
            "assessments:facts-edit": fill,
            "assessments:assessment-submit": fill,
            "assessments:questionnaire-fill": fill,
            "assessments:indicator-fill": fill | {"indicator": "A.1"},
            "assessments:answer-save": fill | {"question": "A-01"},
            "assessments:question-fill": fill | {"question": "A-01"},
            "review:answer-give-back": fill | {"question": "A-01"},
            "assessments:team-work": fill,
            "exchange:workbook": fill,
            "exchange:workbook-download": fill,
            "assessments:questionnaire-print": fill,
            "assessments:questionnaire-pdf": fill,
            "exchange:report-list": fill,
            "exchange:report-download": fill,  # of no form: who may see the diagnosis learns that there is none
            "review:review-detail": review,
            "review:review-indicator": review | {"indicator": "A.1"},
            "review:answer-mark": review | {"question": "A-01"},
            "results:round-publish": {"round": "listo"},
            "accounts:invitation-accept": {"token": token},
            "notices:notice-open": {"pk": notice.pk},
            "notices:notice-read": {"pk": notice.pk},
            "accounts:invitation-revoke": {"pk": invitation.pk},
            "accounts:invitation-resend": {"pk": invitation.pk},
            "accounts:person-remind": {"pk": cast.contributor.pk},
            "account_confirm_email": {"key": "x"},
            "account_reset_password_from_key": {"uidb36": "1", "key": "x-y"},
        }
    )


def _of_parts(cast) -> dict[str, dict]:
    return cocreation_arguments(cast) | training_arguments(cast) | followup_arguments(cast) | advisory_arguments(cast)


def _of_administration() -> dict[str, dict]:
    text = {"code": "mail-invitation"}
    return {
        "administration:mail-send": {"number": 1},
        "administration:task-run-again": {"number": 1},
        "administration:task-dismiss": {"number": 1},
        "administration:text-edit": text,
        "administration:text-versions": text,
        "administration:text-restore": text | {"version": 1},
    }


def _of_portal(round: Round) -> dict[str, dict]:
    of_place = (
        "municipality", "changes", "widget", "embed", "compare-neighbours", "municipality-feed", "card-picture",
        "letter", "one-pager", "route",
    )  # fmt: skip
    of_round = ("publication", "scores-csv", "dataset")
    places = {f"portal:{name}": {"slug": "aqui"} for name in of_place}
    rounds = {f"portal:{name}": {"code": "publicado"} for name in of_round}
    edition = round.version
    return (
        places
        | rounds
        | {
            "portal:theme": {"slug": "aqui", "dimension": "A"},
            "portal:methodology-edition": {"instrument": edition.instrument.code, "version": edition.version},
            "portal:question": {"code": "A-01"},
            "portal:help-manual": {"manual": "enlace"},
            "portal:help-topic": {"topic": "responder"},
            "portal:proof-file": {"code": "publicado", "slug": "aqui", "sha256": "a" * 64},  # its proofs are links
            "portal:data-newest": {"code": "publicado", "name": "municipios.csv"},
            "portal:data-file": {"code": "publicado", "version": 1, "name": "municipios.csv"},
        }
    )


def _of_citizens(cast) -> dict[str, dict]:
    said, link = {"code": make_feedback(cast.here).code}, {"token": make_question()}
    report = {"code": make_report().code}
    return {
        "citizens:feedback-attend": said,
        "citizens:feedback-detail": said,
        "citizens:report-answer": report,
        "citizens:report-detail": report,
        "core:receipt": {"token": issue(kind="any", subject_id=1, at=timezone.now())},
        "notices:follow-confirm": link,
        "notices:follow-leave": link,
    }


def _of_board(cast, open_one: Round, fill: dict) -> dict[str, dict]:
    proposal = make_proposal(Round.objects.get(code="publicado"), cast.here, "A-01", "2", by=cast.coordinator)
    views = ("round", "compare", "questions", "levels")
    here = {"round": open_one.code}
    boards = {f"results:board-{view}": here for view in views}
    return (
        boards
        | {f"results:round-{name}": here for name in OF_ONE_ROUND}
        | {
            "results:round-municipality-remove": here | {"municipality": "alla"},
            "results:board-question": {"round": "publicado", "question": "A-01"},
            "results:board-perception": {"round": "publicado"},
            "results:erratum-proposal": {"round": "publicado", "pk": proposal.pk},
            "results:assessment-results": fill,
        }
    )


def _of_people(cast) -> dict[str, dict]:
    person, membership = {"pk": cast.contributor.pk}, {"pk": Membership.objects.get(user=cast.contributor).pk}
    return {f"accounts:{name}": person for name in ("person-detail", "person-remind", "factor-reset")} | {
        f"accounts:membership-{name}": membership for name in ("end", "change")
    }


def _of_tokens(cast) -> dict[str, dict]:
    tokens.make(by=cast.reviewer, at=timezone.now())
    return {"accounts:token-revoke": {"start": AuthToken.objects.get(user=cast.reviewer).token_key}}


def _of_evidence(fill: dict, link: Evidence) -> dict[str, dict]:
    return {
        "assessments:evidence-list": fill,
        "assessments:evidence-detail": fill | {"pk": link.pk},
        "assessments:evidence-file": fill | {"pk": link.pk},  # a link: who may see it learns that there is no file
        "assessments:evidence-add": fill | {"question": "A-01"},
        "assessments:evidence-reuse": fill | {"question": "A-01"},
        "assessments:evidence-detach": fill | {"question": "A-01", "pk": link.pk},
        "assessments:evidence-personal-data": fill | {"pk": link.pk, "revision": 1},  # only files are scanned
    }


def _of_process(to_sign: Round, to_reply: Round, sent: Round) -> dict[str, dict]:
    place = {"municipality": "aqui"}
    reply, review = {"round": to_reply.code} | place, {"round": sent.code} | place
    return {
        "review:sign": {"round": to_sign.code} | place,
        "review:withdraw": {"round": to_sign.code} | place,
        "review:term-extend": {"round": to_sign.code} | place,
        "review:terms-extend": {"round": to_sign.code},
        "review:rejoin": {"round": to_sign.code} | place,
        "review:act-pdf": review,
        "review:act-verify": {"code": Signature.objects.get(assessment__round=sent).code},
        "review:outcome": reply,
        "review:outcome-answer": reply | {"question": "A-01"},
        "review:reply-send": reply,
        "review:answer-history": reply | {"question": "A-01"},
        "review:conflicts-declare": {"round": sent.code},
        "review:review-assign": {"round": sent.code},
        "review:case": review | {"question": "A-01"},
        "review:clarifications-send": review,
        "review:review-close": review,
        "review:marks-undo": review,  # of nothing: who may undo learns that there is no such press
        "review:second-reading": review,
        "results:agreement": {"round": sent.code},
        "results:remind": {"round": sent.code},
        "results:write-liaisons": {"round": sent.code},
        "results:round-links": {"round": sent.code},
        "results:round-scores": {"round": sent.code},
        "results:errata": {"round": "publicado"},
    }


def _of_editions(draft) -> dict[str, dict]:
    part = {"pk": draft.pk, "kind": "pregunta", "code": "A-01"}
    return {
        "instruments:edition-download": {
            "pk": draft.base_id
        },  # in no format: who may write editions learns that there is none
        "instruments:draft-detail": {"pk": draft.pk},
        "instruments:draft-download": {"pk": draft.pk},
        "assessments:draft-preview": {"pk": draft.pk},
        "instruments:draft-publish": {"pk": draft.pk},
        "instruments:draft-head": {"pk": draft.pk},
        "instruments:draft-rules": {"pk": draft.pk},
        "instruments:draft-add": {"pk": draft.pk, "kind": "dimension"},
        "instruments:draft-part": part,
        "instruments:draft-remove": part,
    }


def _round(cast, code: str) -> Round:
    return make_round(cast.here, cast.there, code=code)


def _own(round: Round) -> Assessment:
    return Assessment.objects.with_context().get(round=round, municipality__slug="aqui")


SENT = {"A-01-version": "0", "A-01-value": "3", "has_council": "True", "version": "0", "operation": "message"}


def answer_to(browser: Client, method: str, url: str) -> str:
    """The status, or «login»; what the request wrote is undone, so that everybody finds the same portal."""
    point = transaction.savepoint()
    # Reading the reset link's person beside the one who is signed in looks like a loop to the detector.
    with zeal_ignore([{"model": "accounts.User"}]):
        response = browser.get(url) if method == "GET" else browser.post(url, SENT)
    transaction.savepoint_rollback(point)
    if response.streaming:
        response.close()
    return "login" if _asks_to_sign_in(response) else str(response.status_code)


def _asks_to_sign_in(response: HttpResponse) -> bool:
    return response.status_code == 302 and response.url.startswith("/cuenta/login/?next=")


def test_every_address_stands_in_the_tables():
    known = list(dict.fromkeys(name for _, name in ROWS)) + list(THEIRS)
    assert sorted(known) == sorted(_names(get_resolver()))


def test_what_was_sent_and_received_is_answered_by_a_redirect():
    """Back and again send nothing twice. The rest of the guard: what any test posts (tests/integration/conftest.py)."""
    in_place = {name for (method, name), answers in ROWS.items() if method == "POST" and "200" in answers}
    assert in_place == FRAGMENTS


def test_every_address_answers_everybody_as_the_table_says(cast, browser_of, arguments):
    browsers = {person: browser_of(cast.person(person)) for person in PEOPLE}
    found = {}
    for method, name in ROWS:
        url = reverse(name, kwargs=arguments.get(name))
        found[method, name] = tuple(answer_to(browsers[person], method, url) for person in PEOPLE)
    assert found == ROWS


def test_pages_of_the_account_answer_every_role_alike(cast, browser_of, arguments):
    browsers = {person: browser_of(cast.person(person)) for person in PEOPLE}
    found = {}
    for name in THEIRS:
        url = reverse(name, kwargs=arguments.get(name))
        *signed_in, nobody = [answer_to(browsers[person], "GET", url) for person in PEOPLE]
        found[name] = (set(signed_in), nobody)
    assert found == {name: ({str(anybody)}, str(nobody)) for name, (anybody, nobody) in THEIRS.items()}


def test_method_that_is_not_in_the_table_is_not_allowed(cast, browser_of, arguments):
    browsers = [browser_of(cast.person(person)) for person in ("coordinator", "liaison", "neighbour", "nobody")]
    found = {}
    for name in dict.fromkeys(name for _, name in ROWS):
        url = reverse(name, kwargs=arguments.get(name))
        for method in METHODS:
            if (method, name) not in ROWS:
                found[method, name] = {answer_to(browser, method, url) for browser in browsers}
    assert len(found) > 10
    assert {row: answers for row, answers in found.items() if answers != {"405"}} == {}


def test_what_does_not_exist_looks_like_what_is_not_hers(cast, browser_of, arguments):
    """A neighbour must not learn from the answer what exists in another municipality."""
    browser = browser_of(cast.neighbour)
    hidden = browser.get("/diagnostico/ciclo/aqui/preguntas/A.1/")
    absent = browser.get("/diagnostico/ciclo/nada/preguntas/A.1/")
    assert (hidden.status_code, absent.status_code) == (404, 404)
    assert hidden.text == absent.text.replace("%2Fnada%2F", "%2Faqui%2F")  # the address that was asked for, in the foot
