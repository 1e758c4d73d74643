"""Geometry of the public drawings: the schematic map along the river, and the dot rows of a comparison. Pure numbers."""

from dataclasses import dataclass
from itertools import groupby, pairwise

TILE_WIDTH, TILE_HEIGHT = 118, 72
COLUMN, ROW = 68, 88  # distance between half-tile columns and between rows
MARGIN, TOP, WIDTH = 3, 10, 400
MOST_TILES = 30
LANE, DOT = 22, 7.5  # height of a lane of dots, and how near (in points of 100) two dots may stand in one


@dataclass(frozen=True)
class Tile:
    """A municipality on the map: `key` says whose, `x` and `y` where its upper left corner is."""

    key: int
    x: int
    y: int

    def at(self, dx: int, dy: int) -> tuple[int, int]:
        return self.x + dx, self.y + dy


@dataclass(frozen=True)
class Map:
    tiles: list[Tile]
    river: str
    mouth: tuple[int, int]
    height: int
    width: int = WIDTH


def valley(places: list[tuple[int, str, str]]) -> Map | None:
    """place tiles by (key, row, column) as the file of municipalities gives them, and run the river through each row.

    Columns count half tiles from the left. None when a place has no position or there are too many for a map.
    """
    cells = [(key, _integer(row), _integer(column)) for key, row, column in places]
    if not cells or len(cells) > MOST_TILES or any(row is None or column is None for _, row, column in cells):
        return None
    cells.sort(key=lambda cell: (cell[1], cell[2]))
    tiles = [Tile(key, MARGIN + column * COLUMN, TOP + row * ROW) for key, row, column in cells]
    points = []
    for y, group in groupby(tiles, key=lambda tile: tile.y):
        row = list(group)
        points.append((sum(tile.x + TILE_WIDTH // 2 for tile in row) // len(row), y + TILE_HEIGHT // 2))
    height = max(tile.y for tile in tiles) + TILE_HEIGHT + 22
    width = max(WIDTH, max(tile.x for tile in tiles) + TILE_WIDTH + MARGIN)
    end = (points[-1][0] - 8, height + 6)
    return Map(tiles, _river([_source(points), *points, end]), (end[0] + 22, height - 8), height, width)


def _integer(text: str) -> int | None:
    return int(text) if text.isdecimal() and int(text) <= 60 else None


def _source(points: list[tuple[int, int]]) -> tuple[int, int]:
    """Where the river enters: in the direction of the first two rows."""
    (x, y), (below, _) = points[0], points[min(1, len(points) - 1)]
    return (x + (x - below), y - ROW)


def _river(points: list[tuple[int, int]]) -> str:
    """Return an SVG path that runs smoothly through the points."""
    path = f"M{points[0][0]} {points[0][1]}"
    for (x1, y1), (x2, y2) in pairwise(points):
        bend = (y2 - y1) // 3
        path += f"C{x1} {y1 + bend} {x2} {y2 - bend} {x2} {y2}"
    return path


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
