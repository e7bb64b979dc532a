"""Errors of the command line, and what it adds to errors from the layers below.

No module below cli/ knows the options or the commands, so their names are added here.
"""

from __future__ import annotations

from collections.abc import Sequence

from commreg.diagnostics.errors import CommregError, InputError

# What the command line suggests for a problem, after the hint that the error carries.
_SUGGESTIONS = {
    "no-folder": "name another with -C",
    "no-register": "name one with -C, or start one: commreg init",
    "no-base-commit": "for example commreg diff HEAD~1",
    "no-such-contract": "commreg list --format csv shows all ids",
    "not-in-git": "or compare two folders: commreg diff last-year/ this-year/",
    "withheld-filter": "or add --audience internal",
}


class UsageError(CommregError):
    """The options do not fit together, or some of them cannot be read; `further_errors` are the rest of one call."""

    def __init__(self, message: str, hint: str | None = None, *, further_errors: Sequence[CommregError] = ()) -> None:
        super().__init__(message, hint)
        self.further_errors = tuple(further_errors)


def raise_together(errors: Sequence[CommregError]) -> None:
    """Raise the errors as one, if there are any."""
    if errors:
        raise UsageError(errors[0].message, errors[0].hint, further_errors=errors[1:])


def describe_error(error: CommregError) -> tuple[str, str]:
    """The message of an error with the option it is about, and the hint with the command that helps ("" if none)."""
    parameter = error.parameter if isinstance(error, InputError) else ""
    message = f"--{parameter}: {error.message}" if parameter else error.message
    return message, ", ".join(part for part in (error.hint, _SUGGESTIONS.get(error.problem)) if part)
