import pytest


@pytest.fixture
def office(cast, browser_of):
    return browser_of(cast.coordinator)
