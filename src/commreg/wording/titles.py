"""Titles of contracts, shortened."""

from __future__ import annotations

import re

# Words at the start of a title that carry no information.
_LEAD_IN = re.compile(r"(?:The )?Provision of (?:the Services of )?(?:an? |the )?(?=\w)")


def without_lead_in(title: str) -> str:
    """A title without words such as “The Provision of”, which many titles begin with."""
    match = _LEAD_IN.match(title)
    return title[match.end()].upper() + title[match.end() + 1 :] if match else title
