"""Word what the commands that edit contract files did."""

from __future__ import annotations

from datetime import date

from commreg.model.contract import Contract
from commreg.planning.extensions import Option
from commreg.values.dates import long_date


def timing_notes(option: Option, decided_on: date) -> list[str]:
    """A note if the decision came after the end or after the last day for notice."""
    if decided_on > option.from_end:
        return [f"It was decided after the end that it extends, {long_date(option.from_end)}."]
    if decided_on > option.notice_by:
        default = " (default: the contract does not state it)" if option.notice_by_default else ""
        return [f"The last day for notice was {long_date(option.notice_by)}{default}."]
    return []


def renewal_summary(before: Contract, contract: Contract, start_source: str) -> list[str]:
    """What was done, line by line. `start_source` says where the start comes from, if it was not an option."""
    source = f", which {start_source}" if start_source else f" and takes over from {before.id}"
    return [
        f"Created the draft {contract.id}.",
        f"It starts on {long_date(contract.term.start)}{source}.",
        "Comments in the file show what to check.",
        "It is not counted as a contract until you remove draft: true.",
    ]
