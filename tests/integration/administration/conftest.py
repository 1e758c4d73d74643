from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from tests.factories.mail import Unsettled, make_unsettled


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def unsettled(cast, now) -> Unsettled:
    return make_unsettled(cast.contributor, at=now - timedelta(hours=2))
