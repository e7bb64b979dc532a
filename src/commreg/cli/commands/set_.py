"""commreg set"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from commreg.cli import options
from commreg.cli.edit_session import DryRun, Written, describe_effects, open_edit_session
from commreg.cli.errors import UsageError
from commreg.cli.options import AsOf

if TYPE_CHECKING:
    from commreg.diagnostics.field_path import FieldPath


def set_field(
    ctx: typer.Context,
    contract_id: Annotated[
        str, typer.Argument(metavar="ID", help="The contract's id.", autocompletion=options.complete_ids)
    ],
    field: Annotated[str, typer.Argument(metavar="FIELD", help="The field: term.end, or term.extensions[1].state.")],
    value: Annotated[
        str | None, typer.Argument(metavar="VALUE", help="What it is to say; a list in brackets: [a, b].")
    ] = None,
    remove: Annotated[bool, typer.Option("--remove", help="Remove the field.")] = False,
    as_of: AsOf = None,
    dry_run: DryRun = False,
) -> None:
    """Write one field of a contract, and touch nothing else in its file.

    A value that begins with a minus sign goes after --.

    \b
    Examples:
      commreg set youth-justice-2019 monitoring.owner "Head of Early Help"
      commreg set youth-justice-2019 "term.extensions[1].notice_months" 6 --dry-run
      commreg set youth-justice-2019 tags "[youth-justice, statutory]"
    """
    from commreg.diagnostics.field_path import value_at
    from commreg.edit.contract_file import apply_edits
    from commreg.model.field_path import parse_path

    if (value is None) != remove:
        raise UsageError(f"say what {field} is to be" if value is None else "give a value or --remove, not both")
    route = parse_path(field)
    work = open_edit_session(ctx.obj, as_of)
    file = work.file(contract_id)
    values = _values(file.text)
    now = None if value is None else _parsed(field, route, value)
    if value is not None:
        _check(field, route, now, values)
    elif value_at(values, route) is None and values is not None:
        raise UsageError(f"{field} is not recorded, so there is nothing to take out")
    written = Written(file, apply_edits(file.text, [(route, now)]))
    said = [_said(field, value_at(values, route), now)]
    work.finish([written], [*said, *describe_effects(work, [written], contract_id)], dry_run=dry_run)


def _values(text: str) -> Any:
    """What the file says; nothing where it cannot be read, which the edit will say."""
    from commreg.yamlio import reader
    from commreg.yamlio.source import Source

    return reader.read(Source("", text.removeprefix("\ufeff"))).values


def _parsed(field: str, route: FieldPath, value: str) -> Any:
    """The value as the reader of files would give it."""
    from commreg.model.field_path import shape_at
    from commreg.yamlio import reader
    from commreg.yamlio.source import Source

    kind = shape_at(route)
    if kind == "value":
        return value.strip()
    tree = reader.read(Source("", value.strip()))
    wanted: tuple[type, str] = (tuple, "[a, b]") if kind == "list" else (dict, "{name: value}")
    if tree.problems or not isinstance(tree.values, wanted[0]):
        what = "a list" if kind == "list" else "a group of fields"
        raise UsageError(f"{field} is {what}, and “{value}” is not", hint=f"write it as {wanted[1]}")
    return tree.values


def _check(field: str, route: FieldPath, value: Any, values: Any) -> None:
    """The model's own word on the value, before the file is touched. Raises UsageError with what to write."""
    from commreg.model.contract import Contract
    from commreg.model.read import read
    from commreg.yamlio.edit import with_value

    try:
        wanted = with_value(values, route, value)
    except KeyError:
        raise UsageError(
            f"{field} is not the next item of its list", hint="items are added one after another"
        ) from None
    _, faults = read(Contract, wanted)
    for fault in faults:
        if fault.field_path[: len(route)] == route:
            raise UsageError(fault.message, hint=fault.hint)


def _said(field: str, was: Any, now: Any) -> str:
    if now is None:
        return f"{field} is taken out."
    old = f"was {_shown(was)}" if was is not None else "was not recorded"
    return f"{field} {old}; it is now {_shown(now)}."


def _shown(value: Any) -> str:
    from commreg.edit.contract_file import field_order
    from commreg.model.fields import truncate
    from commreg.yamlio.emitter import YamlEmitter

    return (
        f"“{truncate(' '.join(value.split()))}”"
        if isinstance(value, str)
        else truncate(YamlEmitter(field_order).inline(value))
    )
