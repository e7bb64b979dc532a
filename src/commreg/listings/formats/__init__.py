"""The formats of a listing. A format never changes which rows there are.

Each module of this folder is one format: its name is the format's name, and its `FORMAT` the format. A new format is a
new module, and nothing else. A module is imported only when its format is used, so that start-up stays quick.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from commreg.values.format_folder import FormatFolder

if TYPE_CHECKING:
    from commreg.listings.table import Listing, Table

DEFAULT = "text"


@dataclass(frozen=True, slots=True)
class Format:
    """A format of listings.

    `for_people` formats show the visible columns of the tables for people; the others hold every data column, with
    values in place of words. `render` is given the tables it is to hold: one, unless `holds_several_tables`.
    `lines`, if there is one, makes styled lines that fit a terminal of a width.
    """

    name: str
    for_people: bool
    holds_several_tables: bool
    render: Callable[[Listing, Sequence[Table]], str]
    lines: Callable[[Listing, int | None], Iterable[Sequence[tuple[str, str]]]] | None = None

    def render_listing(self, listing: Listing) -> str:
        """The whole listing, ending with a line end."""
        return self.render(listing, self.tables(listing))

    def tables(self, listing: Listing) -> tuple[Table, ...]:
        """The tables of a listing that this format holds."""
        if self.for_people:
            return listing.visible_tables
        return listing.tables_for_programs if self.holds_several_tables else (listing.table_for_programs,)

    def omitted_tables(self, listing: Listing) -> tuple[Table, ...]:
        """The tables with rows that this format cannot hold: the program says so, so that nothing is quietly short."""
        if self.for_people or self.holds_several_tables or listing.single_table:
            return ()
        return tuple(table for table in listing.tables_for_programs[1:] if table.rows)


_FOLDER: FormatFolder[Format] = FormatFolder(__name__, DEFAULT)
format_names = _FOLDER.names
get_format = _FOLDER.get


def iter_formats() -> Iterator[Format]:
    """Every format."""
    return map(get_format, format_names())
