"""CR216: personal data in a text. A register is read by many, and git forgets nothing.

An NHS number is only taken for one if its check digit fits (modulus 11, NHS Data Dictionary), a unique pupil number
likewise (modulus 23, Department for Education), so that contract numbers are not reported.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from commreg.checks.registry import CheckContext, check
from commreg.diagnostics.field_path import FieldPath, format_path
from commreg.diagnostics.finding import Severity, Violation
from commreg.model.contract import Contract
from commreg.model.field_path import all_texts, iter_values

_UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"


def nhs_number(text: str) -> bool:
    """Whether ten digits, spaced or not, have the check digit of an NHS number."""
    digits = [int(c) for c in text if c.isdigit()]
    if len(digits) != 10 or len(set(digits)) == 1:
        return False
    check = 11 - sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return check % 11 == digits[9] and check != 10


def pupil_number(text: str) -> bool:
    """Whether a letter and twelve digits (the last may be a letter) have the check letter of a pupil number."""
    digits = text[1:13]
    last = int(digits[-1]) if digits[-1].isdigit() else _UPN_LETTERS.index(digits[-1])
    values = [int(c) for c in digits[:-1]] + [last]
    total = sum(value * weight for value, weight in zip(values, range(2, 14), strict=True))
    return _UPN_LETTERS[total % 23] == text[0]


def _always(_text: str) -> bool:
    return True


_PATTERNS: tuple[tuple[str, re.Pattern[str], Callable[[str], bool]], ...] = (
    ("an e-mail address", re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+"), _always),
    (
        "a telephone number",
        re.compile(r"(?<![\w.£-])(?:\+44\s?\(?0?\)?\s?|\(?0)(?:\d[\s()-]{0,2}){8,9}\d(?![\w-])"),
        lambda text: not nhs_number(text),
    ),
    (
        "a National Insurance number",
        re.compile(r"\b(?![DFIQUV])(?!BG|GB|NK|KN|TN|NT|ZZ)[A-Z](?![DFIQUVO])[A-Z]\s?(?:\d{2}\s?){3}[A-D]\b"),
        _always,
    ),
    ("an NHS number", re.compile(r"(?<![\d.£-])\d{3}[ -]?\d{3}[ -]?\d{4}(?![\d.-])"), nhs_number),
    ("a unique pupil number", re.compile(r"\b[A-HJ-NP-RT-Z]\d{11}[\dA-HJ-NP-RT-Z]\b"), pupil_number),
)
# Every one of the above but an e-mail address has six digits in it, and then four more or a letter.
_DIGITS = re.compile(r"\d(?:[\s()-]*\d){5}(?:\s?[A-D]|(?:[\s()-]*\d){4})")
# Published numbers of bodies have these forms; web addresses and the like are not free text.
_NOT_FREE_TEXT = frozenset(
    ("company_number", "charity_number", "identifiers", "cpv", "reference", "url", "id", "service_area", "forward_plan")
)


@check("CR216", "personal-data", Severity.WARNING, "A text may hold personal data")
def personal_data(context: CheckContext) -> Iterator[Violation]:
    """An NHS, pupil or National Insurance number, an e-mail address or a telephone number in free text."""
    contract = context.contract
    if not worth_a_look(all_texts(contract)):
        return
    for field_path, text in texts(contract):
        if not worth_a_look(text):
            continue
        for name, pattern, proved in _PATTERNS:
            for text_found in dict.fromkeys(match[0] for match in pattern.finditer(text) if proved(match[0])):
                yield Violation(
                    "CR216",
                    f"{format_path(field_path)} has what looks like {name}",
                    field_path,
                    hint="remove it; git keeps what was once committed",
                    may_be_right=True,
                    within=text_found,
                )


def worth_a_look(text: str) -> bool:
    """Whether a text may have personal data in it: most are passed over at once."""
    return "@" in text or _DIGITS.search(text) is not None


def texts(contract: Contract) -> Iterator[tuple[FieldPath, str]]:
    """Every free text in a contract, with its field path."""
    for field_path, value in iter_values(contract):
        if isinstance(value, str) and _NOT_FREE_TEXT.isdisjoint(field_path):
            yield field_path, value
