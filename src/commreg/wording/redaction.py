"""The words in place of a withheld value, for a page that says elsewhere what is withheld and why."""

from __future__ import annotations

from commreg.register.redact import COMMERCIAL, PERSONAL, REDACTED

_WORDS = {
    PERSONAL: "withheld: personal information",
    COMMERCIAL: "withheld: commercial information",
    REDACTED: "withheld",
}


def withheld_words(words: str) -> str:
    """The words of a redaction as running text: “withheld: personal information”."""
    return _WORDS.get(words, words)
