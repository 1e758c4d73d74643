"""The schema and the API agree: whatever the schema allows is asked, and every answer is one that it names."""

from collections.abc import Iterator

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.urls import URLResolver, get_resolver
from django.utils import timezone
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from accounts.actions import tokens
from portal.api.docs import document

pytestmark = pytest.mark.django_db
NOT_IN_SCHEMA = {"schema/", "swagger/", "redoc/"}  # what explains the API is no part of it
# A value that the schema allows may still name nothing: 400 says so, and 404 for what a path names.
EXCLUDED = [positive_data_acceptance]
PLAIN = {"Accept-Encoding": "identity"}  # its client does not unpack

api = schemathesis.openapi.from_dict(document())
api.app = WSGIHandler()
asked = settings(
    max_examples=10, deadline=None, derandomize=True, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much],
)  # fmt: skip


@pytest.fixture
def token(cast) -> str:
    return tokens.make(by=cast.reviewer, at=timezone.now())


@api.parametrize()
@asked
def test_every_answer_is_one_that_the_schema_names(case, valley):
    case.call_and_validate(headers=PLAIN, excluded_checks=EXCLUDED)


@api.include(tag="Equipo metropolitano").parametrize()
@asked
def test_every_answer_to_staff_is_one_that_the_schema_names(case, valley, token):
    case.call_and_validate(headers=PLAIN | {"Authorization": f"Bearer {token}"}, excluded_checks=EXCLUDED)


def test_schema_names_every_address():
    assert set(document()["paths"]) == {
        f"/api/v1/{route}" for route in _routes(get_resolver()) if route not in NOT_IN_SCHEMA
    }


def _routes(resolver: URLResolver) -> Iterator[str]:
    (api,) = (entry for entry in resolver.url_patterns if getattr(entry, "namespace", None) == "api")
    for entry in api.url_patterns:
        yield str(entry.pattern).replace("<str:", "{").replace(">", "}")


def test_schema_is_written_without_a_warning(capsys):
    document.cache_clear()
    assert document()["openapi"] == "3.1.1"
    assert capsys.readouterr().err == ""
