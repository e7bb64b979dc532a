"""The commands by name, in the groups of the help. A command's module is imported when the command is looked up.

Importing all of them takes half of the time until a command starts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from commreg.cli.old_names import require_current_command, require_current_options
from commreg.cli.plain_values import use_plain_values

# By heading: name → module of commreg.cli.commands, and function in it.
GROUPS: Mapping[str, Mapping[str, str]] = {
    "Look": {
        "expiring": "expiring.expiring",
        "recommissioning": "recommissioning.recommissioning",
        "timeline": "timeline.timeline",
        "deadlines": "deadlines.deadlines",
        "digest": "digest.digest",
        "monitoring": "monitoring.monitoring",
        "todo": "todo.todo",
        "summary": "summary.summary",
        "list": "list_.list_contracts",
        "show": "show.show",
        "diff": "diff.diff",
        "history": "history.history",
    },
    "Publish": {
        "render": "render.render",
        "site": "site.site",
        "export": "export.export",
        "join": "join.join",
        "query": "query.query",
    },
    "Change": {
        "new": "new.new",
        "set": "set_.set_field",
        "edit": "edit.edit",
        "extend": "extend.extend",
        "decline": "decline.decline",
        "terminate": "terminate.terminate",
        "close": "close.close",
        "renew": "renew.renew",
        "stage": "stage.stage",
        "confirm": "confirm.confirm",
        "rename-provider": "rename_provider.rename_provider",
        "import": "import_.import_file",
        "fmt": "fmt.fmt",
    },
    "Check and set up": {
        "validate": "validate.validate",
        "explain": "explain.explain",
        "init": "init.init",
        "schema": "schema.schema",
        "config": "config.config",
    },
}
_FUNCTIONS = {name: function for group in GROUPS.values() for name, function in group.items()}


class _Command(TyperCommand):
    """A command that names the new name of a renamed option."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        options = {name for parameter in self.get_params(ctx) for name in parameter.opts}
        require_current_options(self.name or "", args, options)
        use_plain_values(self.get_params(ctx))
        return super().parse_args(ctx, args)


@cache
def _command(name: str) -> Any:
    module, function = _FUNCTIONS[name].split(".")
    app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    app.command(name, cls=_Command)(getattr(import_module(f"commreg.cli.commands.{module}"), function))
    return typer.main.get_command(app)


class _Commands(Mapping[str, Any]):
    """Typer's commands by name, each made when it is looked up."""

    def __getitem__(self, name: str) -> Any:
        return _command(name)

    def __iter__(self) -> Iterator[str]:
        return iter(_FUNCTIONS)

    def __len__(self) -> int:
        return len(_FUNCTIONS)


class Commands(TyperGroup):
    """The program's group of commands: `typer.Typer(cls=Commands)`."""

    def __init__(self, **arguments: Any) -> None:
        super().__init__(**{**arguments, "commands": _Commands()})

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Typer's own, without pydantic."""
        use_plain_values(self.get_params(ctx))
        return super().parse_args(ctx, args)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Typer's own, after naming the new name of a renamed command."""
        require_current_command(args[0], _FUNCTIONS)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002 - Typer's signature
        """List the commands under the headings of their groups, with the first sentence of each help, uncut."""
        width = max(map(len, _FUNCTIONS))
        for heading, names in GROUPS.items():
            with formatter.section(heading):
                formatter.write_dl(
                    [(f"{name:<{width}}", _command(name).get_short_help_str(limit=1000)) for name in names]
                )
