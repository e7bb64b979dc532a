"""commreg set"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commreg.cli.edit_session import DryRun, FileEdit, open_edit_session
from commreg.cli.errors import UsageError
from commreg.cli.option_values import parse_field_value
from commreg.cli.options import AsOf, ContractName
from commreg.diagnostics.field_path import value_at
from commreg.values.text import truncate

if TYPE_CHECKING:
    from commreg.diagnostics.field_path import FieldPath


def set_field(
    ctx: typer.Context,
    contract: ContractName,
    changes: Annotated[
        list[str],
        typer.Argument(
            metavar="FIELD=VALUE",
            help="A field and its new value; one alone may be written FIELD VALUE. A list in brackets: [a, b].",
        ),
    ],
    remove: Annotated[bool, typer.Option("--remove", help="Remove the fields that are named.")] = False,
    as_of: AsOf = None,
    dry_run: DryRun = False,
) -> None:
    """Change fields of a contract.

    Nothing else in its file changes.

    Write -- before a value that starts with a minus sign.

    \b
    Examples:
      commreg set youth-justice-2019 monitoring.owner "Head of Early Help"
      commreg set youth-justice-2019 "term.extensions[1].state=declined" tags="[youth-justice]"
      commreg set youth-justice-2019 monitoring.owner --remove --dry-run
    """
    from commreg.edit.contract_file import apply_edits
    from commreg.model.field_path import parse_path

    pairs = [(field, None) for field in changes] if remove else _pairs(changes)
    session = open_edit_session(ctx.obj, as_of)
    file = session.file(contract)
    contents = file.values
    edits, done = [], []
    for field, text in pairs:
        path = parse_path(field)
        before, after = value_at(contents, path), None
        if text is not None:
            after = parse_field_value(path, _parse_value(field, path, text), session.config.settings.service_areas)
            contents = _with_value(field, path, after, contents)
        elif before is None and contents is not None:
            raise UsageError(f"{field} is not recorded, so there is nothing to remove")
        edits.append((path, after))
        done.append(_describe(field, before, after))
    edit = FileEdit(file, apply_edits(file.text, edits))
    session.finish_change(edit, done, dry_run=dry_run)


def _pairs(changes: Sequence[str]) -> list[tuple[str, str | None]]:
    """The fields and their new values. Raises UsageError if one has no value."""
    if "=" not in changes[0]:
        if len(changes) == 1:
            raise UsageError(f"no value is given for {changes[0]}", hint="to remove the field: --remove")
        if len(changes) == 2:
            return [(changes[0], changes[1])]
        raise UsageError("several fields are written FIELD=VALUE", hint=f"for example {changes[0]}={changes[1]}")
    pairs = [change.partition("=") for change in changes]
    for field, sign, _ in pairs:
        if not sign:
            raise UsageError(f"no value is given for {field}", hint=f"write {field}=VALUE")
    fields = [field for field, _, _ in pairs]
    if repeated := next((field for field in fields if fields.count(field) > 1), None):
        raise UsageError(f"{repeated} is given twice")
    return [(field, value) for field, _, value in pairs]


def _parse_value(field: str, path: FieldPath, text: str) -> Any:
    """The value as the reader of files gives it. Raises UsageError if it does not fit the field."""
    from commreg.model.field_path import shape_at
    from commreg.model.typed_values import extension_months
    from commreg.yamlio import reader
    from commreg.yamlio.source import Source

    shape = shape_at(path)
    if shape == "value":
        return text.strip()
    if path == ("term", "extensions") and not text.strip().startswith("["):
        return tuple({"months": str(months)} for months in extension_months(text))
    tree = reader.read(Source("", text.strip()))
    expected, example, noun = (
        (tuple, "[a, b]", "a list") if shape == "list" else (dict, "{name: value}", "a group of fields")
    )
    if tree.problems or not isinstance(tree.values, expected):
        raise UsageError(f"{field} is {noun}, and “{text}” is not", hint=f"write it as {example}")
    return tree.values


def _with_value(field: str, path: FieldPath, value: Any, contents: Any) -> Any:
    """The contents with the value, checked by the model. Raises UsageError with what to write instead."""
    from commreg.model.contract import Contract
    from commreg.model.read import read
    from commreg.yamlio.edit import with_value

    try:
        edited = with_value(contents, path, value)
    except KeyError:
        raise UsageError(f"{field} is not the next item of its list", hint="add items one after another") from None
    _, violations = read(Contract, edited)
    for violation in violations:
        if violation.field_path[: len(path)] == path:
            raise UsageError(violation.message, hint=violation.hint)
    return edited


def _describe(field: str, before: Any, after: Any) -> str:
    """The edit in words, for a contract that has errors elsewhere and so cannot be compared."""
    if after is None:
        return f"{field} is removed."
    earlier = "not recorded" if before is None else _quote(before)
    return f"{field} is now {_quote(after)} (was {earlier})."


def _quote(value: Any) -> str:
    from commreg.edit.contract_file import field_order
    from commreg.yamlio.emitter import YamlEmitter

    if isinstance(value, str):
        return f"“{truncate(' '.join(value.split()))}”"
    return truncate(YamlEmitter(field_order).inline(value))
