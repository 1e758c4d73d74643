"""Print the steps that would improve the published result of a municipality, and the cheapest way to a level, as JSON."""

import json
from fractions import Fraction
from typing import Any

from core.commands import Command as BaseCommand
from core.numbers import whole
from core.refusals import Refusal
from diagnostics.results.queries.improvement.routes import route_in
from diagnostics.scoring.route import Way
from diagnostics.scoring.steps import Gain


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser) -> None:
        parser.add_argument("municipality")
        parser.add_argument("--round", required=True)
        parser.add_argument("--target", help="a level; by default the next one")
        parser.add_argument("--format", required=True, choices=["json"])

    def run(self, *, municipality: str, round: str, target: str | None, **options) -> None:
        level = None if target is None else whole(target)
        if target is not None and level is None:
            raise Refusal(f"«--target» es el número de un nivel y dice «{target[:20]}».")
        route = route_in(round, municipality, level).route
        found = {
            "score": _exact(route.score),
            "level": route.level or None,
            "gaps": [_gap(gap) for gap in route.gaps],
            "cheapest": _way(route.cheapest) if route.cheapest else None,
            "reason": route.reason or None,
        }
        self.stdout.write(json.dumps(found, ensure_ascii=False, indent=2))


def _exact(number: Fraction | None) -> str | None:
    return None if number is None else str(number)


def _gap(gap: Gain) -> dict[str, Any]:
    return {
        "question": gap.step.question.code,
        "from": gap.step.source,
        "to": gap.step.target,
        "points": _exact(gap.points),
        "effort": gap.step.effort,
        "points_per_effort": _exact(gap.per_effort),
    }


def _way(way: Way) -> dict[str, Any]:
    steps = [{"question": step.question.code, "to": step.target} for step in way.steps]
    return {"level": way.level, "effort": way.effort, "steps": steps, "score_after": _exact(way.score)}
