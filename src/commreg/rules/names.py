"""Providers' names as they sound, for finding one provider under two spellings."""

from __future__ import annotations

import re
import unicodedata

_LEGAL_FORM = re.compile(r"\b(limited|ltd|plc|llp|cic|community interest company|the|and|co|company|inc)\b")


def folded(name: str) -> str:
    """A name without accents, case, punctuation and legal form: two names that fold alike are one provider's."""
    letters = (c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    plain = re.sub(r"[^\w\s]", " ", "".join(letters).replace("&", " and "))
    return " ".join(_LEGAL_FORM.sub(" ", plain).split()) or " ".join(plain.split())
