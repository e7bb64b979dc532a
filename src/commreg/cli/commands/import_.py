"""commreg import"""

from __future__ import annotations

import os
import re
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commreg.cli.errors import UsageError
from commreg.cli.option_values import require_choice
from commreg.cli.output import show_progress, terminal_width, warn, write, write_file
from commreg.cli.session import Session

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from commreg.importing.match import Match
    from commreg.importing.report import ImportResult
    from commreg.register.config import Config
    from commreg.register.load import RegisterEntry

# What a tool would act on if it stood in a comment: words of a spreadsheet are never instructions.
_HARMLESS = re.compile(r"(commreg|\$schema|yaml-language-server)([:=])", re.IGNORECASE)
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
    update: Annotated[
        bool, typer.Option("--update", help="Put what changed into the files there are, touching only those lines.")
    ] = False,
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
    from commreg.importing import report as account

    if date_order:
        require_choice("date order", date_order, ORDERS)
    session: Session = ctx.obj
    config = session.config()
    done = _read(session, config, file, _mapping(mapping or (), map_file), sheet, ORDERS.get(date_order))
    texts = _texts(config, [match for match in done.merge.matches if match.status == "new"], file.name)
    updates = _updates(session, done) if update else None
    if not dry_run:
        _write(config, texts)
        if done.rejects:
            write_file(not_imported, account.rejects_csv(done))
        done = replace(done, written=True, updated=update)
    if write_map:
        write_file(write_map, _map_text(done))
    if report:
        write_file(report, account.to_json(done) if report.suffix == ".json" else account.to_markdown(done))
    write("".join(f"{path.relative_to(config.root).as_posix()}\n" for path in texts), None)
    _say(account.summary(done))
    if updates:
        updates(dry_run)
    if done.rejects and not dry_run:
        _say([f"{not_imported} has the rows that were not imported: mend them there, and import that file."])
    if dry_run:
        _say(["Nothing was written: this was a dry run."])
    if done.rejects or not done.parsed.drafts:
        raise typer.Exit(1)


def _updates(session: Session, done: ImportResult) -> Callable[[bool], None] | None:
    """What puts the changed fields into their files, all of it worked out before anything is written.

    Told on stderr: lists that are left alone, and files that cannot be changed without doubt, with what to write.
    """
    from commreg.cli.edit_session import Written, open_edit_session
    from commreg.edit.contract_file import apply_edits
    from commreg.importing.match import to_edits
    from commreg.yamlio.edit import EditError

    work = open_edit_session(session, None)
    own = done.parsed.sheet.has_field_names
    files = []
    for match in done.merge.matches:
        if match.entry is None or not match.changes:
            continue
        file = work.file(match.entry.contract.id)
        wanted, left = to_edits(match, whole=own)
        for name in left:
            warn(f"{file.shown}: {name} has more or fewer items in {done.file_name}, so it is left; change it by hand.")
        try:
            files.append(Written(file, apply_edits(file.text, wanted)))
        except EditError as error:
            warn(f"{file.shown}: {error.message}\n  hint: {error.hint}")
    if not files:
        return None
    return lambda dry_run: work.finish(files, (), dry_run=dry_run)


def _say(lines: Iterable[str]) -> None:
    """Lines on stderr: wrapped on a terminal, whole in a file."""
    from textwrap import wrap

    width = terminal_width(sys.stderr)
    for line in lines:
        margin = " " * (len(line) - len(line.lstrip()))
        parts = wrap(line, width, subsequent_indent=f"{margin}  ", break_on_hyphens=False) if width else [line]
        for part in parts:
            warn(part)


