"""Reports on a terminal, in rich's ink, and the choice between ink, plain text and JSON.

Whatever is shown is handed over as `Text`, never as markup, and with its control characters
spelled out. May import `report`, `errors` and rich, late.
"""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from symgrad.errors import InputError, display_width, visible
from symgrad_cli.options import PAGES, Looks
from symgrad_cli.output import lettered, write, write_file

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

    from symgrad.report.layout import Block, Grid, Line

_WIDEST = 10_000
_STYLES = {"": "", "good": "bold green", "bad": "bold red", "doubt": "bold yellow", "quiet": "dim"}


def deliver(
    looks: Looks,
    blocks: Callable[[bool], Sequence[Block]],
    data: Callable[[], Mapping[str, Any]],
    pages: Mapping[str, Callable[[], str]] | None = None,
) -> None:
    """Show a result as the options want it.

    Args:
        looks: the options.
        blocks: makes the result's blocks; told whether every entry must be shown.
        data: makes the object for JSON.
        pages: make the formats that only this result has.

    Raises:
        InputError: the result does not have this format.
    """
    pages = pages or {}
    if looks.kind in PAGES and looks.kind not in pages:
        raise InputError(
            f"this command has no --format {looks.kind}",
            code="bad-option",
            help="choose table, plain or json; steps has markdown and latex",
        )
    if looks.quiet:
        return
    kind = looks.kind or ("table" if looks.output is None and is_inked(looks.color) else "plain")
    if kind in pages:
        text = pages[kind]()
    elif kind == "json":
        # ASCII in any case: a terminal must not obey what a string holds.
        text = json.dumps(data(), indent=2, allow_nan=False)
    elif kind == "table":
        text = inked(blocks(looks.all), looks.color, to_file=looks.output is not None)
    else:
        from symgrad.report.plain import lines

        text = lines(blocks(looks.all))
    if looks.output is None:
        write(sys.stdout, text)
    else:
        write_file(looks.output, text)


def is_inked(color: str = "auto") -> bool:
    """Tell whether stdout is a terminal, or should be taken for one."""
    forced = os.environ.get("FORCE_COLOR", "") not in ("", "0")
    if color == "auto" and forced and not os.environ.get("NO_COLOR"):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def is_coloured(color: str) -> bool:
    """Tell whether colours are wanted: the option, then NO_COLOR, then FORCE_COLOR decide."""
    if color != "auto":
        return color == "always"
    return not os.environ.get("NO_COLOR") and is_inked()


def inked(blocks: Sequence[Block], color: str, *, to_file: bool = False) -> str:
    """Return blocks as a terminal shows them."""
    from rich.console import Console

    from symgrad.report.layout import Grid

    out = io.StringIO()
    coloured = is_coloured(color) and (not to_file or color == "always")
    terminal = sys.stdout.isatty() and not to_file
    console = Console(
        file=out,
        force_terminal=coloured,
        color_system="standard" if coloured else None,
        no_color=not coloured,
        width=None if terminal else _WIDEST,
        legacy_windows=False,
    )
    column = _right_column(blocks)
    for block in blocks:
        if isinstance(block, Grid):
            table = _table(block)
            natural = console.options.update(max_width=_WIDEST)
            if block.spare and console.measure(table, options=natural).maximum > console.width:
                table = _table(block.narrowed())
            console.print(table)
        else:
            console.print(_line(block, column), soft_wrap=True)
    text = out.getvalue().removesuffix("\n")
    return "\n".join(line.rstrip() for line in text.split("\n"))


def _right_column(blocks: Sequence[Block]) -> int:
    from symgrad.report.layout import Line
    from symgrad.report.plain import right_column

    return right_column([block for block in blocks if isinstance(block, Line)])


def _line(line: Line, column: int) -> Text:
    from rich.text import Text

    shown = _text(line.text)
    if line.tone:
        first = len(shown.plain) if line.tone == "quiet" else len(shown.plain.split(" ")[0])
        shown.stylize(_STYLES[line.tone], 0, first)
    if line.right:
        shown.append(" " * (column - display_width(shown.plain)))
        shown.append(Text(_seen(line.right), style="cyan"))
    return shown


def _table(grid: Grid) -> Table:
    from rich.table import Table

    from symgrad.report.layout import TONES

    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0), header_style="bold")
    for header, right in zip(grid.header, grid.right, strict=True):
        table.add_column(_text(header), justify="right" if right else "left", overflow="fold")
    for row in grid.rows:
        cells = [_text(cell) for cell in row]
        cells[-1].stylize(_STYLES[TONES.get(row[-1], "")])
        table.add_row(*cells)
    return table


def _text(text: str) -> Text:
    from rich.text import Text

    return Text(_seen(text))


def _seen(text: str) -> str:
    return lettered(visible(text), getattr(sys.stdout, "encoding", None))
