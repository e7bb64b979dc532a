"""commreg import"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commreg.cli.session import Session, choose, progress, warn, write, write_file
from commreg.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from commreg.config import Config
    from commreg.exchange.account import Import
    from commreg.exchange.merging import Match

ORDERS = {"day-first": "day first", "month-first": "month first"}


def import_file(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The spreadsheet: .csv or .xlsx.")],
    mapping: Annotated[
        list[str] | None,
        typer.Option(
            "--map", metavar="COLUMN=FIELD", help='What a column is: "Their Column=term.end"; =nothing for words.'
        ),
    ] = None,
    map_file: Annotated[
        Path | None,
        typer.Option("--map-file", metavar="FILE", help="A file of such mappings, as --write-map makes it."),
    ] = None,
    write_map: Annotated[
        Path | None, typer.Option("--write-map", metavar="FILE", help="Save how the columns were read, for next time.")
    ] = None,
    sheet: Annotated[str | None, typer.Option("--sheet", metavar="NAME", help="The sheet of a workbook.")] = None,
    date_order: Annotated[
        str, typer.Option("--date-order", metavar="ORDER", help="day-first or month-first, where no date shows which.")
    ] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and write nothing.")] = False,
    report: Annotated[
        Path | None, typer.Option("--report", metavar="FILE", help="Account for every cell: .md, or .json.")
    ] = None,
    not_imported: Annotated[
        Path, typer.Option("--not-imported", metavar="FILE", help="Where rows go that make no contract.")
    ] = Path("not-imported.csv"),
) -> None:
    """Bring in a register kept in a spreadsheet: one contract file a row, and an account of every cell.

    \b
    Examples:
      commreg import register.xlsx --dry-run --report account.md
      commreg import register.csv --map "Their Column=term.end"
    """
    from commreg.exchange import account

    if date_order:
        choose("date order", date_order, ORDERS)
    session: Session = ctx.obj
    config = session.config()
    done = _read(session, config, file, _mapping(mapping or (), map_file), sheet, ORDERS.get(date_order))
    new = [match for match in done.merge.matches if match.status == "new"]
    texts = _texts(config, new, file.name)
    if not dry_run:
        _write(config, texts)
        if done.left:
            write_file(not_imported, account.not_imported(done))
        done = account.Import(done.name, done.grid, done.incoming, done.merge, written=True)
    if write_map:
        write_file(write_map, _map_text(done))
    if report:
        write_file(report, account.as_json(done) if report.suffix == ".json" else account.markdown(done))
    for line in account.summary(done):
        warn(line)
    if done.left and not dry_run:
        warn(f"{not_imported} has the rows that were not imported: mend them there, and import that file.")
    write("".join(f"{path.relative_to(config.root).as_posix()}\n" for path in texts), None)
    if done.left:
        raise typer.Exit(1)


def _read(
    session: Session, config: Config, file: Path, mapping: Mapping[str, str], sheet: str | None, order: str | None
) -> Import:
    from commreg import register
    from commreg.errors import RegisterError
    from commreg.exchange import account, grid, headers, incoming, merging

    try:
        data = file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {(error.strerror or '').lower()}") from None
    if not data.strip():
        raise UsageError(f"{file} is empty")
    cells = grid.read(file, data, sheet)
    found = headers.find(cells, mapping)
    try:
        known = register.load(config, session.as_of(config, None)[0])
        entries, taken = known.entries, {path.stem for path in config.contracts.rglob("*.yaml")}
    except RegisterError:
        entries, taken = (), set()
    if entries and known.errors:
        raise UsageError(
            "the register has errors, so rows cannot be compared with it", hint="mend them: commreg validate"
        )
    made = incoming.make(found, config.settings, taken, order=order)
    return account.Import(file.name, cells, made, merging.merge(made.drafts, entries), written=False)


def _mapping(given: list[str] | tuple[str, ...], map_file: Path | None) -> dict[str, str]:
    """Columns to fields: those of the file, then those of the command line."""
    import tomllib

    from commreg.exchange.columns import fields

    found: dict[str, str] = {}
    if map_file:
        try:
            table = tomllib.loads(map_file.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
            raise UsageError(f"{map_file} cannot be read as a file of mappings", hint="--write-map makes one") from None
        found = {str(column): str(name) for column, name in table.get("columns", {}).items()}
    for text in given:
        column, sign, name = text.rpartition("=")
        if not sign or not column.strip():
            raise UsageError(f"--map {text} has no = in it", hint='write it as "Their Column=term.end"')
        found[column.strip()] = name.strip()
    for name in found.values():
        choose("field", name, fields())
    return found


def _texts(config: Config, new: list[Match], source: str) -> dict[Path, str]:
    """The file of every new contract, by its path."""
    from commreg.entryfile import compose

    texts = {}
    for match in new:
        path = config.contracts / f"{match.contract.id}.yaml"
        texts[path] = compose(match.contract, {(): f"From row {match.draft.row} of {source}.", **_comments(match)})
    return texts


def _comments(match: Match) -> dict[tuple[str | int, ...], str]:
    """What is to be looked at, above the field it concerns."""
    from commreg.exchange.incoming import GUESSED, REFUSED

    said: dict[tuple[str | int, ...], str] = {}
    for one in match.draft.accounts:
        if one.status in (GUESSED, REFUSED):
            *group, last = one.became.split(".", 1) if one.became.startswith("local.") else one.became.split(".")
            verb = "To check" if one.status == GUESSED else "Not read"
            said[(*group, last)] = f"{verb}: {one.column} says “{one.text.strip()}”; {one.reason}"
    return said


def _write(config: Config, texts: dict[Path, str]) -> None:
    config.contracts.mkdir(parents=True, exist_ok=True)
    with progress("Writing contracts") as step:
        for count, (path, text) in enumerate(texts.items()):
            if step:
                step(count, len(texts))
            if path.exists():
                raise UsageError(f"{path.name} is there already, and nothing is ever overwritten")
            write_file(path, text)


def _map_text(done: Import) -> str:
    import json

    lines = ["# How the columns were read: commreg import FILE --map-file reads this.", "[columns]"]
    lines += [
        f"{json.dumps(column.heading, ensure_ascii=False)} = {json.dumps(column.field or 'nothing')}"
        for column in done.incoming.sheet.columns
    ]
    return "\n".join(lines) + "\n"
