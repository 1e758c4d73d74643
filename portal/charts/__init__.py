"""Geometry of the public drawings: here the dot rows of a comparison; the maps have files of their own. Pure numbers."""

from dataclasses import dataclass

LANE, DOT = 22, 7.5  # height of a lane of dots, and how near (in points of 100) two dots may stand in one


@dataclass(frozen=True)
class Dot:
    """A municipality in a row of dots: `key` says which, `x` is its score (0–100) and `y` the pixel from the top."""

    key: int
    x: float
    y: float


def dots(scores: list[tuple[int, float]]) -> tuple[list[Dot], int]:
    """spread the scores of one row over lanes so that no two marks cover each other; return them and the row's height."""
    lanes: list[float] = []
    placed = []
    for key, score in sorted(scores, key=lambda pair: (pair[1], pair[0])):
        lane = next((n for n, last in enumerate(lanes) if score - last >= DOT), len(lanes))
        if lane == len(lanes):
            lanes.append(score)
        lanes[lane] = score
        placed.append((key, score, lane))
    height = max(len(lanes), 2) * LANE
    top = (height - len(lanes) * LANE) / 2 + LANE / 2
    return [Dot(key, score, top + lane * LANE) for key, score, lane in placed], height
