"""commreg import"""

from __future__ import annotations

import sys
from dataclasses import replace
from functools import partial
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Annotated

import typer

from commreg.cli.errors import UsageError
from commreg.cli.option_values import require_choice
from commreg.cli.output import require_no_register_file, show_progress, terminal_width, warn, write, write_file
from commreg.cli.session import Session
from commreg.diagnostics.errors import RegisterError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from commreg.importing.result import ImportResult
    from commreg.importing.summary import OptionNames
    from commreg.register.config import Config
    from commreg.register.load import RegisterEntry

_OPTION_NAMES = ("--update", "--report", "--map", "--date-order", "--sheet", "--accept", "--options-used", "--skip")
ORDERS = {"day-first": "day first", "month-first": "month first"}

MapOption = Annotated[
    list[str] | None,
    typer.Option("--map", metavar="COLUMN=FIELD", help='Field of a column: "Their Column=term.end", or =nothing.'),
]
SkipOption = Annotated[
    list[str] | None, typer.Option("--skip", metavar="COLUMN", help="Leave a column out: it is not copied anywhere.")
]
AcceptOption = Annotated[
    bool, typer.Option("--accept", help="Use the columns named on the screen where several could be a field.")
]
InteractiveOption = Annotated[
    bool, typer.Option("--interactive", help="Show each column with its field on a terminal, and ask.")
]
MapFileOption = Annotated[
    Path | None,
    typer.Option("--map-file", metavar="FILE", help="A file of such mappings, as written by --write-map."),
]
WriteMapOption = Annotated[
    Path | None, typer.Option("--write-map", metavar="FILE", help="Save how the columns were read, for next time.")
]
DateOrderOption = Annotated[
    str, typer.Option("--date-order", metavar="ORDER", help="day-first or month-first, if the dates are ambiguous.")
]
UpdateOption = Annotated[
    bool, typer.Option("--update", help="Update existing files with what changed in the spreadsheet.")
]
OptionsUsedOption = Annotated[
    bool,
    typer.Option("--options-used", help="With --update: where the end moved by an extension, record it as used."),
]
ReportOption = Annotated[
    Path | None, typer.Option("--report", metavar="FILE", help="Report: .md has counts and doubts, .json every cell.")
]
RejectsOption = Annotated[
    Path, typer.Option("--not-imported", metavar="FILE", help="File for rows that could not be imported.")
]


def import_file(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The spreadsheet: .csv or .xlsx.")],
    mapping: MapOption = None,
    skip: SkipOption = None,
    accept: AcceptOption = False,
    interactive: InteractiveOption = False,
    map_file: MapFileOption = None,
    write_map: WriteMapOption = None,
    sheet: Annotated[str | None, typer.Option("--sheet", metavar="NAME", help="The sheet of a workbook.")] = None,
    date_order: DateOrderOption = "",
    update: UpdateOption = False,
    options_used: OptionsUsedOption = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be done, and write nothing.")] = False,
    report: ReportOption = None,
    not_imported: RejectsOption = Path("not-imported.csv"),
) -> None:
    """Import a spreadsheet: one contract file for each row.

    A report says what became of every cell.

    \b
    Examples:
      commreg import register.xlsx --dry-run --report report.md
      commreg import register.csv --map "Their Column=term.end"
    """
    from commreg.importing.summary import OptionNames, summary

    if date_order:
        require_choice("date order", date_order, ORDERS)
    not_imported = _free_name(file, not_imported)
    _require_other_file(file, {"--map-file": map_file, "--write-map": write_map, "--report": report,
                               "--not-imported": not_imported})  # fmt: skip
    options = OptionNames(*_OPTION_NAMES)
    session: Session = ctx.obj
    config = session.config()
    result = _read_with_columns(
        partial(_read, session, config, file, sheet=sheet, date_order=ORDERS.get(date_order)),
        _column_map(mapping or (), skip or (), map_file),
        interactive=interactive,
    )
    is_open = bool(result.open_contests or result.swapped_columns) and not accept
    if is_open and not dry_run:
        raise _undecided(result, options)
    texts = _new_texts(config, result, is_dry_run=dry_run)
    updates = _updates(session, result, options_used=options_used) if update else None
    if not dry_run:
        _write(config, texts)
        _write_rejects(result, not_imported)
    result = replace(result, is_written=not dry_run, is_updated=update)
    _write_reports(result, options, write_map, report)
    write("".join(f"{path.relative_to(config.root).as_posix()}\n" for path in texts), None)
    _print(summary(result, options))
    if updates:
        updates(dry_run)
    _print(_last_words(result, not_imported))
    if result.rejects or not result.parsed.drafts or is_open:
        raise typer.Exit(1)


