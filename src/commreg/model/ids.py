"""Contract ids made from titles."""

from __future__ import annotations

import re

from commreg.model.fields import MAX_ID_LENGTH
from commreg.values.text import normalize_for_search


def slug(text: str) -> str:
    """A text as an id: small letters, digits and single hyphens; accents are removed."""
    plain = normalize_for_search(text).replace("'", "").replace("\u2019", "")
    return "-".join(re.findall(r"[a-z0-9]+", plain))[:MAX_ID_LENGTH].strip("-")


_LEAD_IN = re.compile(r"^(?:the )?(?:provision of|services? for)(?: the services of)?(?: an?| the)? ", re.IGNORECASE)


_SMALL = frozenset(("the", "of", "for", "and", "a", "an", "in", "to", "with", "services", "service"))


def main_words(title: str) -> list[str]:
    """The words of a title that its id is made from."""
    return [word for word in slug(_LEAD_IN.sub("", title)).split("-") if word and word not in _SMALL]


def new_id(title: str, start: str) -> str:
    """A short id: the main words of a title, and the year of a start date written year first."""
    short: list[str] = []
    for word in main_words(title):
        if len("-".join((*short, word))) > 45:
            break
        short.append(word)
    return "-".join((*(short or ["contract"]), *re.findall(r"\A\d{4}", start)))
