"""Providers' names as they sound, for finding one provider under two spellings."""

from __future__ import annotations

import re
import unicodedata

_LEGAL_FORM = re.compile(r"\b(limited|ltd|plc|llp|cic|community interest company|the|and|co|company|inc)\b")


def folded(name: str) -> str:
    """A name without accents, case, punctuation and legal form: two names that fold alike are one provider's."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    words = _LEGAL_FORM.sub(" ", re.sub(r"[^\w\s]", " ", plain.replace("&", " and ")))
    return " ".join(words.split()) or " ".join(name.casefold().split())
