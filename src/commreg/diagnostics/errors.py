"""Why a run could not happen at all (exit 2). Faults in the register itself are `Diagnostic`s, never exceptions.

CommregError
├── UsageError      what was asked for does not fit together
├── SettingsError   commreg.toml or pyproject.toml cannot be used (carries its CR9xx diagnostics)
├── RegisterError   no register, no contract files, no such contract
├── GitError        git is not there, or has no such commit
└── TemplateError   a template is missing or broken (CR9xx)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from commreg.diagnostics.finding import Finding


class CommregError(Exception):
    """One plain sentence for the reader, and where it helps a hint that says what to do."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(CommregError):
    """The options given do not fit together, or one of them cannot be read."""


class SettingsError(CommregError):
    """The settings cannot be used; `findings` say where and why, all faults at once."""

    def __init__(self, message: str, findings: Sequence[Finding] = (), hint: str | None = None) -> None:
        super().__init__(message, hint)
        self.findings = tuple(findings)


class RegisterError(CommregError):
    """There is no register here, or it has no such contract."""


class GitError(CommregError):
    """git is missing, the register is in no repository, or there is no such commit."""


class TemplateError(CommregError):
    """A template cannot be found, read or filled in."""
