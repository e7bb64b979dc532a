"""What a number of a workbook looks like in its cell, where its format says more than the number."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from commreg.importing.sheet_grid import Cell

_LITERAL = re.compile(r'"([^"]*)"|\\(.)|\[\$([^\]-]*)[^\]]*\]|([$€¥₹£])')
_IGNORED = re.compile(r"\[[^\]]*\]|_.|\*.|[()+-]")
_DIGITS = re.compile(r"[#0?,.]*[#0?][#0?,.]*")
_NO_WORDS = ("", "£", "GBP", "(", ")", "-", "/", ":")


def as_shown(number: Decimal, number_format: str, *, is_result: bool = False) -> Cell:
    """The cell of a number as its format shows it: 000042, 74k, 50%, €500; a plain number keeps its exact value.

    The result of a formula is rounded as it is shown.
    """
    before, after, zeros, places, thousands, is_percent = _parts(number_format)
    if is_percent:
        return Cell(f"{(number * 100).normalize():f}%")
    if before or after:
        scaled = number / 1000**thousands if after else number
        return Cell(f"{before}{scaled.normalize():f}{after}")
    if zeros > 1 and number >= 0 and number == number.to_integral_value():
        return Cell(f"{int(number):0{zeros}}")
    if is_result and places is not None:
        number = number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return Cell(f"{number:f}", number)


@cache
def _parts(number_format: str) -> tuple[str, str, int, int | None, int, bool]:
    """Of a format: words before and after the digits, how many leading zeros, decimal places, thousands, whether %.

    Formats that come with the spreadsheet program show the currency of its country, which is pounds here.
    """
    from openpyxl.styles.numbers import BUILTIN_FORMATS_REVERSE  # noqa: PLC0415 - heavy, and only for workbooks

    section = number_format.split(";", maxsplit=1)[0]
    is_built_in = number_format in BUILTIN_FORMATS_REVERSE
    digits = _DIGITS.search(_masked(section))
    if digits is None:
        return "", "", 0, None, 0, False
    around = (section[: digits.start()], section[digits.end() :])
    before, after = ("" if is_built_in else _words(part) for part in around)
    pattern = digits[0]
    digits_before, point, decimals = pattern.rstrip(",").partition(".")
    zeros = len(digits_before) if set(digits_before) == {"0"} and not point else 0
    is_percent = "%" in _LITERAL.sub("", section)
    return before, after, zeros, len(decimals) if point else None, len(pattern) - len(pattern.rstrip(",")), is_percent


def _masked(section: str) -> str:
    """A format with its literal words and marks blanked out, so that digits in them do not count."""
    blank = _LITERAL.sub(lambda match: " " * len(match[0]), section)
    return _IGNORED.sub(lambda match: " " * len(match[0]), blank)


def _words(part: str) -> str:
    texts = ("".join(text or "" for text in match.groups()) for match in _LITERAL.finditer(part))
    return "".join(text for text in texts if text.strip() not in _NO_WORDS)
