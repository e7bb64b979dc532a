"""Values of options and arguments: checked against a list, or read as a date or a duration."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Any

from commreg.cli.errors import UsageError
from commreg.cli.old_names import require_current_choice
from commreg.cli.output import warn
from commreg.model.vocabularies import Vocabulary, suggest_choice
from commreg.values.dates import long_date, parse_day
from commreg.values.parsed import Parsed

if TYPE_CHECKING:
    from commreg.diagnostics.field_path import FieldPath
    from commreg.values.durations import Duration


def require_choice(kind: str, word: str, choices: Collection[str]) -> str:
    """The choice that a word means. Raises UsageError if there is none, with the nearest choice.

    A word of a vocabulary may be in any case, or given by its label.

    `kind` says what is chosen, as the message names it: there is no format “pdf”.
    """
    if word in choices:
        return word
    require_current_choice(kind, word)
    if isinstance(choices, Vocabulary) and (match := choices.match(word)):
        return match
    raise UsageError(f"there is no {kind} “{word}”", hint=suggest_choice(word, choices))


def complete_from(words: Iterable[str]) -> Callable[[str], list[str]]:
    """The completion of an option or argument that takes one of these words."""
    choices = list(words)

    def complete(incomplete: str) -> list[str]:
        return [word for word in choices if word.startswith(incomplete)]

    return complete


def parse_date_option(option: str, text: str, example: str = "2021-12-16") -> date:
    """The date that an option gives, in any form that is understood; another than 2021-12-16 is shown as it is read.

    Raises UsageError for any other text, and for a date that could have the day or the month first.
    """
    from commreg.values.written_dates import AMBIGUOUS_ORDER, parse_written_date, possible_days

    with suppress(ValueError):
        return parse_day(text.strip())
    parsed = parse_written_date(text)
    if isinstance(parsed, Parsed):
        day: date = parsed.value
        show_reading(text, long_date(day))
        return day
    forms = " or ".join(map(str, possible_days(text))) if parsed == AMBIGUOUS_ORDER else ""
    raise UsageError(f"{option} “{text}” {parsed.reason}", hint=f"write it as {forms or example}")


def show_reading(text: str, meaning: str) -> None:
    """Say on stderr how an answer is read that has another form."""
    if text.strip().casefold() != meaning.casefold():
        warn(f"“{text.strip()}” is read as {meaning}.")


def parse_field_value(field_path: FieldPath, value: Any, service_areas: Mapping[str, str]) -> Any:
    """The value of a field as typed, in the form that a file has, and shown if that is another.

    Raises InputError if it could mean two things.
    """
    from commreg.model.typed_values import canonical_value

    canonical = canonical_value(field_path, value, service_areas)
    for text, written in _texts(value, canonical):
        if text.strip() != written:
            warn(f"“{text.strip()}” is written as {written}.")
    return canonical


def _texts(value: Any, canonical: Any) -> Iterator[tuple[str, str]]:
    """Each text in a value, and in its canonical form."""
    if isinstance(value, str):
        yield value, canonical
    elif isinstance(value, tuple | dict):
        for key in value if isinstance(value, dict) else range(len(value)):
            yield from _texts(value[key], canonical[key])


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
