"""Geometry of the public drawings: here the dot rows of a comparison. Pure arithmetic."""

from dataclasses import dataclass

LANE, DOT = 22, 7.5  # height of a lane in pixels, and minimum distance of its dots in points of 100


@dataclass(frozen=True)
class Dot:
    """A municipality in a dot row: `key` identifies it, `x` is its score (0–100), `y` the pixels from the top."""

    key: int
    x: float
    y: float


def dots(scores: list[tuple[int, float]]) -> tuple[list[Dot], int]:
    """Distribute the scores (key, score) of a row over lanes so that no marks overlap; return them and the row's height."""
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
