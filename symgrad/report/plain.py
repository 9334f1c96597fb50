"""The plain renderer: natural width, every digit, no colour. May import `report.layout`."""

from __future__ import annotations

from collections.abc import Sequence

from symgrad.errors import display_width, visible
from symgrad.report.layout import Block, Grid, Line, blocks
from symgrad.report.table import GradTable

GAP = 3
RIGHT_COLUMN = 48


def plain(report: GradTable, *, everything: bool = False, worst: int = 5) -> str:
    """Return a grad report as text without a line end at its end."""
    return lines(blocks(report, everything=everything, worst=worst))


def lines(parts: Sequence[Block]) -> str:
    """Return blocks as text."""
    column = right_column([part for part in parts if isinstance(part, Line)])
    return "\n".join(_grid(p) if isinstance(p, Grid) else _line(p, column) for p in parts)


def right_column(parts: Sequence[Line]) -> int:
    """Return the column at which what stands on the right of lines begins."""
    widths = (display_width(visible(line.text)) for line in parts if line.right)
    return max(RIGHT_COLUMN, max(widths, default=0) + 2)


def _line(line: Line, column: int) -> str:
    text = visible(line.text)
    if not line.right:
        return text
    return f"{text}{' ' * (column - display_width(text))}{visible(line.right)}"


def _grid(grid: Grid) -> str:
    table = [[visible(cell) for cell in row] for row in (grid.header, *grid.rows)]
    widths = [max(display_width(row[i]) for row in table) for i in range(len(grid.header))]
    # A number that follows a text stands a little closer to it.
    gaps = [0] + [
        GAP - (i > 1 and grid.right[i] and not grid.right[i - 1]) for i in range(1, len(widths))
    ]
    columns = list(zip(gaps, widths, grid.right, strict=True))
    return "\n".join(
        "".join(
            " " * gap + _cell(cell, width, right)
            for cell, (gap, width, right) in zip(row, columns, strict=True)
        ).rstrip()
        for row in table
    )


def _cell(text: str, width: int, right: bool) -> str:
    pad = " " * (width - display_width(text))
    return pad + text if right else text + pad
