"""The slot `indicator_sources`: which app counts which indicator.

An app declares it in its AppConfig, as code → dotted function:

    indicator_sources = {"IND-21": "cocreation.agendas.queries.indicators.challenges_with_pilot"}

The function is called as function(municipality, starts_on, ends_on, is_demo=), both days counted in: what is real or what was
invented, never both. It returns a Count, or None where there is nothing to count from: zero is a number.
"""

from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.apps import AppConfig, apps
from django.core import checks
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class Count:
    """What a source found in a period. `inputs`: «app.model:primary key» of the rows that it counted, so that it can be followed.

    `numerator`: a Decimal where it is a published figure. `denominator` is None for plain sums.
    """

    numerator: int | Decimal
    denominator: int | None
    inputs: tuple[str, ...]


@dataclass(frozen=True, order=True)
class Source:
    code: str
    app: str
    path: str

    def count(self, municipality: Any, starts_on: date, ends_on: date, *, is_demo: bool = False) -> Count | None:
        found: Callable[..., Count | None] = import_string(self.path)
        return found(municipality, starts_on, ends_on, is_demo=is_demo)


def months_before(day: date, months: int) -> date:
    """Return the same day of that month, or its last one: where the window of an indicator begins."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def sources(configs: list[AppConfig] | None = None) -> Iterator[Source]:
    """Yield what the apps declare, sorted by code. `configs`: of these apps only."""
    chosen = apps.get_app_configs() if configs is None else configs
    pairs = [(config.label, getattr(config, "indicator_sources", {})) for config in chosen]
    return iter(sorted(Source(code, app, path) for app, own in pairs for code, path in own.items()))


def source_of(code: str) -> Source | None:
    """Return where the indicator is counted; None while no app does."""
    return next((one for one in sources() if one.code == code), None)


def declared_once_and_found(app_configs: list[AppConfig] | None = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """System check: two apps do not count the same indicator, and what is declared can be called."""
    errors: list[checks.CheckMessage] = []
    owners: dict[str, str] = {}
    for one in sources(app_configs):
        if one.code in owners:
            said = f"The indicator {one.code} has two sources: {owners[one.code]} and {one.app}."
            errors.append(checks.Error(said, id="core.E011"))
        owners.setdefault(one.code, one.app)
        try:
            works = callable(import_string(one.path))
        except ImportError:
            works = False
        if not works:
            said = f"The source of the indicator {one.code} ({one.app}) is no function: {one.path}."
            errors.append(checks.Error(said, id="core.E012"))
    return errors
