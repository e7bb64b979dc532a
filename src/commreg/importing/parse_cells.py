"""Cells into dates, amounts, extensions and words, in every form that registers have them; never by a guess.

Each reader gives what it read and says how, or says why it could not: the caller keeps the text then.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from commreg.importing.sheet_grid import Cell
from commreg.model.fields import CHARITY_NUMBER, COMPANY_NUMBER
from commreg.model.vocabularies import Vocabulary, did_you_mean
from commreg.values.dates import FIRST_YEAR, LAST_YEAR, long_date

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FULL = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
         "december")  # fmt: skip
_NUMERIC = re.compile(
    r"(\d{1,2})\s*[/.\-\s]\s*(\d{1,2})\s*[/.\-\s]\s*(\d{4}|\d{2})(?:[ T]+[\d:.]+(?:\s*[ap]m)?)?\Z", re.IGNORECASE
)
_NAMED = re.compile(
    r"(?:(?P<weekday>mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+)?(?P<day>\d{1,2})(?:st|nd|rd|th)?[\s./-]*(?:of\s+)?"
    r"(?P<month>[a-z]{3,9})\.?,?[\s./-]*(?P<year>\d{4}|\d{2})(?:[ T]+\d{1,2}:[\d:.]+(?:\s*[ap]m)?)?\Z",
    re.IGNORECASE,
)
_MONTH_FIRST = re.compile(r"([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\Z", re.IGNORECASE)
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ][\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?\Z")
_PACKED = re.compile(r"(\d{4})(\d{2})(\d{2})\Z")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?\Z")
_NO_DAY = re.compile(r"(?:[a-z]{3,9}\.?[\s./-]*(?:\d{4}|\d{2})|\d{1,2}[./-]\d{4}|\d{4})\Z", re.IGNORECASE)
# A date, and after it words that are no second date: 28-Feb-22 Due to the late start, work will go on.
_AND_WORDS = re.compile(
    r"(\d{1,2}(?:st|nd|rd|th)?[\s./-]*(?:of\s+)?[a-z]{3,9}\.?,?[\s./-]*(?:\d{4}|\d{2})|\d{4}-\d\d-\d\d|\d{1,2}[/.]\d{1,2}[/.]\d{2,4})"
    r"[,;:.]?\s+(?=[a-z(])(?!(?:to|or|and|until|till|through|[ap]m)\b)(?!t\d)",
    re.IGNORECASE,
)
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_EPOCH = date(1899, 12, 30)  # what Excel counts days from, once its leap day of 1900 is past
_EPOCH_1904 = date(1904, 1, 1)
_NOTHING = frozenset(("", "-", "\u2013", "\u2014", "n/a", "na", "nan", "tbc", "tba", "unknown", "not known", "?"))
_LONGEST_DATE = 60  # characters, time of day and all
_LONGEST_AMOUNT = 1_000  # characters, with the words round it
_LONGEST_WORD = 80
DAY_FIRST, MONTH_FIRST = "day first", "month first"


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a cell was read as, and how, where that is worth saying. `left` are words of it that are to be kept.

    `sure` is false where the cell could mean something else, so that somebody is to look at it.
    """

    value: Any
    note: str = ""
    leftover: str = ""
    is_certain: bool = True


@dataclass(frozen=True, slots=True)
class Unparsed:
    """Why a cell could not be read."""

    reason: str


def is_blank_marker(text: str) -> bool:
    """Whether a cell says that there is nothing, or that it is not known."""
    return text.strip().casefold() in _NOTHING


def detect_date_order(cells: Iterable[Cell]) -> tuple[str | None, str]:
    """Whether a column of dates in figures has the day or the month first, and on what evidence; None where none.

    One figure over 12 in either place decides for the whole column; figures in both places decide nothing.
    """
    day_first = month_first = None
    figures = False
    for cell in cells:
        if cell.value is not None or not (match := _NUMERIC.match(cell.text[:_LONGEST_DATE].strip())):
            continue
        figures = True
        first, second = int(match[1]), int(match[2])
        if 12 < first <= 31 and second <= 12:
            day_first = day_first or cell.text.strip()
        if first <= 12 and 12 < second <= 31:
            month_first = month_first or cell.text.strip()
    if day_first and month_first:
        return None, f"“{day_first}” has the day first and “{month_first}” the month"
    if day_first:
        return DAY_FIRST, f"“{day_first}” has the day first"
    if month_first:
        return MONTH_FIRST, f"“{month_first}” has the month first"
    return None, "no date in it tells the day from the month" if figures else ""


