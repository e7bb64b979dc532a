"""What the columns of other people's registers are called, and the field each is (the table is `columns.toml`).

A field's own name in a contract file always means that field.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

# What a column may be besides a field: read together with others, or kept in words.
END_NOW, LONGEST, MONTHS = "current_end", "final_end", "term_months"
KEEP_AS_TEXT = "nothing"  # what a column is mapped to that is to be kept in words
_APOSTROPHES = re.compile("['\u2019]")


def normalize_heading(heading: str) -> str:
    """A heading without case, signs and spaces at odds: what two headings are compared by."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", heading)
    words = _APOSTROPHES.sub("", spaced.casefold())
    return " ".join(re.findall(r"[^\W_]+", words))


@cache
def fields_by_heading() -> dict[str, str]:
    """Every known heading, in plain form, with the field it is. The first field that has a heading keeps it."""
    table = tomllib.loads(files("commreg.importing").joinpath("columns.toml").read_text(encoding="utf-8"))
    found: dict[str, str] = {}
    for field, names in table.items():
        for name in names:
            found.setdefault(normalize_heading(name), field)
    return found


def field_of(heading: str) -> str | None:
    """The field that a heading names, or None where the name says nothing."""
    return fields_by_heading().get(normalize_heading(heading))


@cache
def mappable_fields() -> tuple[str, ...]:
    """What a column can be mapped to: every field that the table knows, and nothing, to keep it in words."""
    return (*dict.fromkeys(fields_by_heading().values()), KEEP_AS_TEXT)
