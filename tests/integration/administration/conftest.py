from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from tests.factories.mail import FAULTY, Faulty, Unsettled, make_unsettled


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def unsettled(cast, now) -> Unsettled:
    return make_unsettled(cast.contributor, at=now - timedelta(hours=2))


@pytest.fixture
def faulty(settings, monkeypatch) -> type[Faulty]:
    settings.EMAIL_BACKEND = FAULTY
    for name in ("on_open", "on_send"):
        monkeypatch.setattr(Faulty, name, None)
    monkeypatch.setattr(Faulty, "tried", 0)
    monkeypatch.setattr(Faulty, "messages", [])
    return Faulty
