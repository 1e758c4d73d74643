"""The schematic map: a tile per municipality, lines between neighbours, the river. Pure arithmetic."""

from dataclasses import dataclass
from itertools import groupby, pairwise

from core.numbers import whole
from portal.charts.layout import Cells, cells_of

TILE_WIDTH, TILE_HEIGHT = 118, 72
COLUMN, ROW = 68, 88  # distance between half-tile columns and between rows
MARGIN, TOP, WIDTH = 3, 10, 400
MOST_TILES = 30
CLEAR, WET = 6, 9  # minimum distance of a line from unrelated tiles, and from the river
REACHES = (10, 20, 30, 40, 55, 80)  # by how much an arc may pass beyond the tiles it avoids
STEPS = 20
WEIGHTS = [
    ((1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t * t, t**3) for t in (n / STEPS for n in range(STEPS + 1))
]

Point = tuple[float, float]


@dataclass(frozen=True)
class Tile:
    """A municipality on the map: `key` identifies it, `x` and `y` are its upper left corner."""

    key: int
    x: int
    y: int

    @property
    def centre(self) -> Point:
        return self.x + TILE_WIDTH // 2, self.y + TILE_HEIGHT // 2

    @property
    def word_y(self) -> int:
        """Where the line of its level begins, which leads to what the level means."""
        return self.y + TILE_HEIGHT - 24

    def covers(self, point: Point) -> bool:
        x, y = point[0] - self.x, point[1] - self.y
        return -CLEAR < x < TILE_WIDTH + CLEAR and -CLEAR < y < TILE_HEIGHT + CLEAR


@dataclass(frozen=True)
class Map:
    """Tiles from north to south, paths of the borders and of the river ("" without one), and the bounding box."""

    tiles: list[Tile]
    borders: list[str]
    river: str
    mouth: tuple[int, int]
    left: int
    width: int
    height: int


def valley(places: list[tuple[int, str, str]], borders: set[frozenset[int]]) -> Map | None:
    """Place tiles by (key, row, column), as in the file of municipalities, and draw the river through each row.

    `places` come from north to south; columns count half tiles from the left; `borders` are pairs of keys. If a position is
    missing or taken twice, all tiles are laid out from the borders, without a river. None without places or with more than
    MOST_TILES.
    """
    if not 0 < len(places) <= MOST_TILES:
        return None
    given = _given(places)
    cells = given or cells_of([key for key, _, _ in places], borders)
    tiles = [Tile(key, MARGIN + c * COLUMN, TOP + r * ROW) for key, (r, c) in cells.items()]
    tiles.sort(key=lambda tile: (tile.y, tile.x))
    height = max(tile.y for tile in tiles) + TILE_HEIGHT + 22
    course = _course(tiles, height) if given else []
    water = [point for one, other in pairwise(course) for point in _sampled(*_bend(one, other))]
    by_key = {tile.key: tile for tile in tiles}
    pairs = sorted(sorted(pair) for pair in borders)
    lines = [_border(by_key[one], by_key[other], tiles, water) for one, other in pairs]
    reached = [x for line in lines for x, _ in _sampled(*line)]
    left = int(min(0, *reached, 0)) - (min(reached, default=0) < 0) * MARGIN
    right = max(WIDTH, max(tile.x for tile in tiles) + TILE_WIDTH + MARGIN, int(max(reached, default=0)) + MARGIN)
    mouth = (int(course[-1][0]) + 22, height - 8) if course else (0, 0)
    return Map(tiles, [_path([line]) for line in lines], _path(_bends(course)), mouth, left, right - left, height)


def _given(places: list[tuple[int, str, str]]) -> Cells | None:
    cells = {key: (_integer(row), _integer(column)) for key, row, column in places}
    boxes = sorted(cell for cell in cells.values() if None not in cell)
    is_free = all(a[0] != b[0] or b[1] - a[1] > 1 for a, b in pairwise(boxes))
    return cells if len(boxes) == len(places) and is_free else None


def _integer(text: str) -> int | None:
    number = whole(text)
    return number if number is not None and number <= 60 else None


Curve = tuple[Point, Point, Point, Point]


def _course(tiles: list[Tile], height: int) -> list[Point]:
    """The points of the river: it enters in the direction of the first two rows and passes the middle of each row."""
    points = []
    for y, group in groupby(tiles, key=lambda tile: tile.y):
        row = list(group)
        points.append((sum(tile.centre[0] for tile in row) // len(row), y + TILE_HEIGHT // 2))
    (x, y), (below, _) = points[0], points[min(1, len(points) - 1)]
    return [(x + (x - below), y - ROW), *points, (points[-1][0] - 8, height + 6)]


def _bend(start: Point, end: Point) -> Curve:
    bend = (end[1] - start[1]) // 3
    return start, (start[0], start[1] + bend), (end[0], end[1] - bend), end


def _bends(course: list[Point]) -> list[Curve]:
    return [_bend(one, other) for one, other in pairwise(course)]


def _border(one: Tile, other: Tile, tiles: list[Tile], water: list[Point]) -> Curve:
    """A line between two centres; if it would pass behind a third tile, an arc around that tile, away from the river."""
    straight = (one.centre, one.centre, other.centre, other.centre)
    top, bottom = sorted((one.y, other.y))
    rest = [tile for tile in tiles if top <= tile.y <= bottom and tile is not one and tile is not other]
    hidden_by = [tile for tile in rest if any(tile.covers(point) for point in _sampled(*straight))]
    if not hidden_by:
        return straight
    found = []
    for side in (1, -1):
        edge = max(side * (tile.x + TILE_WIDTH * (side > 0)) for tile in hidden_by)
        for reach in REACHES:
            start, end = (((t.x + TILE_WIDTH * (side > 0)), t.centre[1]) for t in (one, other))
            curve = (start, (side * (edge + reach), start[1]), (side * (edge + reach), end[1]), end)
            points = _sampled(*curve)
            if not any(tile.covers(point) for tile in rest for point in points):
                wet = sum(any(abs(x - u) < WET and abs(y - v) < WET for u, v in water) for x, y in points)
                found.append((wet, reach, -side, curve))
                break
    return min(found)[-1] if found else straight


def _sampled(a: Point, b: Point, c: Point, d: Point) -> list[Point]:
    """Points along a cubic Bézier curve."""
    return [
        (p * a[0] + q * b[0] + r * c[0] + s * d[0], p * a[1] + q * b[1] + r * c[1] + s * d[1]) for p, q, r, s in WEIGHTS
    ]


def _path(curves: list[Curve]) -> str:
    """SVG path data of consecutive curves; straight ones as lines."""
    if not curves:
        return ""
    path = "M{:.0f} {:.0f}".format(*curves[0][0])
    for a, b, c, d in curves:
        if (a, d) == (b, c):
            path += "L{:.0f} {:.0f}".format(*d)
        else:
            path += "C" + " ".join(f"{x:.0f} {y:.0f}" for x, y in (b, c, d))
    return path
