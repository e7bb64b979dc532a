"""Old names of commands, options and words, each with the name that replaced it. An old name is an error (exit 2).

An entry is used only where the old name no longer exists, so it may be added before the rename itself.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from commreg.cli.errors import UsageError

COMMANDS: Mapping[str, str] = {"check-in": "confirm"}
# By command, the options of that command.
OPTIONS: Mapping[str, Mapping[str, str]] = {"set": {"--take-out": "--remove"}}
# By what is chosen, as `require_choice` names it.
CHOICES: Mapping[str, Mapping[str, str]] = {
    "export format": {"lgtc": "transparency-code"},
    "stage": {"need": "needs-assessment", "market-test": "market-engagement"},
}


def require_current_command(name: str, commands: Collection[str]) -> None:
    """Raise UsageError if `name` is the old name of a command."""
    if name not in commands and name in COMMANDS:
        raise _renamed(name, COMMANDS[name], f"commreg {COMMANDS[name]}")


def require_current_options(command: str, arguments: Sequence[str], options: Collection[str]) -> None:
    """Raise UsageError if the arguments of a command hold the old name of one of its options."""
    renamed = OPTIONS.get(command, {})
    for argument in arguments:
        if argument == "--":
            return
        name = argument.partition("=")[0]
        if name in renamed and name not in options:
            raise _renamed(name, renamed[name], f"commreg {command} {renamed[name]}")


def require_current_choice(kind: str, word: str) -> None:
    """Raise UsageError if `word` is the old name of a choice of this kind."""
    if new := CHOICES.get(kind, {}).get(word):
        raise _renamed(word, new, f"write {new}")


def _renamed(old: str, new: str, hint: str) -> UsageError:
    return UsageError(f"{old} is now called {new}", hint=hint)
