import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_http_methods
from django_htmx.middleware import HtmxDetails

from accounts.access import can, fetch, municipalities_of, public, requires, signed_in
from accounts.models import Membership
from accounts.permissions import Permission, Role
from tests.factories.accounts import make_member, make_membership, make_user

pytestmark = pytest.mark.django_db


@requires(Permission.REVIEW_ANSWERS)
def review(request):
    return HttpResponse("dentro")


@requires(Permission.FILL_ANSWERS)
def membership(request, pk: int):
    visible = Membership.objects.exclude(role=Role.APPROVER)
    return HttpResponse(fetch(request, visible, Permission.FILL_ANSWERS, pk=pk).role)


def asked_by(user, *, htmx: bool = False, method: str = "get", **headers):
    request = getattr(RequestFactory(), method)("/revision/?municipio=aqui", headers=headers or None)
    if htmx:
        request.META |= {"HTTP_HX_REQUEST": "true", "HTTP_HX_CURRENT_URL": "http://testserver/revision/7/?pagina=2"}
    request.user, request.htmx = user, HtmxDetails(request)
    return request


def test_can_reads_role_and_place(here, there):
    liaison = make_member(Role.LIAISON, here)
    assert can(liaison, Permission.FILL_ANSWERS, here) is True
    assert can(liaison, Permission.FILL_ANSWERS, here.pk) is True
    assert can(liaison, Permission.FILL_ANSWERS, there) is False
    assert can(liaison, Permission.FILL_ANSWERS) is True
    assert can(liaison, Permission.REVIEW_ANSWERS, here) is False


def test_municipalities_of_is_own_or_all_or_none(here, there):
    both = make_member(Role.LIAISON, here)
    make_membership(Role.CONTRIBUTOR, there, user=both)
    assert municipalities_of(both, Permission.FILL_ANSWERS) == {here.pk, there.pk}
    assert municipalities_of(both, Permission.SUBMIT_ASSESSMENT) == {here.pk}
    assert municipalities_of(make_member(Role.REVIEWER), Permission.VIEW_ASSESSMENT) is None
    assert municipalities_of(make_member(Role.ADMIN), Permission.VIEW_ASSESSMENT) == set()


def test_nobody_and_the_inactive_may_nothing(here):
    gone = make_member(Role.COORDINATOR, is_active=False)
    for permission in Permission:
        assert can(AnonymousUser(), permission) is False
        assert can(gone, permission) is False
        assert municipalities_of(gone, permission) == set()


def test_ended_role_grants_nothing(here, now):
    membership = make_membership(Role.LIAISON, here)
    Membership.objects.filter(pk=membership.pk).update(ended_at=now)
    assert can(membership.user, Permission.FILL_ANSWERS, here) is False


def test_roles_are_read_once_for_each_user_object(here, django_assert_num_queries):
    liaison = make_member(Role.LIAISON, here)
    person = SimpleLazyObject(lambda: liaison)
    with django_assert_num_queries(1):
        for permission in Permission:
            can(person, permission, here)
            municipalities_of(person, permission)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (lambda user, here: (user, "fill_answers", here), "accounts.permissions.Permission"),
        (lambda user, here: (user.pk, Permission.FILL_ANSWERS, here), "request.user"),
        (lambda user, here: (None, Permission.FILL_ANSWERS, here), "request.user"),
        (lambda user, here: (user, Permission.FILL_ANSWERS, here.slug), "Municipality"),
        (lambda user, here: (user, Permission.FILL_ANSWERS, True), "Municipality"),
    ],
)
def test_wrong_arguments_are_told(arguments, words, here):
    with pytest.raises(TypeError, match=words):
        can(*arguments(make_user(), here))


@pytest.mark.parametrize("wrong", [(), ("review_answers",)])
def test_requires_takes_permissions_only(wrong):
    with pytest.raises(TypeError, match=r"accounts\.permissions\.Permission"):
        requires(*wrong)


