import html
import re
from collections.abc import Callable

import pytest
from django.http import HttpResponse

from diagnostics.instruments.models import instruments
from diagnostics.results.models import Publication
from territory.models import Municipality
from tests.factories.results import five_outcomes, make_places, make_published_round


@pytest.fixture
def text_of() -> Callable[[HttpResponse], str]:
    """What a person reads on a page: without markup, spaces as one."""

    def text(response: HttpResponse) -> str:
        body = re.sub(r"<script.*?</script>|<title>.*?</title>", " ", response.content.decode(), flags=re.DOTALL)
        words = html.unescape(re.sub(r"<[^>]+>", "", re.sub(r"</(?:p|li|h\d|td|th|dt|dd|a)>", " ", body)))
        return re.sub(r"\s+", " ", words)

    return text


@pytest.fixture
def places(db: None) -> list[Municipality]:
    return make_places(5)


@pytest.fixture
def published(places: list[Municipality]) -> Publication:
    return make_published_round(five_outcomes(places), code="ciclo-1", name="Ciclo 2027-1", is_demo=True)


@pytest.fixture
def cold() -> Callable[[], None]:
    """Make the process forget the instruments it has read, as a new one."""
    return instruments._PARSED.clear
