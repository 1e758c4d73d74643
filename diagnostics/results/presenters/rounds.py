"""What the pages of rounds show: the plan of one that is to be opened, and one with its people and forms of change."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.forms import Form
from django.utils.datastructures import MultiValueDict
from django.utils.formats import date_format
from django.utils.http import urlencode

from accounts.queries import Unstaffed
from core.forms import ReasonForm
from core.numbers import count_in_words
from core.words import joined
from diagnostics.assessments.choices import Party, State
from diagnostics.assessments.models import Assessment, Round
from diagnostics.assessments.queries.round_words import LIAISON, MAYOR, Message, opening_message
from diagnostics.assessments.queries.rounds import FARTHEST, LONGEST_TERM, Plan
from diagnostics.results.forms import rounds as forms
from diagnostics.results.queries.round_people import Staff, Told, staff_of, told_of
from diagnostics.results.queries.rounds import Calendar, calendar_of
from territory.models import Municipality

ALL, BUT = "todos", "menos"  # query parameters in place of hundreds of municipalities
LONGEST = 1001  # letters of one parameter: more than any field takes, so that what is cut is refused


@dataclass(frozen=True)
class Summary:
    """What follows from a plan. `mails`: what the first municipality's liaison and mayor's office will be told."""

    calendar: Calendar
    skipped: str
    staff: list[Staff]
    told: Told
    mails: list[tuple[str, Message]]

    @property
    def lacking(self) -> list[Staff]:
        return [staff for staff in self.staff if staff.lacks]

    @property
    def lacking_words(self) -> str:
        count = len(self.lacking)
        return (
            "A un municipio le falta gente." if count == 1 else f"A {count_in_words(count)} municipios les falta gente."
        )


def summary_of(plan: Plan, staff: list[Staff], today: date) -> Summary | None:
    """Return what follows from a plan; None while its days cannot be counted. `staff`: of all municipalities."""
    closes_on = plan.last_day
    if plan.opens_on is None or closes_on is None or not today - FARTHEST <= plan.opens_on <= today + FARTHEST:
        return None
    if not all(1 <= length <= LONGEST_TERM for length in plan.terms.values()) or closes_on < plan.opens_on:
        return None
    calendar = calendar_of(plan.opens_on, closes_on, terms=plan.terms, days_off=plan.days_off)
    round = Round(
        name=plan.name, code=plan.code, opens_on=plan.opens_on, closes_on=closes_on, cutoff_on=plan.cutoff_on,
        is_rehearsal=plan.is_rehearsal,
    )  # fmt: skip
    first = plan.municipalities[0]
    mails = [
        ("Al enlace", opening_message(round, first, LIAISON)),
        ("A la alcaldía", opening_message(round, first, MAYOR)),
    ]
    chosen = {place.pk for place in plan.municipalities}
    staff = [one for one in staff if one.place.pk in chosen]
    return Summary(calendar, skipped_words(calendar.skipped), staff, told_of(plan.municipalities), mails)


def skipped_words(days: list[date]) -> str:
    """«22, 25 y 26 de marzo, y del 10 de mayo»: days that are skipped, grouped by month."""
    months: dict[str, list[str]] = {}
    for day in days:
        months.setdefault(date_format(day, "F"), []).append(str(day.day))
    return joined([f"{joined(numbers)} de {month}" for month, numbers in months.items()])


def expanded(data: MultiValueDict, places: list[Municipality]) -> MultiValueDict:
    """Return the fields of the form in a query: «todos» and «menos» written out as the municipalities they mean."""
    if ALL not in data:
        return data
    left_out = set(data.get(BUT, "").split("."))
    found = data.copy()
    found.setlist("municipalities", [str(place.pk) for place in places if str(place.pk) not in left_out])
    return found


def query_of(data: MultiValueDict, places: list[Municipality], names: list[str]) -> str:
    """Return the typed fields as a query that fits into an address, however many municipalities there are."""
    pairs = [(name, data.get(name, "")[:LONGEST]) for name in names if name in data]
    chosen, every = data.getlist("municipalities"), [str(place.pk) for place in places]
    left_out = [pk for pk in every if pk not in set(chosen)]
    if len(left_out) < len(chosen):
        pairs += [(ALL, "1"), *([(BUT, ".".join(left_out))] if left_out else [])]
    else:
        pairs += [("municipalities", pk) for pk in chosen if pk in set(every)]
    return urlencode(pairs)


@dataclass(frozen=True)
class Row:
    """A municipality of a round. `may_leave`: nothing of it would be lost, and others stay."""

    assessment: Assessment
    staff: Staff
    may_leave: bool

    @property
    def lacks(self) -> Unstaffed | None:
        """Whom the round waits for; nobody where it is over, or over for the municipality."""
        goes_on = self.assessment.round.is_open and self.assessment.waits_for != Party.NOBODY
        return self.staff.lacks if goes_on else None


CHANGES = {
    "name": forms.NameForm, "days": forms.DaysForm, "add": forms.AddForm, "close": ReasonForm, "cancel": ReasonForm,
    "end": forms.EmptyForm,
}  # fmt: skip


def forms_of(round: Round, places: list[Municipality], typed: tuple[str, Mapping] | None = None) -> dict[str, Form]:
    """Return the forms of a round's changes by name; that of `typed` holds what was sent."""
    initial: dict[str, dict[str, Any]] = {
        "name": {"name": round.name},
        "days": {"opens_on": round.opens_on, "closes_on": round.closes_on, "cutoff_on": round.cutoff_on},
    }
    found = {}
    for name, form in CHANGES.items():
        more = {"places": places} if name == "add" else {}
        data = typed[1] if typed and typed[0] == name else None
        found[name] = form(data, initial=initial.get(name), auto_id=f"id_{name}_%s", **more)
    return found


def others_of(round: Round) -> list[Municipality]:
    """Return the municipalities that are not in a round, in river order."""
    return list(Municipality.objects.exclude(assessments__round=round).in_river_order())


def rows_of(round: Round, at: datetime) -> list[Row]:
    found = list(round.assessments.select_related("municipality").defer("municipality__facts").in_river_order())
    for row in found:
        row.round = round
    staff = staff_of([row.municipality for row in found], at)
    # One that withdrew lacks nobody.
    staff = [
        replace(people, lacks=None) if row.state == State.WITHDRAWN else people
        for row, people in zip(found, staff, strict=True)
    ]
    untouched = set(round.assessments.untouched().values_list("pk", flat=True)) if len(found) > 1 else set()
    return [Row(row, people, row.pk in untouched) for row, people in zip(found, staff, strict=True)]
