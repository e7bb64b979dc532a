"""The filters that templates have beside Jinja's own; docs/reference/templates.md is written from this."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from markupsafe import Markup

from commreg.values import dates, durations, money, text
from commreg.wording import redaction


def markdown_safe(value: Any) -> Any:
    """Whatever an expression prints into Markdown, escaped; what was marked safe stays as it is."""
    return value if isinstance(value, Markup) else text.escape_markdown(plain(value))


def plain(value: Any) -> str:
    """The text of a value: a day and an amount as the paper writes them, nothing for None."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return dates.long_date(value)
    return money.pounds_and_pence(value) if isinstance(value, Decimal) else str(value)


def day(value: date | None, blank: str = "") -> str:
    """A day as 31 March 2022; `blank` where there is none."""
    return dates.long_date(value) if value else blank


def short_day(value: date | None, blank: str = "") -> str:
    """A day as 31 Mar 2022; `blank` where there is none."""
    return dates.short_date(value) if value else blank


def pounds(value: Any, blank: str = "not recorded") -> str:
    """An amount as £74,000.00; `blank` where there is none; the words for a withheld one."""
    return money.pounds_and_pence(value) if isinstance(value, Decimal) else str(value or blank)


def round_pounds(value: Any, blank: str = "not recorded") -> str:
    """An amount as £74,000, with pence only where there are some."""
    return money.format_pounds(value) if isinstance(value, Decimal) else str(value or blank)


def whole_pounds(value: Any, blank: str = "not recorded") -> str:
    """An amount as £74,000, to the nearest pound from £100; `blank` where there is none."""
    return money.whole_pounds(value) if isinstance(value, Decimal) else str(value or blank)


def withheld_words(value: Any) -> str:
    """What replaces a withheld value, in lower case: withheld (personal information)."""
    return redaction.withheld_words(str(value))


def months(value: int) -> str:
    """A number of months as 18 months or 1 year."""
    return durations.format_months(value)


def counted(value: int, word: str, plural: str | None = None) -> str:
    """A number with its noun: 1 contract, 28 contracts."""
    return text.pluralize(value, word, plural)


def plus_months(value: date, count: int) -> date:
    """A day moved by whole calendar months."""
    return dates.add_months(value, count)


def paragraphs(value: str | None) -> Iterator[str]:
    """The paragraphs of a text."""
    return (part for part in re.split(r"\n\s*\n", value or "") if part.strip())


def css_text(value: object) -> str:
    """Text for between the quotes of a CSS string, where HTML's own escapes mean nothing: all but letters in hex."""
    return "".join(c if c == " " or (c.isascii() and c.isalnum()) else f"\\{ord(c):x} " for c in plain(value))


_FUNCTIONS = (
    *(day, short_day, pounds, round_pounds, whole_pounds, withheld_words, months, counted, plus_months),
    *(paragraphs, css_text),
)
FILTERS: dict[str, Callable[..., Any]] = {function.__name__: function for function in _FUNCTIONS}