def test_audience_is_marked_also_under_other_decorators():
    assert require_http_methods(["GET"])(review)._audience == "review_answers"
    assert public(lambda request: None)._audience == "public"
    assert signed_in(lambda request: None)._audience == "signed_in"
    assert requires(Permission.VIEW_BOARD, Permission.FILL_ANSWERS)(review)._audience == "view_board or fill_answers"


def test_one_of_several_permissions_is_enough(here):
    either = requires(Permission.REVIEW_ANSWERS, Permission.FILL_ANSWERS)(lambda request: HttpResponse("dentro"))
    assert either(asked_by(make_member(Role.CONTRIBUTOR, here))).content == b"dentro"
    assert either(asked_by(make_member(Role.APPROVER, here))).status_code == 403


def test_who_may_comes_in():
    assert review(asked_by(make_member(Role.REVIEWER))).content == b"dentro"


def test_anonymous_is_sent_to_sign_in_and_back():
    answer = review(asked_by(AnonymousUser()))
    assert (answer.status_code, answer.url) == (302, "/cuenta/login/?next=/revision/%3Fmunicipio%3Daqui")


@pytest.mark.parametrize(
    ("came_from", "back"),
    [
        ("http://testserver/revision/7/?pagina=2", "/cuenta/login/?next=/revision/7/%3Fpagina%3D2"),
        ("https://elsewhere.example/trap/", "/cuenta/login/?next=/trabajo/"),
        ("", "/cuenta/login/?next=/trabajo/"),
    ],
)
def test_after_a_post_the_way_back_is_the_page_that_was_open(came_from, back):
    assert review(asked_by(AnonymousUser(), method="post", Referer=came_from)).url == back


def test_who_may_not_gets_a_page_of_ours(client, here):
    client.force_login(make_member(Role.APPROVER, here))
    answer = client.get("/equipo/")
    assert answer.status_code == 403
    assert "Su rol no abre esta página" in answer.text
    assert 'class="work-head"' in answer.text


def test_htmx_refusal_is_a_fragment():
    answer = review(asked_by(make_user(), htmx=True))
    assert answer.status_code == 403
    assert "Su rol no le permite hacer esto." in answer.text
    assert "<html" not in answer.text


def test_row_of_a_municipality_where_the_person_may_is_fetched(here):
    liaison = make_membership(Role.LIAISON, here)
    assert membership(asked_by(liaison.user), liaison.pk).content == b"liaison"
    request = asked_by(make_user())
    assert fetch(request, Membership.objects.all(), pk=liaison.pk) == liaison, (
        "without a permission, to see it is enough"
    )


def test_row_that_the_person_does_not_see_is_not_found(here):
    hidden = make_membership(Role.APPROVER, here)
    for pk in (hidden.pk, 987654):
        with pytest.raises(Http404):
            membership(asked_by(make_member(Role.LIAISON, here)), pk)


@pytest.mark.parametrize(("htmx", "words"), [(False, "Su rol no abre esta página"), (True, "Su rol no le permite")])
def test_row_where_the_person_may_not_is_refused_in_words(here, there, htmx, words):
    seen = make_membership(Role.CONTRIBUTOR, there)
    answer = membership(asked_by(make_member(Role.LIAISON, here), htmx=htmx), seen.pk)
    assert (answer.status_code, answer["Cache-Control"]) == (403, "private, no-store")
    assert words in answer.text
    assert ("<html" in answer.text) is not htmx


def test_htmx_read_without_session_goes_to_sign_in():
    answer = review(asked_by(AnonymousUser(), htmx=True))
    assert answer.status_code == 401
    assert answer["HX-Redirect"] == "/cuenta/login/?next=/revision/7/%3Fpagina%3D2"


def test_htmx_write_without_session_stays_on_the_page():
    answer = review(asked_by(AnonymousUser(), htmx=True, method="post"))
    assert answer.status_code == 401
    assert "HX-Redirect" not in answer
    assert "Su sesión terminó." in answer.text
    assert 'href="/cuenta/login/?next=/revision/7/%3Fpagina%3D2"' in answer.text
