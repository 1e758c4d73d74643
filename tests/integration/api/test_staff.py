"""The part of the API that asks for a token, and the page where people make theirs."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from knox.models import AuthToken

from accounts.actions import tokens
from accounts.models import Membership, User
from core.models import AuditEntry
from diagnostics.assessments.queries.runs import newest_run
from diagnostics.results.queries.results import score_rows
from tests.budgets import queries_of

pytestmark = pytest.mark.django_db
PAGE = "/cuenta/tokens/"
STAFF = ("/api/v1/staff/rounds/", "/api/v1/staff/rounds/abierto/progress/", "/api/v1/staff/rounds/abierto/scores/")


@pytest.fixture
def token(cast) -> str:
    return tokens.make(by=cast.reviewer, at=timezone.now())


def with_token(client, address: str, token: str, **query):
    return client.get(address, query, headers={"authorization": f"Bearer {token}"})


def test_staff_reads_what_is_not_published(client, valley, token):
    rounds = with_token(client, STAFF[0], token).json()["results"]
    assert {(r["code"], r["status"]) for r in rounds} == {
        ("ciclo-2", "published"), ("ciclo-1", "published"), ("abierto", "open"),
    }  # fmt: skip
    progress = with_token(client, STAFF[1], token).json()
    assert (progress["states"], progress["waiting"]) == ({"final_ready": 2}, {"publication": 2})
    assert [(m["municipality"], m["answered"], m["late_days"]) for m in progress["municipalities"]] == [
        (place.divipola, 6, 0) for place in valley.places[:2]
    ]
    scores = with_token(client, STAFF[2], token)
    assert scores.json()["results"] == score_rows(newest_run(valley.open, "final", "official"))
    assert scores.headers["Cache-Control"] == "private, no-store"
    absent = with_token(client, STAFF[2], token, layer="self_assessed", mode="provisional")
    assert absent.json() == {"detail": "Ese ciclo no tiene un cálculo de esa capa en ese modo."}
    assert with_token(client, STAFF[2], token, layer="x").status_code == 400
    assert with_token(client, "/api/v1/staff/rounds/nada/scores/", token).status_code == 404


@pytest.mark.parametrize("address", STAFF)
def test_without_a_good_token_nobody_reads(client, valley, cast, browser_of, address):
    wrong = ["", "Bearer", "Bearer x", f"Bearer {'0' * 64}", "Bearer a b", "Token x", "Bearer \xff\xfe", "Basic eDp5"]
    for header in wrong:
        response = client.get(address, headers={"authorization": header})
        assert (response.status_code, response.json()) == (401, {"detail": "Falta un token válido."}), header
        assert response.headers["WWW-Authenticate"] == "Bearer"
    assert browser_of(cast.coordinator).get(address).status_code == 401  # a session opens no part of the API


@pytest.mark.parametrize("address", STAFF)
def test_ended_role_inactive_person_and_old_token_open_nothing(client, valley, cast, token, address):
    assert with_token(client, address, token).status_code == 200
    later = timezone.now() + timedelta(days=1)
    Membership.objects.filter(user=cast.reviewer).update(ended_at=timezone.now())
    assert with_token(client, address, token).status_code == 403
    Membership.objects.filter(user=cast.reviewer).update(ended_at=None)
    User.objects.filter(pk=cast.reviewer.pk).update(is_active=False)
    assert with_token(client, address, token).status_code == 401
    User.objects.filter(pk=cast.reviewer.pk).update(is_active=True)
    AuthToken.objects.update(expiry=later - timedelta(days=2))
    assert with_token(client, address, token).status_code == 401


def test_limit_of_staff_is_per_person(client, valley, cast, token, rates):
    rates["staff"] = "1/min"
    other = tokens.make(by=cast.coordinator, at=timezone.now())
    assert [with_token(client, STAFF[0], t).status_code for t in (token, token, other)] == [200, 429, 200]


def test_staff_queries_are_few(client, valley, token):
    costs = [len(queries_of(lambda address=address: with_token(client, address, token))) for address in STAFF]
    assert costs == [4, 5, 6]


def test_token_is_shown_once_and_kept_as_a_hash(cast, browser_of):
    browser = browser_of(cast.reviewer)
    made = browser.post(PAGE, follow=True)
    token = re.search(r"[0-9a-f]{64}", made.text).group()
    kept = AuthToken.objects.get()
    assert (kept.user, token in str(vars(kept))) == (cast.reviewer, False)
    assert 89 <= (kept.expiry - timezone.now()).days <= 90
    assert made.headers["Cache-Control"] == "private, no-store"
    again = browser.get(PAGE)
    assert (token in again.text, token[:8] in again.text) == (False, True)
    assert with_token(browser, STAFF[0], token).status_code == 200
    assert AuditEntry.of(cast.reviewer).get(verb="token.made").data == {"starts": token[:8]}


def test_person_takes_her_own_token_away(cast, browser_of, token):
    address = f"{PAGE}{AuthToken.objects.get().token_key}/retirar/"
    assert browser_of(cast.coordinator).post(address).status_code == 404
    response = browser_of(cast.reviewer).post(address)
    assert (response.status_code, response.url, AuthToken.objects.count()) == (302, PAGE, 0)
    assert with_token(browser_of(None), STAFF[0], token).status_code == 401
    assert browser_of(cast.reviewer).post(address).status_code == 404


def test_nobody_has_more_than_five(cast, browser_of):
    browser = browser_of(cast.coordinator)
    statuses = [browser.post(PAGE).status_code for _ in range(6)]
    assert (statuses, AuthToken.objects.count()) == ([302] * 5 + [409], 5)
    assert "Ya tiene 5 tokens vigentes. Retire uno que no use." in browser.post(PAGE).text
    AuthToken.objects.update(expiry=timezone.now() - timedelta(days=1))
    assert browser.post(PAGE).status_code == 302
    assert AuthToken.objects.count() == 1  # those that ended make room


def test_token_is_only_for_who_may_read_the_board(cast, browser_of):
    assert [browser_of(p).post(PAGE).status_code for p in (cast.liaison, cast.admin, cast.newcomer)] == [403] * 3
    with pytest.raises(tokens.CannotMakeToken, match="Su rol no tiene nada que leer con un token"):
        tokens.make(by=cast.liaison, at=timezone.now())
    assert "Tokens" in browser_of(cast.reviewer).get("/cuenta/").text
    assert "Tokens" not in browser_of(cast.liaison).get("/cuenta/").text


def test_page_asks_for_the_second_factor(cast, browser_of, settings):
    settings.REQUIRE_STAFF_MFA = True
    response = browser_of(cast.reviewer).post(PAGE)
    assert (response.status_code, response.url, AuthToken.objects.count()) == (
        302,
        "/cuenta/segundo-factor/totp/activate/",
        0,
    )
