"""Parse words of closed lists, yes and no, and registration numbers."""

from __future__ import annotations

import re

from commreg.model.fields import CHARITY_NUMBER, COMPANY_NUMBER
from commreg.model.ids import slug
from commreg.model.vocabularies import Vocabulary, did_you_mean
from commreg.values.parsed import Parsed, Unparsed

_MAX_WORD_LENGTH = 80  # characters; for longer texts no similar word is suggested
_TWO_MEANINGS = frozenset(
    f"bi{hyphen}{word}" for hyphen in ("", "-", " ") for word in ("monthly", "weekly", "annual", "annually", "yearly")
)
_ERROR_VALUES = frozenset(("#ref!", "#n/a", "#value!", "#div/0!", "#name?", "#num!", "#null!", "#spill!", "#calc!"))


def parse_flag(text: str) -> Parsed | Unparsed:
    """Yes or no in any form."""
    answer = text.strip().casefold()
    if answer in ("yes", "y", "true", "1", "1.0"):
        return Parsed("true")
    if answer in ("no", "n", "false", "0", "0.0"):
        return Parsed("false")
    return Unparsed("is not yes or no")


def parse_word(text: str, vocabulary: Vocabulary) -> Parsed | Unparsed:
    """The word of a closed list that a text means, with a note if it is a synonym."""
    if " ".join(text.casefold().split()) in _TWO_MEANINGS:
        return Unparsed("could mean twice in the time or once in two: write every two months, or twice a year")
    if word := vocabulary.match(text):
        is_own = slug(text) in (word, slug(vocabulary.label(word)))
        return Parsed(word, "" if is_own else f"“{text.strip()}” read as {word}")
    similar = did_you_mean(text, vocabulary) if len(text) <= _MAX_WORD_LENGTH else None
    return Unparsed(f"is not a known {vocabulary.name}" + (f"; did you mean {similar}?" if similar else ""))


def parse_company_number(text: str) -> Parsed | Unparsed:
    """A company number of eight characters; zeros that a spreadsheet dropped from the front are restored."""
    raw = text.strip().upper().removesuffix(".0").replace(" ", "")
    if COMPANY_NUMBER.match(raw):
        return Parsed(raw)
    if re.fullmatch(r"\d{5,7}", raw, re.ASCII):
        return Parsed(raw.zfill(8), "leading zeros restored", is_certain=False)
    return Unparsed("is not in the form of a company number")


def parse_charity_number(text: str) -> Parsed | Unparsed:
    """A charity number of England and Wales, with or without a branch, of Scotland or of Northern Ireland."""
    raw = text.strip().upper().removesuffix(".0").replace(" ", "")
    if CHARITY_NUMBER.match(raw):
        return Parsed(raw)
    return Unparsed("is not in the form of a charity number")


def is_spreadsheet_error(text: str) -> bool:
    """Whether a cell shows an error of the spreadsheet instead of a value."""
    return text.strip().casefold() in _ERROR_VALUES or re.fullmatch(r"#{4,}", text.strip()) is not None
