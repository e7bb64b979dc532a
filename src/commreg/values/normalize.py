"""Providers' names as they sound, for finding one provider under two spellings."""

from __future__ import annotations

import re
import unicodedata

_LEGAL_FORM = re.compile(r"\b(limited|ltd|plc|llp|cic|community interest company|the|and|co|company|inc)\b")


def normalize_text(text: str) -> str:
    """A text as it would be read out: no accents, case, punctuation or spacing that an eye would pass over."""
    text = text.casefold()
    if not text.isascii():
        text = _BEYOND_ASCII.sub(_strip_marks, unicodedata.normalize("NFKD", text))
    return " ".join(_WORD.findall(_APOSTROPHES.sub("", _POSSESSIVE.sub(" ", text))))


_APOSTROPHES = re.compile("['`\u2018\u2019\u00b4]")
_WORD = re.compile(r"[^\W_]+")
_POSSESSIVE = re.compile("['\u2019]s\\b")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
# Marks above and below letters, and signs that only format.
_IGNORED_CATEGORIES = ("Mn", "Mc", "Me", "Cf")


def _strip_marks(letter: re.Match[str]) -> str:
    return "" if unicodedata.category(letter[0]) in _IGNORED_CATEGORIES else letter[0]


def normalize_provider_name(name: str) -> str:
    """A name without accents, case, punctuation and legal form: two names that fold alike are one provider's."""
    letters = (c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    plain = re.sub(r"[^\w\s]", " ", "".join(letters).replace("&", " and "))
    return " ".join(_LEGAL_FORM.sub(" ", plain).split()) or " ".join(plain.split())
