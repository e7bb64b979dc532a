"""Pounds sterling, exact. Never float: not in a file, not in a sum, not on the way out."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

ZERO = Decimal("0.00")
PENNY = Decimal("0.01")
# Twelve digits of pounds: beyond any council, and short enough to stop a million-digit number.
_AMOUNT = re.compile(r"\d{1,12}(\.\d{1,2})?\Z", re.ASCII)
SCALES = {
    **dict.fromkeys(("thousand", "k"), 1_000),
    **dict.fromkeys(("million", "mill", "mn", "m"), 1_000_000),
    **dict.fromkeys(("billion", "bn"), 1_000_000_000),
}
_WRITTEN = re.compile(
    r"(?:£|gbp)?\s*(\d{1,3}(?:,\d{3}){1,3}|\d{1,12})(\.\d{1,9})?\s*"
    rf"({'|'.join(SCALES)})?(?:\s*pounds)?\Z",
    re.ASCII | re.IGNORECASE,
)


def parse_amount(text: str) -> Decimal:
    """An amount of pounds written 74000 or 74000.00, to two places.

    Raises ValueError with a sentence for the reader: a sign, comma, unit or third place is never guessed at.
    """
    if not _AMOUNT.match(text):
        raise ValueError("is not an amount in pounds")
    return Decimal(text).quantize(PENNY)


def suggest_amount(text: str) -> str | None:
    """What to write for `£1,057.00`, `250k` or `1.2 million`: '1057.00', '250000', '1200000'. None for other words."""
    match = _WRITTEN.match(text.strip())
    if not match:
        return None
    amount = Decimal(match[1].replace(",", "") + (match[2] or "")) * SCALES.get((match[3] or "").lower(), 1)
    if amount != amount.quantize(PENNY) or amount >= 10**12:
        return None
    return f"{amount:.2f}" if (match[2] and not match[3]) or amount % 1 else f"{amount:.0f}"


def has_pence(amount: Decimal) -> bool:
    """Whether an amount is not in whole pounds."""
    return amount != amount.to_integral_value()


def format_pounds(amount: Decimal) -> str:
    """£74,000 or £9,177.46: pence only where there are some."""
    return f"£{amount:,.2f}" if has_pence(amount) else f"£{amount:,.0f}"


def whole_pounds(amount: Decimal) -> str:
    """£9,177 for £9,177.46, for lists: half a pound is rounded up; below £100, a unit price, keeps its pence."""
    return format_pounds(amount if amount < 100 else amount.quantize(Decimal(1), ROUND_HALF_UP))


def pounds_and_pence(amount: Decimal) -> str:
    """£74,000.00, as the committee paper prints it."""
    return f"£{amount:,.2f}"
