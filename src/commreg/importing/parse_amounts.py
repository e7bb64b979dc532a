"""Parse amounts in pounds, with what they cover and how firm they are; never by a guess."""

from __future__ import annotations

import re
from decimal import Decimal

from commreg.importing.sheet_grid import Cell
from commreg.values.money import SCALES
from commreg.values.parsed import Parsed, Unparsed

_MAX_LENGTH = 1_000  # characters, with the words around the amount
_MAX_AMOUNT = Decimal("999999999999.99")  # what a contract file can hold
_MONEY = re.compile(
    r"(?<![\w.,])(?:£|gbp)?\s*(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?(?:e[+]?\d{1,2})?)\s*"
    rf"({'|'.join(SCALES)})?(?:\b|(?=p\.?\s?a\b))"
    r"(?![.,]?\d)",
    re.IGNORECASE,
)
_RANGE = re.compile(r"\s*(?:-|\u2013|\u2014|/|to|and|or)?\s*(?:£|gbp)?\s*\d", re.IGNORECASE)
# Words that may come with a number without a pound sign that is still an amount.
_MONEY_WORDS = re.compile(
    r"\b(?:gbp|pounds?|sterling|net|gross|total|in total|inc(?:l|luding|\.)?|ex(?:c|cl|cluding|\.)?|plus|vat|of)(?!\w)"
    r"|[\s.,;:()+/-]",
    re.IGNORECASE,
)
_LARGE_FIGURE = re.compile(r"\d{1,3}(?:,\d{3})+|\d{4,}|\d+\s*k\b", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d\Z")
_ESTIMATE = re.compile(
    r"\b(?:approx(?:imately|\.)?|circa|about|c\.|estimated|est\.?|around|up to)(?!\w)", re.IGNORECASE
)
FOREIGN = re.compile(
    r"[$€¥₹]|\b(?:usd|cad|eur|euros?|aud|nzd|chf|sek|nok|dkk|pln|huf|bgn|czk|ron|jpy|cny|inr|zar|dollars?)\b",
    re.IGNORECASE,
)
_CURRENCY = re.compile(r"\b(?:gbp|pounds?|sterling)\b", re.IGNORECASE)
_LIMIT = re.compile(r"[<>≤≥+~]")  # more or less than the amount beside it
_TOTAL = re.compile(r"\b(?:total|sum|altogether)\b", re.IGNORECASE)
_UNITS = (
    "case|hour|session|placement|child|young person|family|person|pupil|head|unit|bed|night|day|visit|assessment|mile"
)
_BASES = (
    # A price for each child or each night comes first: per week per placement is no weekly price of the contract.
    (re.compile(rf"\b(?:per|each|an?) (?:{_UNITS})\b|/\s*(?:{_UNITS})\b", re.IGNORECASE), "per-case"),
    (
        re.compile(
            r"\b(?:per annum|p\.?\s?a\.?(?=\s|$|\))|per y(?:ea)?r|a year|annual(?:ly)?|yearly|each year)"
            r"|(?:/|\bp/)\s*(?:y(?:ea)?r|annum|a)\b",
            re.IGNORECASE,
        ),
        "annual",
    ),
    (re.compile(r"\b(?:per month|monthly|a month|pcm)\b|/\s*(?:month|mth)\b", re.IGNORECASE), "monthly"),
    (re.compile(r"\b(?:per week|weekly|a week|pw)\b|/\s*(?:week|wk)\b", re.IGNORECASE), "weekly"),
)


def parse_amount(cell: Cell) -> Parsed | Unparsed:
    """An amount in pounds: a number, or a text with one amount in it, whose other words are left over.

    A text of several amounts is read as parts if each has a label. A range and other currencies are refused.
    """
    if isinstance(cell.value, Decimal):
        return _pounds(cell.value, "")
    text = " ".join(cell.text.replace("\xa0", " ").split())
    if len(text) > _MAX_LENGTH:
        return Unparsed("is free text: read it and record the amounts")
    if FOREIGN.search(text):
        return Unparsed("is not in pounds")
    matches = [match for match in _MONEY.finditer(text) if _is_money(match, text)]
    if not matches:
        return Unparsed("has figures, but no clear amount" if re.search(r"\d", text) else "has no amount")
    if len(matches) > 1:
        return _parts(text, matches)
    match = matches[0]
    before, after = text[: match.start()].strip(), text[match.end() :].strip()
    if before.endswith(("-", "\u2212")) or after in ("-", "\u2212") or (before.endswith("(") and after == ")"):
        return Unparsed("is less than zero")
    if _RANGE.match(after) or _has_large_figure(before, after):
        return Unparsed("has more than one amount, and does not say what each is for")
    scale = SCALES.get((match[2] or "").casefold(), 1)
    around = " ".join(part for part in (before, after) if part).strip(" .,;")
    if scale == 1 and len(match[1].partition(".")[2]) > 2 and "e" not in match[1].casefold():
        return Unparsed("has more than two decimal places")  # 74.000 may be 74,000 with a point
    in_full = scale > 1 or "e" in match[1].casefold()
    return _pounds(Decimal(match[1].replace(",", "")) * scale, around, read_as=match[0] if in_full else "")


def _has_large_figure(*around: str) -> bool:
    """Whether words around an amount hold another large figure that is not a year."""
    return any(not _YEAR.match(match[0]) for words in around for match in _LARGE_FIGURE.finditer(words))


def _parts(text: str, matches: list[re.Match[str]]) -> Parsed | Unparsed:
    """Several amounts, each with a label before it; a range has none."""
    parts: list[dict[str, str]] = []
    starts = [0, *(match.end() for match in matches[:-1])]
    for start, match in zip(starts, matches, strict=True):
        if match[2] or "e" in match[1].casefold():
            return Unparsed("has more than one amount, and not all are written in full")
        label = text[start : match.start()].strip(" :;,.-")
        what = _ESTIMATE.sub("", label).strip(" :;,.-")
        if not re.search(r"[a-z]{3}", what, re.IGNORECASE) or what.casefold() in ("and", "plus"):
            return Unparsed("has more than one amount, and does not say what each is for")
        if _TOTAL.search(what):
            total = sum((Decimal(part["amount"]) for part in parts), Decimal(0))
            if match is matches[-1] and parts and total == Decimal(match[1].replace(",", "")):
                continue
            return Unparsed("has parts and a total that is not their sum")
        part = {"what": what, "amount": match[1].replace(",", "")}
        parts.append({**part, "certainty": "estimated"} if is_estimate(label) else part)
    if text[matches[-1].end() :].strip(" .,;"):
        return Unparsed("has more than one amount, and words after the last one")
    return Parsed(tuple(parts), "read as parts")


def _is_money(match: re.Match[str], text: str) -> bool:
    """Whether a number is an amount: in a text with a pound sign only those that have one; never a percentage.

    Without a pound sign, no words may come with it that make it something else, as in 24 hours a week.
    """
    after = text[match.end() :].lstrip()
    if after.startswith("%"):
        return False
    if "£" in text:
        return "£" in match[0]
    rest = f"{text[: match.start()]} {after}"
    for pattern in (_ESTIMATE, *(pattern for pattern, _ in _BASES)):
        rest = pattern.sub("", rest)
    return not _MONEY_WORDS.sub("", rest)


def _pounds(number: Decimal, around: str, read_as: str = "") -> Parsed | Unparsed:
    if number < 0:
        return Unparsed("is less than zero")
    if number > _MAX_AMOUNT:
        return Unparsed("is larger than any contract value")
    if number != number.quantize(Decimal("0.01")):
        return Unparsed("has more than two decimal places")
    note = f"“{read_as.strip()}” read in full" if read_as else ""
    return Parsed(number.quantize(Decimal("0.01")), note, around, is_certain=not extra_words(around))


def extra_words(words: str) -> str:
    """The words around an amount without those at their ends that say its basis or that it is an estimate.

    All words, if they make the amount a limit or give more than one basis; empty if every word is understood.
    """
    if _LIMIT.search(words) or sum(pattern.search(words) is not None for pattern, _ in _BASES) > 1:
        return words
    patterns = (_CURRENCY, _ESTIMATE, *(pattern for pattern, _ in _BASES))
    before = ""
    while words != before:
        before = words = words.strip(" .,;:()")
        for match in (match for pattern in patterns for match in pattern.finditer(words)):
            if match.start() == 0 or match.end() == len(words):
                words = words[: match.start()] + words[match.end() :]
                break
    return words if re.search(r"\w", words) else ""


def detect_basis(text: str) -> str | None:
    """The basis of an amount (annual, monthly, …) if words say it."""
    return next((name for pattern, name in _BASES if pattern.search(text)), None)


def is_estimate(text: str) -> bool:
    """Whether words say that an amount is an estimate."""
    return _ESTIMATE.search(text) is not None
