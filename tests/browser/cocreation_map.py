"""Every page of co-creation with who opens it."""

from collections.abc import Iterator

from tests.browser.agenda_pages_map import agenda_page_visits
from tests.browser.agendas_map import agenda_visits
from tests.browser.agreements_map import demonstration_agenda_visits
from tests.browser.answers_map import answer_visits
from tests.browser.moderation_map import moderation_visits
from tests.browser.taking_part_map import taking_part_visits
from tests.browser.visits import Visit
from tests.browser.workshops_map import workshop_visits


def cocreation_visits() -> Iterator[Visit]:
    yield from agenda_visits()
    yield from agenda_page_visits()
    yield from moderation_visits()
    yield from taking_part_visits()
    yield from answer_visits()
    yield from workshop_visits()
    yield from demonstration_agenda_visits()
