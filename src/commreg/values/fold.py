"""Text without case and accents, for searching."""

from __future__ import annotations

import unicodedata


def normalize_for_search(text: str) -> str:
    """Text without case and accents, so that cafe finds Café."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(char for char in decomposed if not unicodedata.combining(char)).casefold()
