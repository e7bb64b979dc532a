"""Tables for a terminal or a pipe.

A terminal gets rows that fit: long cells are shortened first, then columns go by importance, and the reader is told
which. A row is never wrapped into a second line, prose apart. A pipe gets the same rows whole, however wide.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from rich.cells import cell_len, set_cell_size

from commreg.listings.formats.cells import words
from commreg.listings.table import Column, Listing, Row, Table
from commreg.values.dates import long_date
from commreg.values.text import escape_invisible

COLUMN_GAP = "  "
LEAST_PROSE = 18
INDENT = 4  # how far prose is set in that stands below its row
Segment = tuple[str, str]  # text, and the name of a style
Line = list[Segment]
# Words that begin a title and tell nothing: they go first where titles must be shortened.
_LEAD_IN = re.compile(r"(?:The )?Provision of (?:the Services of )?(?:an? |the )?(?=\w)")
_RIGHT = frozenset(("pounds", "number"))


def render(listing: Listing) -> str:
    """The whole listing as plain text, uncut."""
    return "".join(f"{plain(line)}\n" for line in lines(listing, None))


def plain(line: Line) -> str:
    """A line without its styles."""
    return "".join(text for text, _ in line).rstrip()


def lines(listing: Listing, width: int | None) -> Iterator[Line]:
    """The lines of a listing, fitted to `width` columns, or uncut where that is None."""
    for line in _lines(listing, width):
        whole = width is None or any(style == "quiet" for _, style in line)  # the day it is as of is never cut
        yield line if whole or width is None else _cut(line, width)


def _cut(line: Line, width: int) -> Line:
    """A line that fits whatever the window: for one so narrow that nothing could give way enough."""
    cut: Line = []
    for text, style in line:
        room = width - sum(cell_len(part) for part, _ in cut)
        cut.append((_short(text, room) if cell_len(text.rstrip()) > room else text, style))
    return cut


def _lines(listing: Listing, width: int | None) -> Iterator[Line]:
    yield from _heading(listing, width)
    dropped: list[str] = []
    for table in listing.for_people:
        yield []
        if table.title:
            yield [(table.title, "title")]
        yield from _table(table, width, dropped)
    notes = list(listing.notes)
    if dropped:
        notes.append(f"Left out for want of width: {', '.join(dict.fromkeys(dropped))}.")
    if notes:
        yield []
    for note in notes:
        for part in _wrapped(escape_invisible(note), width):
            yield [(part, "note")]


def _heading(listing: Listing, width: int | None) -> Iterator[Line]:
    pinned = f" (pinned in {listing.pinned_in})" if listing.pinned_in else ""
    left, right = escape_invisible(listing.heading), f"as of {long_date(listing.as_of)}{pinned}"
    space = (width or 100) - cell_len(left) - cell_len(right)
    if space >= 2:
        yield [(left, "title"), (" " * space, ""), (right, "quiet")]
    else:
        yield [(left, "title")]
        yield [(right, "quiet")]


def _table(table: Table, width: int | None, dropped: list[str]) -> Iterator[Line]:
    if not table.rows:
        yield [(table.empty, "note")]
        return
    columns = list(table.shown)
    texts = [
        [escape_invisible(" ".join(words(row.cells.get(c.key), c).split())) for c in columns] for row in table.rows
    ]
    natural = [
        max(cell_len(c.heading), *(cell_len(text[i]) for text in texts)) for i, c in enumerate(columns)
    ]  # fmt: skip
    kept, sizes = _fit(columns, natural, width, list(range(len(columns))))
    prose = next((i for i in kept if columns[i].kind == "prose"), None)
    below = None
    if prose is not None and sizes[kept.index(prose)] < min(natural[prose], max(LEAST_PROSE, columns[prose].min_width)):
        below = prose  # no room beside the rest: below it, set in
        kept, sizes = _fit(columns, natural, width, [i for i in range(len(columns)) if i != prose])
    dropped += [c.heading for i, c in enumerate(columns) if i not in (*kept, below)]
    if prose is None or table.columns[0].key != "field":
        yield [(_padded([columns[i].heading for i in kept], sizes, [columns[i] for i in kept]), "head")]
    for row, text in zip(table.rows, texts, strict=True):
        kept_text = [
            _without_lead_in(text[i]) if columns[i].shrinkable and size < natural[i] else text[i]
            for i, size in zip(kept, sizes, strict=True)
        ]
        yield from _row(row, kept_text, [columns[i] for i in kept], sizes, width)
        if below is not None:
            for part in _wrapped(text[below], width and width - INDENT):
                yield [(" " * INDENT + part, row.tone)]


def _fit(
    columns: Sequence[Column], natural: Sequence[int], width: int | None, kept: list[int]
) -> tuple[list[int], list[int]]:
    """Which columns of those given are kept, and how wide each is."""
    if width is None:
        return kept, [natural[i] for i in kept]

    def fits(short_to: Callable[[Column], int]) -> bool:
        return sum(_size(columns[i], natural[i], short_to) for i in kept) <= room()

    def room() -> int:
        return width - len(COLUMN_GAP) * (len(kept) - 1)

    for short_to, rank in ((lambda column: column.preferred_width, 3), (lambda column: column.min_width, 1)):
        while not fits(short_to) and max(columns[i].drop_priority for i in kept) >= rank:
            kept.remove(max(kept, key=lambda i: (columns[i].drop_priority, i)))
    least = {i: _size(columns[i], natural[i], lambda column: column.min_width) for i in kept}
    sizes = {i: natural[i] for i in kept}
    over = sum(sizes.values()) - room()
    while over > 0:
        givers = [i for i in kept if sizes[i] > least[i]]
        if not givers:
            break
        widest = max(givers, key=lambda i: (sizes[i], i))
        rest = max((sizes[i] for i in givers if i != widest), default=least[widest])
        step = min(over, sizes[widest] - least[widest], max(1, sizes[widest] - rest))
        sizes[widest] -= step
        over -= step
    return kept, [sizes[i] for i in kept]


def _size(column: Column, natural: int, short_to: Callable[[Column], int]) -> int:
    """The width of a column that may be shortened to what `short_to` says."""
    if not column.shrinkable and column.kind != "prose":
        return natural
    least = LEAST_PROSE if column.kind == "prose" else short_to(column)
    return min(natural, max(least, cell_len(column.heading)))


def _row(row: Row, texts: list[str], columns: list[Column], sizes: list[int], width: int | None) -> Iterator[Line]:
    prose = next((i for i, c in enumerate(columns) if c.kind == "prose"), None)
    if prose is None:
        yield [(_padded([_short(t, s) for t, s in zip(texts, sizes, strict=True)], sizes, columns), row.tone)]
        return
    before = _padded(texts[:prose], sizes[:prose], columns[:prose])
    indent = sum(sizes[:prose]) + len(COLUMN_GAP) * prose
    for number, part in enumerate(_wrapped(texts[prose], width and width - indent)):
        lead = before if not number else ""
        yield [(lead + " " * (indent - cell_len(lead)), row.tone), (part, row.tone)]


def _padded(texts: Sequence[str], sizes: Sequence[int], columns: Sequence[Column]) -> str:
    """Cells side by side, amounts and numbers to the right."""
    padded = []
    for text, size, column in zip(texts, sizes, columns, strict=True):
        space = " " * max(0, size - cell_len(text))
        padded.append(space + text if column.kind in _RIGHT else text + space)
    return COLUMN_GAP.join(padded).rstrip()


def _short(text: str, size: int) -> str:
    """A text cut to a size, ending in … where it was."""
    if cell_len(text) <= size:
        return text
    return set_cell_size(text, size - 1).rstrip() + "…" if size > 0 else ""


def _without_lead_in(text: str) -> str:
    found = _LEAD_IN.match(text)
    return text[found.end()].upper() + text[found.end() + 1 :] if found else text


def _wrapped(text: str, width: int | None) -> list[str]:
    """Words over as many lines as they need, counted in columns of the terminal."""
    if width is None or cell_len(text) <= width:
        return [text]
    found = [""]
    for word in text.split():
        longer = f"{found[-1]} {word}".lstrip()
        if cell_len(longer) <= width:
            found[-1] = longer
        else:
            found.append(word)
    return [line for line in found if line] or [""]