def parse_date(cell: Cell, column_order: str | None, *, since_1904: bool = False) -> Parsed | Unparsed:
    """A day in any form: written out, in figures by the column's order, packed, or as a workbook's day number."""
    if isinstance(cell.value, date):
        return _within(cell.value, "")
    text = " ".join(cell.text[:_LONGEST_AMOUNT].replace("\xa0", " ").split())
    if match := _AND_WORDS.match(text):
        found = parse_date(Cell(match[1]), column_order)
        return (
            Parsed(found.value, "the words after the date are kept", text, is_certain=False)
            if isinstance(found, Parsed)
            else found
        )
    if len(text) > _LONGEST_DATE:
        return Unparsed("is not a date in a form that is known")
    if _SERIAL.match(text):
        return _serial(text, _EPOCH_1904 if since_1904 else _EPOCH)
    if match := _ISO.match(text):
        return _made(match[1], match[2], match[3], "")
    if match := _PACKED.match(text):
        return _made(match[1], match[2], match[3], "")
    if match := _NAMED.match(text):
        return _on_weekday(_named(match["day"], match["month"], match["year"]), match["weekday"])
    if match := _MONTH_FIRST.match(text):
        return _named(match[2], match[1], match[3])
    if match := _NUMERIC.match(text):
        return _figures(match, column_order)
    return Unparsed("gives no day" if _NO_DAY.match(text) else "is not a date in a form that is known")


def _on_weekday(found: Parsed | Unparsed, weekday: str | None) -> Parsed | Unparsed:
    """A day that is said to be a Monday is refused where it was none: one of the two is wrong."""
    said = next((name for name in _WEEKDAYS if weekday and name.casefold().startswith(weekday.casefold())), "")
    if isinstance(found, Parsed) and said and _WEEKDAYS[found.value.weekday()] != said:
        return Unparsed(f"is said to be a {said}, and {long_date(found.value)} is not one")
    return found


def _figures(match: re.Match[str], column_order: str | None) -> Parsed | Unparsed:
    first, second, year = match[1], match[2], match[3]
    if first == second:  # the same either way
        return _made(_century(year), second, first, year)
    if column_order is None and max(int(first), int(second)) > 12:
        column_order = DAY_FIRST if int(first) > 12 else MONTH_FIRST
    if column_order is None:
        return Unparsed("could have the day or the month first, and nothing in its column decides (see --date-order)")
    if column_order == DAY_FIRST:
        return _made(_century(year), second, first, year)
    return _made(_century(year), first, second, year)


def _named(day_: str, month: str, year: str) -> Parsed | Unparsed:
    found = month.casefold()
    for number, (short, full) in enumerate(zip(_MONTHS, _FULL, strict=True), 1):
        if found in (short, full) or (found == "sept" and number == 9):
            return _made(_century(year), str(number), day_, year)
    return Unparsed(f"has “{month}” where the name of a month belongs")


def _century(year: str) -> str:
    """A year of two figures: 00 to 69 are this century's, as spreadsheets read them."""
    if len(year) == 4:
        return year
    return f"20{year}" if int(year) < 70 else f"19{year}"


def _made(year: str, month: str, day_: str, written: str) -> Parsed | Unparsed:
    try:
        found = date(int(year), int(month), int(day_))
    except ValueError:
        return Unparsed("is not a day in the calendar")
    return _within(found, f"year {written} read as {found.year}" if len(written) == 2 else "")


def _within(found: date, how: str) -> Parsed | Unparsed:
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        return Unparsed(f"has a year outside {FIRST_YEAR} to {LAST_YEAR}")
    return Parsed(found, how)


def _serial(text: str, epoch: date) -> Parsed | Unparsed:
    number = int(text.partition(".")[0])
    if not 20_000 <= number <= 80_000:  # 1954 to 2119
        return Unparsed("is a number that is no spreadsheet's day")
    found = epoch + timedelta(days=number)
    return Parsed(found, f"read as a spreadsheet's number of a day, {long_date(found)}", is_certain=False)


