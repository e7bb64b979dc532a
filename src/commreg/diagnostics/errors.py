"""Errors that stop a command (exit 2). Faults in the register itself are `Finding`s, never exceptions.

CommregError
├── InputError      an argument or option cannot be used
├── SettingsError   commreg.toml or pyproject.toml cannot be used (carries its CR9xx findings)
├── RegisterError   there is no register, no contract file, or no such contract
├── GitError        git is missing, or has no such commit
└── TemplateError   a template is missing or broken (CR9xx)

No message names an option or a command: the command line adds them, by `parameter` and `problem`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from commreg.diagnostics.finding import Finding


class CommregError(Exception):
    """One plain sentence for the reader, and where it helps a hint that says what to do.

    `problem` is a short name of the problem, by which the command line knows which command to suggest.
    """

    def __init__(self, message: str, hint: str | None = None, *, problem: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.problem = problem


class InputError(CommregError):
    """An argument or option of a command cannot be used.

    `parameter` is the name of the option, if the message is about one; the command line writes it before the message.
    """

    def __init__(self, message: str, hint: str | None = None, *, parameter: str = "", problem: str = "") -> None:
        super().__init__(message, hint, problem=problem)
        self.parameter = parameter


class SettingsError(CommregError):
    """The settings cannot be used; `findings` say where and why, all faults at once."""

    def __init__(self, message: str, findings: Sequence[Finding] = (), hint: str | None = None) -> None:
        super().__init__(message, hint)
        self.findings = tuple(findings)


class RegisterError(CommregError):
    """There is no register, no contract file, or no such contract."""


class GitError(CommregError):
    """git is missing, the register is in no repository, or there is no such commit."""


class TemplateError(CommregError):
    """A template cannot be found, read or filled in."""
