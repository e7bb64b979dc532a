"""What became of each register that was joined, as a table, with what each lacks in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from commreg.dataset.join import JoinedRegister, UnreadableRegister
from commreg.listings.table import Column, Row, Table

NOT_INCLUDED = "not included"
_COLUMNS = (
    Column("source", "Register", shrinkable=True),
    Column("council", "Council", shrinkable=True),
    Column("organisation"),
    Column("as_of", "As at", kind="day"),
    Column("contracts", "Contracts", kind="number"),
    Column("files_with_errors", "Files with errors", kind="number", drop_priority=3),
    Column("withheld_entries", "Withheld contracts", kind="number", drop_priority=4),
    Column("withheld_fields", "Withheld fields", kind="number", drop_priority=5),
    Column("result", "Result"),
    Column("lacks", "What it lacks", kind="list", shrinkable=True, preferred_width=60),
    Column("reason"),
    Column("hint"),
)


def join_table(registers: Iterable[JoinedRegister | UnreadableRegister]) -> Table:
    """A row for each register, in the order in which they were named."""
    return Table("registers", _COLUMNS, tuple(map(_row, registers)), empty="No register was named.")


def reason(register: UnreadableRegister) -> str:
    """Why a register is not included."""
    hint = f" Hint: {register.error.hint}." if register.error.hint else ""
    return f"Not included: {register.source}: {register.error.message}.{hint}"


def _row(register: JoinedRegister | UnreadableRegister) -> Row:
    if isinstance(register, UnreadableRegister):
        error = register.error
        cells = {"source": register.source, "result": NOT_INCLUDED, "reason": error.message, "hint": error.hint}
        return Row(cells, "late")
    return Row(
        {
            "source": register.source,
            "council": register.partition.council.key,
            "organisation": register.organisation,
            "as_of": register.as_of,
            "contracts": register.contracts,
            **register.left_out,
            "result": register.partition.outcome,
            "lacks": tuple(_lacks(register)),
        }
    )


def _lacks(register: JoinedRegister) -> Iterator[str]:
    """What the register lacks for a comparison with others."""
    gaps = register.gaps
    if gaps.gss_code:
        yield "GSS code"
    if gaps.region:
        yield "region"
    for count, what in (
        (gaps.provider_number, "published number of the provider"),
        (gaps.cpv, "CPV code"),
        (gaps.annual_value, "value a year"),
        (gaps.end, "end date"),
        (gaps.extensions, "whether it can be extended"),
    ):
        if count:
            yield f"{what} ({count:,} of {register.contracts:,})"
