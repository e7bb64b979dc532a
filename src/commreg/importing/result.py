"""The result of an import: what was read, and how it compares with the register."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from commreg.importing.choose_columns import Contest
from commreg.importing.match import Merge
from commreg.importing.outcomes import CellStatus
from commreg.importing.personal_columns import personal_columns
from commreg.importing.rows import Draft, ParsedSheet
from commreg.importing.sheet_grid import Grid


@dataclass(frozen=True, slots=True)
class ImportResult:
    """A sheet that was read: its file's name, its cells, the contracts made of it, and how they match the register.

    `is_written` says whether the new files were written, and `is_updated` whether existing files were changed.
    `settings_file` is the file that new service areas belong in.
    """

    file_name: str
    grid: Grid
    parsed: ParsedSheet
    merge: Merge
    is_written: bool
    settings_file: str = "commreg.toml"
    is_updated: bool = False

    @property
    def rejects(self) -> tuple[Draft, ...]:
        """The rows that made no contract."""
        return tuple(draft for draft in self.parsed.drafts if draft.contract is None)

    @property
    def open_contests(self) -> tuple[Contest, ...]:
        """The fields for which somebody has to say which column it is."""
        return tuple(contest for contest in self.parsed.sheet.contests if contest.is_open)

    @property
    def personal_columns(self) -> tuple[str, ...]:
        """The columns that look like names, e-mail addresses or telephone numbers of people."""
        sheet = self.parsed.sheet
        return personal_columns(sheet.columns, [cells for _, cells in sheet.rows])

    @property
    def swapped_columns(self) -> tuple[str, ...]:
        """The columns whose true dates may have day and month swapped."""
        return tuple(heading for heading, order in self.parsed.date_orders.items() if order.is_swapped)

    def cells(self) -> Iterator[tuple[int, str, str, str, str, str]]:
        """Every cell that holds anything: row, column, text, status, destination and reason."""
        for skipped in self.parsed.sheet.skipped_rows:
            for letter, cell in zip(self.grid.letters, skipped.cells, strict=True):
                if not cell.is_empty and not cell.is_merged:
                    status, reason = CellStatus.NOT_IMPORTED.value, skipped.reason.value
                    yield skipped.number, f"column {letter}", cell.text, status, "the report", reason
        for draft in self.parsed.drafts:
            for outcome in draft.outcomes:
                status = outcome.status.value
                yield outcome.row, outcome.column, outcome.text, status, outcome.destination, outcome.explanation


def format_recorded(value: object | None, if_missing: str) -> str:
    """A value of a contract for the report."""
    return if_missing if value is None else "none" if value == () else str(value)


def toml_text(text: str) -> str:
    """A text as a TOML string."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
