"""What the columns of other people's registers are called, and the field each is (the table is `columns.toml`).

A field's own name in a contract file always means that field.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

# What a column may be besides a field: these are read together with the other ends of the term.
CURRENT_END, FINAL_END, TERM_MONTHS = "current_end", "final_end", "term_months"
EXTENSION_NOTICE = "extension_notice"  # for every option; a plain "notice period" is often that of termination
KEEP_AS_TEXT = "nothing"  # what a column is mapped to that is kept as text
_APOSTROPHES = re.compile("['\u2019]")


def normalize_heading(heading: str) -> str:
    """A heading in lower case, without punctuation and extra spaces, for comparing headings."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", heading)
    words = _APOSTROPHES.sub("", spaced.casefold())
    return " ".join(re.findall(r"[^\W_]+", words))


@cache
def fields_by_heading() -> dict[str, str]:
    """The field of every known heading, normalised. If two fields have the same heading, the first one."""
    table = tomllib.loads(files("commreg.importing").joinpath("columns.toml").read_text(encoding="utf-8"))
    fields: dict[str, str] = {}
    for field, headings in table.items():
        for heading in headings:
            fields.setdefault(normalize_heading(heading), field)
    return fields


def field_of(heading: str) -> str | None:
    """The field that a heading names, or None if it is not known."""
    return fields_by_heading().get(normalize_heading(heading))


@cache
def mappable_fields() -> tuple[str, ...]:
    """What a column can be mapped to: every field in the table, and KEEP_AS_TEXT."""
    return (*dict.fromkeys(fields_by_heading().values()), KEEP_AS_TEXT)