_MOST = Decimal("999999999999.99")  # what a contract file holds
_MONEY = re.compile(
    r"(?<![\w.,])(?:£|gbp)?\s*(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?(?:e[+]?\d{1,2})?)\s*(k|m|million|thousand)?\b"
    r"(?![.,]?\d)",
    re.IGNORECASE,
)
_RANGE = re.compile(r"\s*(?:-|\u2013|\u2014|/|to|and|or)?\s*(?:£|gbp)?\s*\d", re.IGNORECASE)
# Words that may stand with a number that has no pound sign, and change nothing about it being money.
_BESIDE = re.compile(
    r"\b(?:gbp|pounds?|sterling|net|gross|total|in total|inc(?:l|luding|\.)?|ex(?:c|cl|cluding|\.)?|plus|vat|of)(?!\w)"
    r"|[\s.,;:()+/-]",
    re.IGNORECASE,
)
_LARGE = re.compile(r"\d{1,3}(?:,\d{3})+|\d{4,}|\d+\s*k\b", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d\Z")
_ABOUT = re.compile(r"\b(?:approx(?:imately|\.)?|circa|about|c\.|estimated|est\.?|around|up to)(?!\w)", re.IGNORECASE)
_FOREIGN = re.compile(r"[$€]|\b(?:usd|cad|eur|aud)\b", re.IGNORECASE)
_BASES = (
    (
        re.compile(r"\b(?:per annum|p\.?\s?a\.?(?=\s|$|\))|per year|a year|annual(?:ly)?|each year)", re.IGNORECASE),
        "annual",
    ),
    (re.compile(r"\b(?:per month|monthly|a month|pcm)\b", re.IGNORECASE), "monthly"),
    (re.compile(r"\b(?:per week|weekly|a week)\b", re.IGNORECASE), "weekly"),
    (re.compile(r"\b(?:per case|a case|per hour|per session|per placement)\b", re.IGNORECASE), "per-case"),
)


def parse_amount(cell: Cell) -> Parsed | Unparsed:
    """Pounds: a number, or a text with one amount in it; the words round it are left over, to be kept.

    A range, two amounts, or another currency is refused: none of them is one amount in pounds.
    """
    if isinstance(cell.value, Decimal):
        return _pounds(cell.value, "")
    text = " ".join(cell.text.replace("\xa0", " ").split())
    if len(text) > _LONGEST_AMOUNT:
        return Unparsed("is a narrative: read it, and record the amounts that it gives")
    if _FOREIGN.search(text):
        return Unparsed("is not in pounds")
    found = [match for match in _MONEY.finditer(text) if _is_money(match, text)]
    if not found:
        return Unparsed("has no amount in it that is beyond doubt" if re.search(r"\d", text) else "has no amount in it")
    if len(found) > 1:
        return _parts(text, found)
    match = found[0]
    before, after = text[: match.start()].strip(), text[match.end() :].strip()
    if before.endswith(("-", "\u2212")) or (before.endswith("(") and after == ")"):
        return Unparsed("is less than nought")
    if _RANGE.match(after) or _others(before, after):
        return Unparsed("has more than one amount in it, and nothing says what each is for")
    scale = {"k": 1_000, "thousand": 1_000, "m": 1_000_000, "million": 1_000_000}.get((match[2] or "").casefold(), 1)
    around = " ".join(part for part in (before, after) if part).strip(" .,;")
    in_full = scale > 1 or "e" in match[1].casefold()
    return _pounds(Decimal(match[1].replace(",", "")) * scale, around, read_as=match[0] if in_full else "")


def _others(*around: str) -> bool:
    """Whether words beside an amount hold another figure that is as large as one, and no year."""
    return any(not _YEAR.match(match[0]) for words in around for match in _LARGE.finditer(words))


def _parts(text: str, found: list[re.Match[str]]) -> Parsed | Unparsed:
    """Several amounts, each with words before it that say what it is for; a range has none."""
    parts = []
    starts = [0, *(match.end() for match in found[:-1])]
    for start, match in zip(starts, found, strict=True):
        if match[2] or "e" in match[1].casefold():
            return Unparsed("has more than one amount in it, and not all are written in full")
        label = text[start : match.start()].strip(" :;,.-")
        what = _ABOUT.sub("", label).strip(" :;,.-")
        if not re.search(r"[a-z]{3}", what, re.IGNORECASE) or what.casefold() in ("and", "plus"):
            return Unparsed("has more than one amount in it, and nothing says what each is for")
        part = {"what": what, "amount": match[1].replace(",", "")}
        parts.append({**part, "certainty": "estimated"} if is_estimate(label) else part)
    if text[found[-1].end() :].strip(" .,;"):
        return Unparsed("has more than one amount in it, and words after the last")
    return Parsed(tuple(parts), "read as parts")


def _is_money(match: re.Match[str], text: str) -> bool:
    """Whether a number is an amount: in a text with a pound sign only those that have one; never a percentage.

    Where no pound sign says that it is money, no words may stand by it that make it something else: 24 hours a week.
    """
    after = text[match.end() :].lstrip()
    if after.startswith("%"):
        return False
    if "£" in text:
        return "£" in match[0]
    rest = f"{text[: match.start()]} {after}"
    for pattern in (_ABOUT, *(pattern for pattern, _ in _BASES)):
        rest = pattern.sub("", rest)
    return not _BESIDE.sub("", rest)


def _pounds(number: Decimal, around: str, read_as: str = "") -> Parsed | Unparsed:
    if number < 0:
        return Unparsed("is less than nought")
    if number > _MOST:
        return Unparsed("is more than any contract could cost")
    if number != number.quantize(Decimal("0.01")):
        return Unparsed("has more than two places after the point")
    how = f"“{read_as.strip()}” read in full" if read_as else ""
    return Parsed(number.quantize(Decimal("0.01")), how, around, is_certain=not _has_extra_words(around))


def _has_extra_words(words: str) -> bool:
    """Whether words beside an amount say more than what it covers and how firm it is."""
    for pattern in (_ABOUT, *(pattern for pattern, _ in _BASES)):
        words = pattern.sub("", words)
    return re.search(r"\w", words) is not None


def detect_basis(text: str) -> str | None:
    """What an amount covers, where words beside it say so."""
    return next((name for pattern, name in _BASES if pattern.search(text)), None)


def is_estimate(text: str) -> bool:
    """Whether words beside an amount say that it is not firm."""
    return _ABOUT.search(text) is not None


_COUNT = r"(\d+|one|two|three|four|five|six|twelve|eighteen)"
_UNIT = r"(years?|yrs?|months?|mths?)"
_PLUS = re.compile(rf"(\d+(?:\s*\+\s*\d+)+)\s*{_UNIT}?\Z", re.IGNORECASE)
_ONE = re.compile(
    rf"(?P<most>(?:up to|maximum(?: of)?|max)\s+)?{_COUNT}[\s-]*{_UNIT}(?:\s+(?:extension|option|period))?\Z",
    re.IGNORECASE,
)
_SEVERAL = re.compile(
    rf"{_COUNT}(?:\s*(?:x|times|further|extensions? of|options? of|periods? of)\s*|\s+){_COUNT}[\s-]*{_UNIT}"
    r"(?:\s*(?:extensions?|options?|periods?|each))?\Z",
    re.IGNORECASE,
)
_WITH_OPTIONS = re.compile(
    r"(?P<term>.*?)[\s,;]*\bwith (?:the |an? )?options? (?:of|to extend(?: for| by)?)\s+(?P<options>.+)\Z",
    re.IGNORECASE,
)
_FURTHER = re.compile(r"(?:an?\s+)?(?:further\s+|additional\s+)?(?=\S)", re.IGNORECASE)
_COUNTS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "twelve": 12, "eighteen": 18}
_NONE = frozenset(
    ("none", "nil", "no", "n", "no extension", "no extensions", "0", "none provided", "no option", "not extendable")
)
_LONGEST_OPTION = 200  # characters; what is longer is a narrative


