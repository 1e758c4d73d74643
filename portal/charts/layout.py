"""Layout of a schematic map without given positions: from borders and the order from north to south."""

PER_ROW = 3
MIDDLE = 2  # column of a single tile
COLUMNS = {1: (2,), 2: (1, 3), 3: (0, 2, 4)}

Cells = dict[int, tuple[int, int]]


def cells_of(keys: list[int], borders: set[frozenset[int]]) -> Cells:
    """Return key → (row, column in half tiles from the left) for keys ordered from north to south.

    A place joins the row being filled if it has at least as many neighbours in the row above as in that row; rows hold up to
    three. Within a row, places are sorted under their neighbours in the row above.
    """
    near: dict[int, set[int]] = {key: set() for key in keys}
    for one, other in map(tuple, borders):
        near[one].add(other)
        near[other].add(one)
    rows: list[list[int]] = []
    for key in keys:
        above, current = (rows[-2] if len(rows) > 1 else []), (rows[-1] if rows else [])
        hangs, touches = len(near[key] & set(above)), len(near[key] & set(current))
        if current and len(current) < PER_ROW and hangs >= touches:
            current.append(key)
        else:
            rows.append([key])
    cells: Cells = {}
    for number, row in enumerate(rows):
        ordered = sorted(row, key=lambda key: _pull(near[key], cells, number - 1))
        cells |= {key: (number, column) for key, column in zip(ordered, COLUMNS[len(row)], strict=True)}
    return cells


def _pull(neighbours: set[int], cells: Cells, above: int) -> float:
    """Mean column of the neighbours in the row above."""
    columns = [cells[n][1] for n in neighbours if n in cells and cells[n][0] == above]
    return sum(columns) / len(columns) if columns else MIDDLE