def _last_words(result: ImportResult, not_imported: Path) -> Iterator[str]:
    if not result.is_written:
        yield "Nothing was written: this was a dry run."
    elif result.rejects:
        yield f"The rows that were not imported are in {not_imported}: correct them there, and import that file."


def _new_texts(config: Config, result: ImportResult, *, is_dry_run: bool) -> dict[Path, str]:
    """The text of each new contract file; empty in a dry run, which needs the names alone."""
    from commreg.cli.edit_session import schema_path
    from commreg.importing.new_files import new_file_texts

    if is_dry_run:
        ids = [match.contract.id for match in result.merge.matches if match.status == "new"]
        return {config.contracts / f"{contract_id}.yaml": "" for contract_id in ids}
    texts = new_file_texts(result, schema_path(config, config.contracts / "new.yaml"))
    return {config.contracts / f"{contract_id}.yaml": text for contract_id, text in texts.items()}


def _write_reports(result: ImportResult, options: OptionNames, write_map: Path | None, report: Path | None) -> None:
    from commreg.importing.column_map import column_map_text
    from commreg.importing.report import to_json, to_markdown

    if write_map:
        write_file(write_map, column_map_text(result.parsed.sheet))
    if report:
        write_file(report, to_json(result) if report.suffix == ".json" else to_markdown(result, options))


def _read_with_columns(
    read: Callable[[Mapping[str, str]], ImportResult], columns: Mapping[str, str], *, interactive: bool
) -> ImportResult:
    """The sheet read with these columns, and if asked for, again with the answers about each."""
    result = read(columns)
    if not interactive:
        return result
    from commreg.cli.ask_columns import ask_columns

    return read(ask_columns(result.parsed.sheet))


def _undecided(result: ImportResult, options: OptionNames) -> UsageError:
    """The error for an import that stops at a question, after the summary that says more."""
    from commreg.importing.summary import summary

    _print(summary(result, options))
    if not result.open_contests:
        columns = ", ".join(f"“{heading}”" for heading in result.swapped_columns)
        hint = "correct them in the spreadsheet, or read them as they are with --accept"
        return UsageError(f"the dates in {columns} may have their day and month swapped", hint=hint)
    fields = ", ".join(contest.field for contest in result.open_contests)
    hint = "say which with --map, or use the columns named above with --accept"
    return UsageError(f"several columns could be {fields}, and their cells differ", hint=hint)


def _updates(session: Session, result: ImportResult, *, options_used: bool) -> Callable[[bool], None] | None:
    """A function that writes the changed fields into their files, all worked out before anything is written.

    Lists that are not changed, and files that cannot be changed with certainty, are reported on stderr.
    """
    from commreg.cli.edit_session import FileEdit, open_edit_session
    from commreg.edit.contract_file import apply_edits
    from commreg.importing.match import to_edits
    from commreg.yamlio.edit import EditError

    edit_session = open_edit_session(session, None)
    written = []
    for match in result.merge.matches:
        if match.entry is None or not match.changes:
            continue
        if match.question and not (options_used and match.question.answers):
            continue
        file = edit_session.file(match.entry.contract.id)
        edits, unchanged_lists = to_edits(match, replace_lists=result.parsed.sheet.has_field_names)
        for name in unchanged_lists:
            warn(f"{file.name}: {name} was not changed, as it has more or fewer items in {result.file_name}; "
                 "change it by hand.")  # fmt: skip
        try:
            written.append(FileEdit(file, apply_edits(file.text, edits)))
        except EditError as error:
            warn(f"{file.name}: {error.message}\n  hint: {error.hint}")
    if not written:
        return None
    return lambda dry_run: edit_session.finish(written, (), dry_run=dry_run)