def parse_extensions(cell: Cell) -> Parsed | Unparsed:
    """Options to extend, as the values of a file: `1+1 years` is two of 12 months, `None` is none provided for.

    `2 years` is one of 24 months; whether it is two of a year is not said, and that is told. A narrative is refused.
    """
    text = " ".join(cell.text.split()).strip(" .")
    if text.casefold() in _NONE:
        return Parsed((), "none provided for")
    if text.casefold() in ("yes", "y", "true"):
        return Unparsed("says that there is one, and not how long it is")
    if len(text) > _LONGEST_OPTION:
        return Unparsed("is a narrative: read it, and record the options that it gives")
    if match := _WITH_OPTIONS.match(text):
        found = _lengths(_FURTHER.sub("", match["options"], count=1))
        if isinstance(found, Unparsed) or not match["term"]:
            return found
        said = f"“{match['term']}” before it is the term"
        return Parsed(found.value, f"{found.note}; {said}".lstrip("; "), match["term"], is_certain=False)
    return _lengths(text)


def _lengths(text: str) -> Parsed | Unparsed:
    if match := _PLUS.match(text):
        if not match[2]:
            return Unparsed("does not say whether it is in months or years")
        times = [int(part) for part in re.findall(r"\d+", match[1])]
        uneven = "the first may be the term and no option" if times[0] > times[1] else ""
        return _options([count * _unit(match[2]) for count in times], uneven)
    if "+" in text:
        parts = [_ONE.match(part.strip()) for part in text.split("+")]
        found = [part for part in parts if part and not part["most"]]
        if len(found) == len(parts):
            return _options([_count(part[2]) * _unit(part[3]) for part in found], "")
    if match := _ONE.match(text):
        count, unit = _count(match[2]), _unit(match[3])
        several = "whether it is several is not said" if unit == 12 and count > 1 else ""
        how = "; ".join(part for part in (several, "the longest that it allows" if match["most"] else "") if part)
        return _options([count * unit], f"one option; {how}" if how else "")
    if match := _SEVERAL.match(text):
        how_many, each = _count(match[1]), _count(match[2]) * _unit(match[3])
        return _options([each] * min(how_many, 21), "")
    return Unparsed("is a narrative: read it, and record the options that it gives")


