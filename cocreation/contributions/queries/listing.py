"""Public contributions as lists show them."""

from dataclasses import dataclass, field

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from cocreation.agendas.choices import Theme
from cocreation.agendas.models import Agenda
from cocreation.contributions.choices import CommentState, ContributionState, Kind
from cocreation.contributions.choices.process import PUBLIC
from cocreation.contributions.models import Comment, Contribution, ContributionSupport
from cocreation.contributions.models.contributions import SINCE
from core.search.columns import having_words

NEWEST, SUPPORTED = "recientes", "apoyadas"
ORDERS = {NEWEST: "Más recientes", SUPPORTED: "Más apoyadas"}
STATES = {state.value: state.label for state in PUBLIC}
LONGEST_SEARCH = 80


@dataclass(frozen=True)
class Wanted:
    """What a reader asked the list for; what is not among the choices counts as not asked."""

    text: str = ""
    theme: str = ""
    place: str = ""
    state: str = ""
    kind: str = ""
    order: str = NEWEST
    places: dict[str, int] = field(default_factory=dict, repr=False, compare=False)  # slug → primary key

    @property
    def is_anything(self) -> bool:
        return bool(self.text or self.theme or self.place or self.state or self.kind)


def wanted_of(asked, places: dict[str, int]) -> Wanted:
    """`asked`: the parameters of the address. `places`: the municipalities of the agenda."""

    def one_of(name: str, choices) -> str:
        return asked[name] if asked.get(name, "") in choices else ""

    return Wanted(
        text=asked.get("q", "").strip()[:LONGEST_SEARCH], theme=one_of("tema", Theme.values),
        place=one_of("municipio", places), state=one_of("estado", STATES), kind=one_of("tipo", Kind.values),
        order=one_of("orden", ORDERS) or NEWEST, places=places,
    )  # fmt: skip


def listed(agenda: Agenda, wanted: Wanted) -> QuerySet[Contribution]:
    """Return the public contributions of an agenda, with counts of supporters and comments."""
    rows = Contribution.objects.public().filter(agenda=agenda)
    exact = {
        "theme": wanted.theme,
        "state": ContributionState(wanted.state) if wanted.state else "",
        "kind": wanted.kind,
    }
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if wanted.place:
        rows = rows.filter(municipality=wanted.places[wanted.place])
    if wanted.text:
        rows = having_words(rows, wanted.text, "title", "text", "code")
    # What a text was merged into is fetched apart: joined, the whole table would be read for the twenty rows of a page.
    rows = with_counts(rows).prefetch_related("merged_into")
    newest = SINCE.desc()
    return rows.order_by("-supporters", newest, "-pk") if wanted.order == SUPPORTED else rows.order_by(newest, "-pk")


def with_counts(rows: QuerySet[Contribution]) -> QuerySet[Contribution]:
    """Annotate `supporters` and `comment_count` (published ones), and fetch what a line of a list says."""
    comments = Comment.objects.filter(contribution=OuterRef("pk"), state=CommentState.PUBLISHED)
    return rows.select_related("municipality", "challenge", "answering").annotate(
        supporters=supporters(), comment_count=_counted(comments, "contribution")
    )


def supporters() -> Coalesce:
    """How many persons support a contribution. A merged text was given the union of the persons of its originals when it was
    made (actions.merging): who took the support back since then does not come back through an original.
    """
    return _counted(ContributionSupport.objects.filter(contribution=OuterRef("pk")), "contribution")


def _counted(rows: QuerySet, by: str) -> Coalesce:
    return Coalesce(
        Subquery(rows.order_by().values(by).annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 0
    )
