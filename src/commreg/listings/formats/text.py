"""Plain text tables for a terminal or a pipe.

On a terminal rows fit the window: long cells are shortened first, then columns are hidden by importance, and a note
names the hidden ones. A row is never wrapped into a second line, except prose. A pipe gets the same rows uncut.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from rich.cells import cell_len, set_cell_size

from commreg.listings.cells import format_cell
from commreg.listings.chart import Bar
from commreg.listings.formats import Format
from commreg.listings.table import Column, Listing, Row, Table
from commreg.values.dates import long_date
from commreg.values.text import escape_invisible
from commreg.wording.titles import without_lead_in

COLUMN_GAP = "  "
MIN_PROSE_WIDTH = 18
CHART_WIDTH = 60  # where there is no window that a chart could fill
INDENT = 4  # spaces before prose that is below its row
Segment = tuple[str, str]  # text, and the name of a style
Line = list[Segment]
_RIGHT_ALIGNED = frozenset(("pounds", "number"))


def render(listing: Listing, tables: Sequence[Table]) -> str:
    """The whole listing as plain text, uncut."""
    return "".join(f"{plain(line)}\n" for line in _lines(listing, tables, None))


def plain(line: Line) -> str:
    """A line without its styles."""
    return "".join(text for text, _ in line).rstrip()


def lines(listing: Listing, width: int | None) -> Iterator[Line]:
    """The lines of a listing, fitted to `width` columns, or uncut if that is None."""
    for line in _lines(listing, listing.visible_tables, width):
        is_uncut = width is None or any(style == "as-of" for _, style in line)  # the as-of day is never cut
        yield line if is_uncut or width is None else _cut(line, width)


def _cut(line: Line, width: int) -> Line:
    """The line cut to `width`: for a window so narrow that shortening and hiding columns was not enough."""
    segments: Line = []
    for text, style in line:
        room = width - sum(cell_len(segment) for segment, _ in segments)
        segments.append((_shorten(text, room) if cell_len(text.rstrip()) > room else text, style))
    return segments


def _lines(listing: Listing, tables: Sequence[Table], width: int | None) -> Iterator[Line]:
    yield from _heading(listing, width)
    hidden: list[str] = []
    for table in tables:
        yield []
        if table.title:
            yield [(table.title, "title")]
        yield from _table(table, width, hidden)
    notes = list(listing.notes)
    if hidden:
        notes.append(f"Hidden (window too narrow): {', '.join(dict.fromkeys(hidden))}.")
    if notes:
        yield []
    for note in notes:
        for words in _wrap(escape_invisible(note), width):
            yield [(words, "note")]


def _heading(listing: Listing, width: int | None) -> Iterator[Line]:
    pinned = f" (pinned in {listing.pinned_in})" if listing.pinned_in else ""
    left, right = escape_invisible(listing.heading), f"as of {long_date(listing.as_of)}{pinned}"
    space = (width or 100) - cell_len(left) - cell_len(right)
    if space >= 2:
        yield [(left, "title"), (" " * space, ""), (right, "as-of")]
    else:
        yield [(left, "title")]
        yield [(right, "as-of")]


def _table(table: Table, width: int | None, hidden: list[str]) -> Iterator[Line]:
    """The lines of a table; the headings of columns that do not fit are added to `hidden`."""
    if not table.rows:
        yield [(table.empty, "note")]
        return
    columns = list(table.visible_columns)
    texts = [
        [escape_invisible(" ".join(format_cell(row.cells.get(c.key), c).split())) for c in columns]
        for row in table.rows
    ]
    natural = [_natural_width(column, [text[i] for text in texts], width) for i, column in enumerate(columns)]
    indexes, widths = _fit(columns, natural, width, list(range(len(columns))))
    prose = next((i for i in indexes if columns[i].kind == "prose"), None)
    below = None
    if prose is not None and _is_cramped(columns[prose], natural[prose], widths[indexes.index(prose)]):
        below = prose  # it goes below its row, indented
        indexes, widths = _fit(columns, natural, width, [i for i in range(len(columns)) if i != prose])
    hidden += [c.full_heading for i, c in enumerate(columns) if i not in (*indexes, below)]
    visible = [columns[i] for i in indexes]
    if prose is None or table.columns[0].key != "field":
        headings = [_heading_lines(column, table.rows, size) for column, size in zip(visible, widths, strict=True)]
        for texts_of_line in zip(*headings, strict=True):
            if any(texts_of_line):
                yield [(_aligned(texts_of_line, widths, visible), "head")]
    alike = {
        i: _cut_apart({text[i] for text in texts}, size) if columns[i].shrinkable and columns[i].kind == "text" else {}
        for i, size in zip(indexes, widths, strict=True)
    }
    texts_by_row = iter(texts)
    for number, (heading, tone, rows) in enumerate(table.groups()):
        if heading:
            yield from [[]] if number else []
            yield [(escape_invisible(heading), tone or "title")]
        for row, text in zip(rows, texts_by_row, strict=False):
            row_texts = [
                alike[i].get(text[i]) or _cell_text(row, columns[i], text[i], size, is_cut=size < natural[i])
                for i, size in zip(indexes, widths, strict=True)
            ]
            yield from _row(row, row_texts, visible, widths)
            for words in _wrap(text[below], width and width - INDENT) if below is not None else ():
                yield [(" " * INDENT + words, "")]


def _natural_width(column: Column, texts: Iterable[str], width: int | None) -> int:
    """The width that a column has if there is room for all of it; a chart fills the window."""
    if column.kind == "chart":
        return width or CHART_WIDTH
    return max(*map(cell_len, _heading_lines(column)), *map(cell_len, texts))


def _is_cramped(column: Column, natural: int, width: int) -> bool:
    """Whether prose has too little room beside the other columns."""
    return width < min(natural, max(MIN_PROSE_WIDTH, column.min_width))


def _heading_lines(column: Column, rows: Sequence[Row] = (), width: int = 0) -> tuple[str, str]:
    """The two lines of a heading: the name of the column, or the years of a chart; and the unit of its amounts."""
    bar = rows[0].cells.get(column.key) if rows else None
    heading = bar.axis.heading(width) if isinstance(bar, Bar) else column.heading
    return heading, f"({column.unit})" if column.unit else ""


def _cell_text(row: Row, column: Column, text: str, width: int, *, is_cut: bool) -> str:
    """The text of a cell that will get `width` columns."""
    cell = row.cells.get(column.key)
    if isinstance(cell, Bar):
        return cell.draw(width)
    return without_lead_in(text) if column.shrinkable and is_cut else text


def _cut_apart(texts: Iterable[str], width: int) -> dict[str, str]:
    """The texts that would look the same at a width, each cut in the middle so that its end is seen too."""
    by_look: dict[str, list[str]] = defaultdict(list)
    for text in texts:
        by_look[_shorten(without_lead_in(text) if cell_len(text) > width else text, width)].append(text)
    return {
        text: _cut_middle(without_lead_in(text), width)
        for alike in by_look.values()
        if len(alike) > 1
        for text in alike
        if cell_len(text) > width
    }


def _cut_middle(text: str, width: int) -> str:
    """The text cut in the middle to a width: 'Early Years…Playgroup'."""
    if cell_len(text) <= width:
        return text
    end_width = (width - 1) // 2
    end = text
    while cell_len(end) > end_width:
        end = end[1:]
    return set_cell_size(text, width - 1 - end_width).rstrip() + "…" + end.lstrip()


def _fit(
    columns: Sequence[Column], natural: Sequence[int], width: int | None, indexes: list[int]
) -> tuple[list[int], list[int]]:
    """Which of the columns numbered in `indexes` fit into `width`, and how wide each is."""
    if width is None:
        return indexes, [natural[i] for i in indexes]

    def fits(shortened_width: Callable[[Column], int]) -> bool:
        return sum(_size(columns[i], natural[i], shortened_width) for i in indexes) <= room()

    def room() -> int:
        return width - len(COLUMN_GAP) * (len(indexes) - 1)

    for shortened_width, priority in ((lambda column: column.preferred_width, 3), (lambda column: column.min_width, 1)):
        while not fits(shortened_width) and max(columns[i].drop_priority for i in indexes) >= priority:
            indexes.remove(max(indexes, key=lambda i: (columns[i].drop_priority, i)))
    min_widths = {i: _size(columns[i], natural[i], lambda column: column.min_width) for i in indexes}
    widths = {i: natural[i] for i in indexes}
    excess = sum(widths.values()) - room()
    while excess > 0:
        reducible = [i for i in indexes if widths[i] > min_widths[i]]
        if not reducible:
            break
        widest = max(reducible, key=lambda i: (widths[i], i))
        second = max((widths[i] for i in reducible if i != widest), default=min_widths[widest])
        step = min(excess, widths[widest] - min_widths[widest], max(1, widths[widest] - second))
        widths[widest] -= step
        excess -= step
    return indexes, [widths[i] for i in indexes]


def _size(column: Column, natural: int, shortened_width: Callable[[Column], int]) -> int:
    """The width of a column once it is shortened as far as `shortened_width` allows."""
    if not column.shrinkable and column.kind != "prose":
        return natural
    shortened = MIN_PROSE_WIDTH if column.kind == "prose" else shortened_width(column)
    return min(natural, max(shortened, cell_len(column.heading)))


def _row(row: Row, texts: list[str], columns: list[Column], widths: list[int]) -> Iterator[Line]:
    """A row on one line, or on as many as its prose needs."""
    prose = next((i for i, column in enumerate(columns) if column.kind == "prose"), None)
    words = _wrap(texts[prose], widths[prose]) if prose is not None else [""]
    for number, line in enumerate(words):
        cells = texts if not number else [""] * len(texts)
        cells = [line if i == prose else _shorten(cell, widths[i]) for i, cell in enumerate(cells)]
        yield _segments(cells, widths, columns, row.tone)


def _segments(cells: list[str], widths: list[int], columns: list[Column], tone: str) -> Line:
    """Cells side by side; those of toned columns in the style of the tone."""
    line: Line = []
    for cell, width, column in zip(cells, widths, columns, strict=True):
        line += [(COLUMN_GAP, "")] if line else []
        line.append((_padded(cell, width, column), tone if column.toned else ""))
    return line


def _aligned(texts: Sequence[str], widths: Sequence[int], columns: Sequence[Column]) -> str:
    """Cells side by side; amounts and numbers are aligned to the right."""
    return COLUMN_GAP.join(map(_padded, texts, widths, columns)).rstrip()


def _padded(text: str, width: int, column: Column) -> str:
    space = " " * max(0, width - cell_len(text))
    return space + text if column.kind in _RIGHT_ALIGNED else text + space


def _shorten(text: str, width: int) -> str:
    """The text cut to a width; it ends in … if it was cut."""
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, width - 1).rstrip() + "…" if width > 0 else ""


def _wrap(text: str, width: int | None) -> list[str]:
    """Words over as many lines as they need; width is counted in columns of the terminal."""
    if width is None or cell_len(text) <= width:
        return [text]
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".lstrip()
        if cell_len(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return [line for line in lines if line] or [""]


FORMAT = Format("text", for_people=True, holds_several_tables=True, render=render, lines=lines)
