"""The help: which task belongs to a page, and the tasks of each manual."""

from accounts.permissions import Role
from accounts.queries import holdings_of
from portal.choices import Manual
from portal.loaders.manual import Topic, topics

_OF_ROLE = {
    Role.CONTRIBUTOR: Manual.CONTRIBUTOR,
    Role.LIAISON: Manual.LIAISON,
    Role.APPROVER: Manual.APPROVER,
    Role.REVIEWER: Manual.REVIEWER,
    Role.COORDINATOR: Manual.COORDINATOR,
    Role.ADMIN: Manual.ADMIN,
}


def topic_of_page(view_name: str) -> Topic | None:
    """Return the task whose page this is: the one that names the longest beginning of the address's name."""
    fitting = [(len(page), topic) for topic in topics() for page in topic.pages if view_name.startswith(page)]
    return max(fitting, key=lambda pair: pair[0])[1] if fitting else None


def topic_named(key: str) -> Topic | None:
    return next((topic for topic in topics() if topic.key == key), None)


def topics_of(manual: Manual) -> list[Topic]:
    return [topic for topic in topics() if manual in topic.who]


def own_manuals(user) -> list[Manual]:
    """Return the manuals of the roles that the user holds."""
    held = {_OF_ROLE[holding.role] for holding in holdings_of(user) if holding.role in _OF_ROLE}
    return [manual for manual in Manual if manual in held]