def _read(
    session: Session, config: Config, file: Path, mapping: Mapping[str, str], sheet: str | None, order: str | None
) -> ImportResult:
    from commreg.importing import headers, read_sheet, rows, sheet_grid
    from commreg.importing import match as merging
    from commreg.importing import report as account

    try:
        if not file.is_file():
            raise UsageError(f"{file} is not a file" if file.exists() else f"there is no file {file}")
        if file.stat().st_size > sheet_grid.MAX_BYTES:
            raise sheet_grid.too_large_error(file)
        data = file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {(error.strerror or '').lower()}") from None
    if not data.strip():
        raise UsageError(f"{file} is empty")
    cells = read_sheet.read(file, data, sheet)
    found = headers.find_table(cells, mapping)
    entries, taken = _known(session, config)
    made = rows.import_rows(found, config.settings, taken, order=order)
    own = (
        frozenset(column.heading for column in found.columns if column.field) if found.has_field_names else frozenset()
    )
    merge = merging.merge(made.drafts, entries, own)
    return account.ImportResult(
        file.name, cells, made, merge, written=False, settings_file=config.file or "commreg.toml"
    )


def _known(session: Session, config: Config) -> tuple[tuple[RegisterEntry, ...], set[str]]:
    """The contracts that are there, and every file name that is taken. Raises UsageError where some have errors."""
    from commreg.diagnostics.errors import RegisterError

    taken = {path.stem for path in config.contracts.rglob("*.yaml")}
    try:
        known = session.load(config, session.as_of(config, None)[0])
    except RegisterError:
        return (), taken
    if known.errors:
        raise UsageError(
            "the register has errors, so rows cannot be compared with it", hint="mend them first: commreg validate"
        )
    return known.entries, taken


def _mapping(given: list[str] | tuple[str, ...], map_file: Path | None) -> dict[str, str]:
    """Columns to fields: those of the file, then those of the command line."""
    import tomllib

    from commreg.importing.column_names import mappable_fields

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
        require_choice("field", name, mappable_fields())
    return found


def _texts(config: Config, new: list[Match], source: str) -> dict[Path, str]:
    """The file of every new contract, by its path."""
    from commreg.edit.contract_file import compose

    schema = config.root / "contract.schema.json"
    named = os.path.relpath(schema, config.contracts).replace(os.sep, "/") if schema.exists() else None
    texts = {}
    for match in new:
        path = config.contracts / f"{match.contract.id}.yaml"
        head = _HARMLESS.sub(r"\1 \2", f"From row {match.draft.row} of {source}.")
        texts[path] = compose(match.contract, {(): head, **_comments(match)}, named)
    return texts


def _comments(match: Match) -> dict[tuple[str | int, ...], str]:
    """What is to be looked at, above the field it concerns."""
    from commreg.importing.rows import GUESSED, REFUSED
    from commreg.model.fields import truncate

    said: dict[tuple[str | int, ...], str] = {}
    for one in match.draft.outcomes:
        if one.status in (GUESSED, REFUSED):
            *group, last = (
                one.destination.split(".", 1) if one.destination.startswith("local.") else one.destination.split(".")
            )
            cell = f"“{truncate(' '.join(one.text.split()))}”"
            field, is_refused, reason = one.reason.partition(": it ")
            if one.status == GUESSED:
                text = f"To check: {one.column} says {cell} ({one.reason})."
            elif is_refused:
                text = f"Not read as {field}: {cell} {reason}."
            else:
                text = f"Not read: {cell}; {one.reason}."
            said[(*group, last)] = _HARMLESS.sub(r"\1 \2", text)
    return said


def _write(config: Config, texts: dict[Path, str]) -> None:
    """Put all files in place, or none where one of them is there already."""
    there = next((path for path in texts if path.exists()), None)
    if there:
        raise UsageError(f"{there.name} is there already, and nothing is ever overwritten")
    try:
        config.contracts.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{config.contracts} cannot be made: {(error.strerror or '').lower()}") from None
    with show_progress("Writing contracts") as step:
        for count, (path, text) in enumerate(texts.items()):
            if step:
                step(count, len(texts))
            write_file(path, text)


def _map_text(done: ImportResult) -> str:
    from commreg.importing.report import toml_text

    lines = ["# How the columns were read: commreg import FILE --map-file reads this.", "[columns]"]
    lines += [
        f"{toml_text(column.heading)} = {toml_text(column.field or 'nothing')}" for column in done.parsed.sheet.columns
    ]
    return "\n".join(lines) + "\n"