def _print(lines: Iterable[str]) -> None:
    """Print lines on stderr, wrapped on a terminal."""
    width = terminal_width(sys.stderr)
    for line in lines:
        indent = " " * (len(line) - len(line.lstrip()))
        parts = wrap(line, width, subsequent_indent=f"{indent}  ", break_on_hyphens=False) if width else [line]
        for part in parts:
            warn(part)


def _read(
    session: Session,
    config: Config,
    file: Path,
    mapping: Mapping[str, str],
    *,
    sheet: str | None,
    date_order: str | None,
) -> ImportResult:
    from commreg.importing.import_sheet import import_sheet
    from commreg.importing.sheet_grid import MAX_BYTES, too_large_error
    from commreg.register.discovery import discover_files

    try:
        if not file.is_file():
            raise UsageError(f"{file} is not a file" if file.exists() else f"there is no file {file}")
        if file.stat().st_size > MAX_BYTES:
            raise too_large_error(file)
        data = file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {(error.strerror or '').lower()}") from None
    if not data.strip():
        raise UsageError(f"{file} is empty")
    ids = {file.path.stem for file in discover_files(config, (), ())}
    return import_sheet(
        *(file, data, config, _entries(session, config)),
        ids_in_use=ids,
        mapping=mapping,
        sheet_name=sheet,
        date_order=date_order,
    )


def _entries(session: Session, config: Config) -> tuple[RegisterEntry, ...]:
    """The contracts of the register. Raises UsageError if some have errors."""
    try:
        register = session.load(config, session.as_of(config, None)[0])
    except RegisterError:
        return ()
    if register.errors:
        raise UsageError(
            "the register has errors, so rows cannot be compared with it", hint="correct them first: commreg validate"
        )
    return register.entries


def _column_map(options: Iterable[str], left_out: Iterable[str], map_file: Path | None) -> dict[str, str]:
    """The field of each column: those of the file, then those of the command line."""
    from commreg.importing.column_map import parse_column_map
    from commreg.importing.column_names import LEAVE_OUT, require_target

    fields: dict[str, str] = {}
    if map_file:
        try:
            fields = parse_column_map(map_file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            raise UsageError(f"{map_file} cannot be read as a column map", hint="--write-map makes one") from None
    for option in options:
        column, sign, field = option.rpartition("=")
        if not sign or not column.strip():
            raise UsageError(f"--map {option} has no = in it", hint='write it as "Their Column=term.end"')
        fields[column.strip()] = field.strip()
    fields |= {column.strip(): LEAVE_OUT for column in left_out}
    for field in fields.values():
        require_target(field)
    return fields


def _write(config: Config, texts: dict[Path, str]) -> None:
    """Write all files, or none if one of them exists already."""
    from commreg.register.file_writer import FileChange, write_files

    changes = [FileChange(path, path.name, None, text.encode("utf-8")) for path, text in texts.items()]
    with show_progress("Writing contracts") as progress:
        write_files(config.root, changes, progress)


def _write_rejects(result: ImportResult, not_imported: Path) -> None:
    from commreg.importing.rejects import rejects_csv

    if result.rejects:
        write_file(not_imported, rejects_csv(result))


def _require_other_file(file: Path, outputs: Mapping[str, Path | None]) -> None:
    """Raise UsageError if an output, by its option, would replace the spreadsheet or another output."""
    options = {file.resolve(): "the file that is imported"}
    for option, path in outputs.items():
        if path is None:
            continue
        if option != "--map-file":
            require_no_register_file(path.resolve())
        if path.resolve() in options:
            raise UsageError(f"{option} {path} is {options[path.resolve()]}", hint="give another name")
        options[path.resolve()] = f"also the file of {option}"


def _free_name(file: Path, rejects: Path) -> Path:
    """The file for rows that are not imported; with a number if there is one already, as rows are corrected in it."""
    candidate, number = rejects, 2
    while candidate.resolve() == file.resolve() or candidate.exists():
        candidate, number = rejects.with_stem(f"{rejects.stem}-{number}"), number + 1
    return candidate
