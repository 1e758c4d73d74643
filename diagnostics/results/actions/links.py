"""Having the public links of a round looked at before it is published."""

from datetime import datetime

from django.utils.text import capfirst

from core.words import named
from diagnostics.assessments.models import Round
from diagnostics.results.actions.publications import CannotPublish
from diagnostics.results.queries.links import unseen_since
from files.actions import link_checks


def look_at_all(*, round: Round, since: datetime, at: datetime) -> None:
    """Enqueue a look at the public links that nobody has looked at since `since`; what is under way is left out.

    Refuses CannotPublish once the round is published: beat looks at its links.
    """
    if round.is_published:
        raise CannotPublish(f"{capfirst(named(round))} ya está publicado: el portal mira sus direcciones cada semana.")
    link_checks.check_now(rows=unseen_since(round, since), at=at)
