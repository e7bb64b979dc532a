"""`todo`: what is still to be checked or recorded, by owner."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from commreg.diagnostics.finding import Finding
from commreg.listings.table import Column, Row, Table
from commreg.planning.contract_view import ContractView
from commreg.values.text import pluralize

# By code: the kind of work that its findings ask for.
KINDS = {
    "CR413": "check",
    "CR217": "answer",
    "CR218": "record",
    "CR219": "record",
    "CR220": "record",
    "CR221": "record",
    "CR225": "record",
    "CR205": "record",
    "CR251": "record",
    "CR401": "record",
    "CR402": "confirm",
}
NO_OWNER = "No owner recorded"
COLUMNS = (
    Column("owner", "Owner", shrinkable=True, preferred_width=24, min_width=14),
    Column("title", "Contract", shrinkable=True, preferred_width=28, min_width=16),
    Column("id"),
    Column("work", "To do"),
    Column("code", "Code", drop_priority=2),
    Column("what", "What", "prose", min_width=400),  # below the row if it does not fit
    Column("hint"),
    Column("path"),
    Column("line", kind="number"),
)


def table(views: Sequence[ContractView], paths: dict[str, str], findings: Iterable[Finding]) -> Table:
    """The findings that ask for work on these contracts, by owner. `paths` are the files of contracts by id."""
    by_path: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.is_active and finding.code in KINDS:
            by_path.setdefault(finding.path, []).append(finding)
    pairs = [(view, finding) for view in views for finding in by_path.get(paths[view.contract.id], ())]
    return Table(
        name="todo",
        columns=COLUMNS,
        rows=tuple(sorted((_row(*pair) for pair in pairs), key=_order)),
        empty="Nothing to check or to record.",
    )


def notes(table_of_work: Table) -> tuple[str, ...]:
    """How much there is to do, and where a code is explained."""
    if not table_of_work.rows:
        return ()
    contracts = len({row.cells["id"] for row in table_of_work.rows})
    return (f"{pluralize(len(table_of_work.rows), 'thing')} to do in {pluralize(contracts, 'contract')}.",)


def _row(view: ContractView, finding: Finding) -> Row:
    monitoring = view.contract.monitoring
    return Row(
        {
            "owner": (monitoring.owner if monitoring else None) or NO_OWNER,
            "title": view.contract.title,
            "id": view.contract.id,
            "work": KINDS[finding.code],
            "what": finding.message,
            "hint": finding.hint,
            "code": finding.code,
            "path": finding.path,
            "line": finding.location.line,
        }
    )


def _order(row: Row) -> tuple[object, ...]:
    owner = str(row.cells["owner"])
    return (owner == NO_OWNER, owner.casefold(), row.cells["title"], row.cells["path"], row.cells["line"])
