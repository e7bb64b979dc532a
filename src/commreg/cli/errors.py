"""Errors of the command line: what was asked for does not fit together, and what to add to errors from below.

No module below cli/ knows the options or the commands, so their names are added here.
"""

from __future__ import annotations

from commreg.diagnostics.errors import CommregError, InputError

# The option that gives a parameter of a module below cli/.
_OPTIONS = {
    "quarter": "--quarter",
    "uri": "--uri",
    "sheet": "--sheet",
}
# What the command line suggests for a problem, after the hint that the error carries.
_SUGGESTIONS = {
    "no-folder": "name another with -C",
    "no-register": "name one with -C, or start one: commreg init",
    "no-base-commit": "for example commreg diff HEAD~1",
    "not-in-git": "or compare two folders: commreg diff last-year/ this-year/",
    "withheld-filter": "or add --audience internal",
}


class UsageError(CommregError):
    """The options do not fit together, or one of them cannot be read."""


def describe_error(error: CommregError) -> tuple[str, str]:
    """The message of an error with the option it is about, and the hint with the command that helps ("" if none)."""
    option = _OPTIONS.get(error.parameter) if isinstance(error, InputError) else None
    message = f"{option}: {error.message}" if option else error.message
    return message, ", ".join(part for part in (error.hint, _SUGGESTIONS.get(error.problem)) if part)