def _count(text: str) -> int:
    return _COUNTS.get(text.casefold()) or int(text)


def _unit(text: str) -> int:
    return 12 if text.casefold().startswith("y") else 1


def _options(months: list[int], how: str) -> Parsed | Unparsed:
    if not months or len(months) > 20 or not all(1 <= count <= 240 for count in months):
        return Unparsed("gives extensions of no length that a contract could have")
    return Parsed(tuple({"months": str(count)} for count in months), how, is_certain=not how)


def parse_flag(text: str) -> Parsed | Unparsed:
    """A yes or no in any of its forms."""
    word = text.strip().casefold()
    if word in ("yes", "y", "true", "1", "1.0"):
        return Parsed("true")
    if word in ("no", "n", "false", "0", "0.0"):
        return Parsed("false")
    return Unparsed("is neither yes nor no")


def parse_word(text: str, words: Vocabulary, others: dict[str, str]) -> Parsed | Unparsed:
    """A word of a closed list: itself, what it is called on paper, or another name for it."""
    folded = " ".join(text.casefold().split())
    for known in words:
        if folded in (known, known.replace("-", " "), words.label(known).casefold()):
            return Parsed(known)
    if folded in others:
        return Parsed(others[folded], f"“{text.strip()}” is {others[folded]} here")
    near = did_you_mean(text, words) if len(text) <= _LONGEST_WORD else None
    return Unparsed(f"is not a {words.name} that is known" + (f" ({near}?)" if near else ""))


def parse_company_number(text: str) -> Parsed | Unparsed:
    """All eight characters; the zeros that a spreadsheet drops from the front are put back, and that is told."""
    raw = text.strip().upper().removesuffix(".0").replace(" ", "")
    if COMPANY_NUMBER.match(raw):
        return Parsed(raw)
    if re.fullmatch(r"\d{5,7}", raw, re.ASCII):
        return Parsed(raw.zfill(8), "the zeros in front put back", is_certain=False)
    return Unparsed("does not have the form of a company number")


def parse_charity_number(text: str) -> Parsed | Unparsed:
    """Six or seven figures, with or without the number of a branch; or Scotland's and Northern Ireland's forms."""
    raw = text.strip().upper().removesuffix(".0").replace(" ", "")
    if CHARITY_NUMBER.match(raw):
        return Parsed(raw)
    return Unparsed("does not have the form of a charity number")


_ENDLESS = frozenset(
    (
        "ongoing",
        "on-going",
        "rolling",
        "open-ended",
        "open ended",
        "no end date",
        "indefinite",
        "perpetual",
        "evergreen",
    )
)


def is_open_ended(text: str) -> bool:
    """Whether a cell for the end says that there is none: the contract goes on until somebody ends it."""
    words = " ".join(text.casefold().split()).strip(" .")
    return words in _ENDLESS or words.removesuffix(" contract") in _ENDLESS


_ERRORS = frozenset(("#ref!", "#n/a", "#value!", "#div/0!", "#name?", "#num!", "#null!", "#spill!", "#calc!"))


def is_spreadsheet_error(text: str) -> bool:
    """Whether a cell shows an error of the spreadsheet in the place of a value."""
    return text.strip().casefold() in _ERRORS or re.fullmatch(r"#{4,}", text.strip()) is not None
