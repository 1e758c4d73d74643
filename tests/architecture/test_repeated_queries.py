"""Guard 9: a request that asks row by row fails its test. Literal query counts stand beside the pages' own tests."""

import pytest
from django.contrib.auth.models import Permission
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import path
from zeal.errors import NPlusOneError


def row_by_row(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str([permission.content_type.model for permission in Permission.objects.all()]))


def all_at_once(request: HttpRequest) -> HttpResponse:
    permissions = Permission.objects.select_related("content_type")
    return HttpResponse(str([permission.content_type.model for permission in permissions]))


urlpatterns = [path("row-by-row/", row_by_row), path("all-at-once/", all_at_once)]


@pytest.mark.django_db
@override_settings(ROOT_URLCONF=__name__)
def test_row_by_row_raises(client):
    with pytest.raises(NPlusOneError):
        client.get("/row-by-row/")
    assert client.get("/all-at-once/").status_code == 200
