"""The commands by name. A command's module is loaded when that command is asked for, or the help that lists all.

Half of the time until a command began went into importing every other one and reading its options.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from commreg.cli.renamed import require_current_command, require_current_options

# Name → module of commreg.cli.commands, and function in it; in the order of the help.
_PLACES = {
    "init": "init.init",
    "validate": "validate.validate",
    "list": "list_.list_contracts",
    "show": "show.show",
    "expiring": "expiring.expiring",
    "recommissioning": "recommissioning.recommissioning",
    "monitoring": "monitoring.monitoring",
    "deadlines": "deadlines.deadlines",
    "digest": "digest.digest",
    "summary": "summary.summary",
    "render": "render.render",
    "diff": "diff.diff",
    "history": "history.history",
    "import": "import_.import_file",
    "export": "export.export",
    "new": "new.new",
    "set": "set_.set_field",
    "extend": "extend.extend",
    "renew": "renew.renew",
    "stage": "stage.stage",
    "confirm": "confirm.confirm",
    "fmt": "fmt.fmt",
    "explain": "explain.explain",
    "schema": "schema.schema",
    "config": "config.config",
}


class _Command(TyperCommand):
    """A command that names the new name of a renamed option."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        options = {name for parameter in self.get_params(ctx) for name in parameter.opts}
        require_current_options(self.name or "", args, options)
        return super().parse_args(ctx, args)


@cache
def _command(name: str) -> Any:
    module, function = _PLACES[name].split(".")
    alone = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    alone.command(name, cls=_Command)(getattr(import_module(f"commreg.cli.commands.{module}"), function))
    return typer.main.get_command(alone)


class _Commands(Mapping[str, Any]):
    """Typer's commands, each made when it is looked up."""

    def __getitem__(self, name: str) -> Any:
        return _command(name)

    def __iter__(self) -> Iterator[str]:
        return iter(_PLACES)

    def __len__(self) -> int:
        return len(_PLACES)


class Commands(TyperGroup):
    """The program's group of commands: `typer.Typer(cls=Commands)`."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**{**given, "commands": _Commands()})

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Typer's own, after naming the new name of a renamed command."""
        require_current_command(args[0], _PLACES)
        return super().resolve_command(ctx, args)
