"""Text table of the costs, and the verdict on each budget."""

from dataclasses import dataclass
from itertools import pairwise

from benchmarks import pages
from benchmarks.assets import gzipped
from benchmarks.cocreation import DETAIL, LARGE, LIST, OF_STABILITY, SMALL, VOTERS, CoCreation
from benchmarks.meter import Cost
from benchmarks.quizzes import Starts
from benchmarks.scoring import Scoring
from benchmarks.served import Served

KB = 1000
SHEETS_OF_PARTS = ("advisory", "followup", "parts", "training", "widget")  # linked by the pages of one part only
# work: (queries, uncompressed KB)
PAGE_BUDGETS = {
    pages.MY_WORK: (12, None),
    pages.ONE_QUESTION: (12, None),
    pages.WHOLE: (12, None),
    pages.QUESTIONNAIRE: (12, None),
    pages.AUTOSAVE: (10, None),
    pages.PAGE_POST: (15, None),
    pages.BOARD: (15, 150),
    pages.QUEUE: (15, 150),
    pages.MUNICIPALITY_COLD: (8, 60),
    pages.MUNICIPALITY_WARM: (0, 60),
    pages.COMPARISON: (10, 80),
    pages.CONTRIBUTIONS: (12, 80),
    pages.CONTRIBUTION: (12, 80),
}
# work: ms of CPU, Django and PostgreSQL together, at the largest N
TIME_BUDGETS = {
    pages.QUESTIONNAIRE: 50,
    pages.AUTOSAVE: 50,
    pages.PAGE_POST: 50,
    pages.BOARD: 150,
    pages.CONTRIBUTIONS: 100,
}
RECOMPUTE_QUERIES, ONE_QUERIES = 20, 5
HEAD = f"{'work':<44}{'N':>6}{'queries':>9}{'CPU ms':>9}{'PG ms':>9}{'KB':>8}{'gzip':>7}{'ratio':>8}"


@dataclass(frozen=True)
class Verdict:
    """One budget. Counts and bytes are `exact`; times may fail on a busy machine."""

    budget: str
    found: str
    holds: bool
    exact: bool = True

    def __str__(self) -> str:
        word = "holds" if self.holds else "does NOT hold"
        return f"budget: {self.budget}: {self.found} – {word}{'' if self.exact else ' (a time)'}"


def line(work: str, number: int, cost: Cost, ratio: float | None = None) -> str:
    size = f"{cost.raw / KB:>8.1f}{cost.gzipped / KB:>7.1f}" if cost.body else f"{'':>15}"
    shown = "" if ratio is None else f"{ratio:>8.2f}"
    return f"{work:<44}{number:>6}{cost.queries:>9}{cost.cpu * 1000:>9.1f}{cost.server * 1000:>9.1f}{size}{shown}"


def page_lines(number: int, costs: dict[str, Cost]) -> list[str]:
    return [line(name, number, cost) for name, cost in costs.items()]


def scoring_lines(number: int, found: Scoring) -> list[str]:
    return [
        line("engine alone", number, found.engine, found.engine_ratio),
        line("  bare pandas on the same frame", number, found.bare_arithmetic, 1.0),
        line("whole recomputation", number, found.whole, found.whole_ratio),
        line("  bare SELECT", number, found.bare_select),
        line(f"  bare COPY of the same {found.written / KB:,.0f} KB", number, found.bare_write),
        line("  of it: our SELECT and frame", number, found.inputs),
        line("one municipality rescored", number, found.one),
    ]


def grows(counts: list[int]) -> bool:
    """True if a count rises with N; it may fall, since the very first run can cost more."""
    return any(larger > smaller for smaller, larger in pairwise(counts))


def page_verdicts(measured: dict[int, dict[str, Cost]]) -> list[Verdict]:
    verdicts = []
    for name, (queries, size) in PAGE_BUDGETS.items():
        counts = {number: costs[name].queries for number, costs in measured.items()}
        found = ", ".join(f"{count} at {number}" for number, count in counts.items())
        verdicts.append(Verdict(f"{name}: at most {queries} queries", found, max(counts.values()) <= queries))
        if size:
            sizes = {number: costs[name].raw / KB for number, costs in measured.items()}
            found = ", ".join(f"{kb:.1f} at {number}" for number, kb in sizes.items())
            verdicts.append(Verdict(f"{name}: under {size} KB", found, max(sizes.values()) < size))
    for name in next(iter(measured.values())):
        counts = [costs[name].queries for costs in measured.values()]
        grown = " → ".join(map(str, counts))
        verdicts.append(Verdict(f"{name}: queries do not grow with N", grown, not grows(counts)))
    largest, costs = list(measured.items())[-1]
    for name, most in TIME_BUDGETS.items():
        taken = costs[name].both * 1000
        found = f"{taken:.1f} ms at {largest}"
        verdicts.append(Verdict(f"{name}: under {most} ms", found, taken < most, exact=False))
    for number, costs in measured.items():
        share = costs[pages.BARE_PAGE].cpu / costs[pages.MUNICIPALITY_WARM].cpu
        found = f"{share:.0%} of a bare page’s requests at {number}"
        verdicts.append(Verdict("public municipality, warm: at least 70 %", found, share >= 0.7, exact=False))
    return verdicts


