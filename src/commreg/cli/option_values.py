"""Values of options and arguments: checked against a list, or read as a date or a duration."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING

from commreg.cli.errors import UsageError
from commreg.cli.old_names import require_current_choice
from commreg.model.vocabularies import suggest_choice
from commreg.values.dates import parse_day

if TYPE_CHECKING:
    from commreg.values.durations import Duration


def require_choice(kind: str, word: str, choices: Collection[str]) -> str:
    """Return the word if it is one of the choices. Raises UsageError otherwise, with the nearest choice.

    `kind` says what is chosen, as the message names it: there is no format “pdf”.
    """
    if word in choices:
        return word
    require_current_choice(kind, word)
    raise UsageError(f"there is no {kind} “{word}”", hint=suggest_choice(word, choices))


def parse_date_option(option: str, text: str, example: str = "2021-12-16") -> date:
    """The date that an option gives. Raises UsageError for any other text."""
    try:
        return parse_day(text.strip())
    except ValueError as reason:
        raise UsageError(f"{option} {text} {reason}", hint=f"write it as {example}") from None


def parse_duration_option(option: str, text: str) -> Duration:
    """The duration that an option gives, such as 24m. Raises UsageError for any other text."""
    from commreg.values.durations import parse_duration

    try:
        return parse_duration(text)
    except ValueError as reason:
        raise UsageError(f"{option}: {reason}") from None


def add_duration(option: str, duration: Duration, as_of: date) -> date:
    """The last day that a listing looks ahead to. Raises UsageError if it is past the end of the calendar."""
    try:
        return duration.after(as_of)
    except OverflowError:
        raise UsageError(f"{option} {duration} reaches past the end of the calendar") from None