def scoring_verdicts(measured: dict[int, Scoring]) -> list[Verdict]:
    verdicts = []
    for number, found in measured.items():
        verdicts += [
            Verdict(
                f"recomputation at {number}: at most {RECOMPUTE_QUERIES} queries", str(found.whole.queries),
                found.whole.queries <= RECOMPUTE_QUERIES,
            ),
            Verdict(
                f"one municipality at {number}: at most {ONE_QUERIES} queries", str(found.one.queries),
                found.one.queries <= ONE_QUERIES,
            ),
            Verdict(
                f"one municipality at {number}: under 10 ms", f"{found.one.cpu * 1000:.1f} ms", found.one.cpu < 0.010,
                exact=False,
            ),
            Verdict(
                f"engine at {number}: at most 3 × bare pandas", f"{found.engine_ratio:.2f} ×", found.engine_ratio <= 3,
                exact=False,
            ),
        ]  # fmt: skip
    number, found = list(measured.items())[-1]
    verdicts.append(
        Verdict(
            f"recomputation at {number}: at most 1.5 × bare SELECT + arithmetic + COPY", f"{found.whole_ratio:.2f} ×",
            found.whole_ratio <= 1.5, exact=False,
        )
    )  # fmt: skip
    return verdicts


def cocreation_lines(found: CoCreation) -> list[str]:
    return [
        *(line(f"{name}, of so many", number, one) for (name, number), one in found.pages.items()),
        line("ranking of so many votes", found.votes, found.ranking),
        line(f"stability of {OF_STABILITY} challenges, voters", VOTERS, found.stability),
    ]


def cocreation_verdicts(found: CoCreation) -> list[Verdict]:
    verdicts = []
    for name in (LIST, DETAIL):
        small, large = found.pages[name, SMALL], found.pages[name, LARGE]
        said = f"{name} of {SMALL:,} with {SMALL * 10:,} comments"
        counts = f"{small.queries} → {large.queries}"
        holds = small.queries <= 12 and small.queries == large.queries
        verdicts.append(Verdict(f"{said}: at most 12 queries, as many at 10 ×", counts, holds))
        ratio = large.both / small.both
        verdicts.append(Verdict(f"{said}: at most 1.5 × the time at 10 ×", f"{ratio:.2f} ×", ratio <= 1.5, exact=False))
    raw = max(found.pages[LIST, size].raw for size in (SMALL, LARGE)) / KB
    verdicts.append(Verdict(f"{LIST}: under 80 KB", f"{raw:.1f} KB", raw < 80))
    grouped = [sql for sql in found.statements if "agendas_vote" in sql and "GROUP BY" in sql.upper()]
    read = [sql for sql in found.statements if "agendas_vote" in sql]
    of_votes = f"ranking of {found.votes:,} votes: one GROUP BY reads them"
    said = f"{len(grouped)} of {len(read)} statements about votes"
    verdicts.append(Verdict(of_votes, said, len(grouped) == len(read) == 1))
    verdicts.append(
        Verdict(
            f"ranking of {found.votes:,} votes: 2 statements", str(found.ranking.queries), found.ranking.queries == 2
        )
    )
    wide = f"stability of {OF_STABILITY} challenges × {VOTERS} voters: under 2 s"
    verdicts.append(Verdict(wide, f"{found.stability.cpu:.2f} s", found.stability.cpu < 2, exact=False))
    return verdicts


def asset_verdicts() -> list[Verdict]:
    parts = {name: gzipped(f"css/{name}.css") / KB for name in SHEETS_OF_PARTS}
    own = gzipped("css/*.css", "js/*.js") / KB - sum(parts.values())
    chart = gzipped("vendor/plotly/*.js", "vendor/plotly/*.css") / KB
    return [
        Verdict("own JS and CSS of every part: under 60 KB gzip", f"{own:.1f} KB", own < 60),
        *[Verdict(f"style sheet of {name}: at most 5 KB", f"{size:.1f} KB", size <= 5) for name, size in parts.items()],
        Verdict("chart bundle: at most 450 KB gzip", f"{chart:.1f} KB", chart <= 450),
    ]


def served_lines(found: Served | None) -> list[str]:
    if found is None:
        return ["wrk is not installed: requests per second under gunicorn were not measured (apt-get install wrk)"]
    return [
        f"gunicorn, 2 workers, wrk on loopback: public municipality (warm) {found.page:.0f} req/s, "
        f"bare page of that size {found.bare:.0f} req/s, ratio {found.share:.2f}",
        f"first visit of a municipality, as it travels: HTML {found.html / KB:.1f} KB, "
        f"all but charts {found.first_view / KB:.1f} KB",
    ]


def served_verdicts(found: Served | None) -> list[Verdict]:
    if found is None:
        return []
    html, whole = found.html / KB, found.first_view / KB
    return [
        Verdict("public municipality: HTML at most 25 KB gzip", f"{html:.1f} KB", html <= 25),
        Verdict("public municipality: first view at most 120 KB, charts apart", f"{whole:.1f} KB", whole <= 120),
        Verdict(
            "public municipality under gunicorn: at least 70 % of a bare page", f"{found.share:.0%}", found.share >= 0.7,
            exact=False,
        ),
    ]  # fmt: skip


def starts_line(found: Starts) -> str:
    return (
        f"gunicorn, 2 workers, loopback: {found.people} people start a quiz at once; half have it after "
        f"{found.median:.1f} s, all after {found.last:.1f} s"
    )


def starts_verdict(found: Starts) -> Verdict:
    said = ", ".join(f"{times} × {answer}" for answer, times in sorted(found.answers.items()))
    return Verdict(
        f"{found.people} starts of a quiz at once: no error", f"{said}; {found.made} attempts", found.is_without_error
    )
